"""A vehicle speaks as itself and as nobody else: on the embedded broker and on Mosquitto."""

import asyncio
import contextlib
import re
from collections.abc import Callable
from pathlib import Path

import aiomqtt
import pytest

from gateway.domain.vin import Vin
from tests.fix_identity import ONE, OTHER, GuardedBroker, Registry, car, heard, turned_away
from tests.fix_serving import remembered

pytestmark = pytest.mark.slow
GRANTED = 1


async def codes(vehicle: aiomqtt.Client, topic: str) -> list[int]:
    answer = await vehicle.subscribe(topic, qos=1)
    return [code if isinstance(code, int) else code.value for code in answer]


async def ended(vehicle: aiomqtt.Client) -> bool:
    """Whether the broker ends this connection; it is waited for."""
    with contextlib.suppress(aiomqtt.MqttError):
        async with asyncio.timeout(30):
            async for _ in vehicle.messages:
                pytest.fail("nobody has said anything")
    return True


async def test_a_vehicle_speaks_under_its_own_vin(guarded: GuardedBroker) -> None:
    """All four kinds arrive; what it says as another one does not. It may be cut off for it.

    What a broker hands on of several subscriptions may overtake each other.
    """
    kinds = ("telemetry", "faults", "replies", "presence")
    expected = [(f"v1/{ONE.text}/{kind}", kind.encode()) for kind in kinds]
    expected.append((f"v1/{ONE.text}/faults", b"last"))
    async with guarded.gateway() as gateway:
        for kind in kinds:
            assert await codes(gateway, f"v1/+/{kind}") == [GRANTED]
        for topic in (f"v1/{OTHER.text}/faults", "v1/x/faults", "$SYS/faults", "$JS/faults"):
            with contextlib.suppress(aiomqtt.MqttError):
                async with car(guarded, ONE) as forger:
                    await forger.publish(topic, b"forged", qos=1)
        async with car(guarded, ONE) as vehicle:
            for topic, payload in expected:
                await vehicle.publish(topic, payload, qos=1)
        said = await heard(gateway, *(payload for _, payload in expected))
    assert sorted(expected) == sorted(said)


async def test_a_vehicle_hears_its_own_commands(guarded: GuardedBroker) -> None:
    """Those of another, of all, and the broker's own subjects are not for it."""
    async with guarded.gateway() as gateway, car(guarded, ONE) as vehicle:
        assert await codes(vehicle, f"v1/{ONE.text}/commands") == [GRANTED]
        for topic in (f"v1/{OTHER.text}/commands", "v1/+/commands", "#", "$SYS/#", "$JS/#"):
            await codes(vehicle, topic)
        await gateway.publish(f"v1/{OTHER.text}/commands", b"not for it", qos=1)
        await gateway.publish(f"v1/{ONE.text}/commands", b"for it", qos=1)
        assert [(f"v1/{ONE.text}/commands", b"for it")] == await heard(vehicle, b"for it")


async def test_presence_and_last_will_are_retained(guarded: GuardedBroker) -> None:
    """Who comes later learns how a vehicle went: by the will that its own rights allow."""
    topic = f"v1/{ONE.text}/presence"
    will = aiomqtt.Will(topic, b"gone", qos=1, retain=True)
    lost = car(guarded, ONE, will=will)
    await lost.__aenter__()
    await lost.publish(topic, b"here", qos=1, retain=True)
    lost._client._sock_close()
    with contextlib.suppress(aiomqtt.MqttError):
        await lost.__aexit__(None, None, None)
    async with guarded.gateway() as gateway:
        assert await remembered(gateway, topic, b"gone")


async def test_a_session_cannot_be_stolen(guarded: GuardedBroker) -> None:
    """With a good certificate of another car: the owner stays, and gets what waited for it."""
    topic = f"v1/{ONE.text}/commands"
    owner = car(guarded, ONE, clean_session=False)
    async with owner:
        await codes(owner, topic)
    async with guarded.gateway() as gateway:
        await gateway.publish(topic, b"waits", qos=1)
    await turned_away(guarded, guarded.registry.pem(OTHER), ONE.text)
    async with car(guarded, ONE, clean_session=False) as owner:
        assert [(topic, b"waits")] == await heard(owner, b"waits")
        await turned_away(guarded, guarded.registry.pem(OTHER), ONE.text)
        async with guarded.gateway() as gateway:
            await gateway.publish(topic, b"still there", qos=1)
        assert [(topic, b"still there")] == await heard(owner, b"still there")


WRONG: list[tuple[Callable[[Registry], Path | None], str]] = [
    (lambda _: None, "wants a certificate|does not take our certificate"),
    (lambda registry: registry.forged(ONE), "an authority that the broker does not know"),
    (lambda registry: registry.expired(ONE), "our certificate has expired"),
]


@pytest.mark.parametrize(("wrong", "words"), WRONG, ids=["none", "forged", "expired"])
async def test_a_wrong_certificate_opens_nothing(
    guarded: GuardedBroker, wrong: Callable[[Registry], Path | None], words: str
) -> None:
    """Not even under the right client id; the car's log says why. The right one opens.

    Now and then a reset overtakes the broker's reason: then the car tries again, as cars do.
    """
    registry = guarded.registry
    pem, said = wrong(registry), ""
    for attempt in range(50):
        await asyncio.sleep(0.01 * attempt)
        said = await turned_away(guarded, pem, ONE.text)
        assert said
        if "reset" not in said:
            break
    assert re.search(words, said)
    assert await turned_away(guarded, registry.pem(ONE), ONE.text) == ""


async def test_a_revoked_vehicle_is_out(guarded: GuardedBroker) -> None:
    """Its connection ends, where the broker does that; the next is refused; others stay."""
    async with car(guarded, OTHER) as other:
        cut_off = False
        with contextlib.suppress(aiomqtt.MqttError):
            async with car(guarded, ONE) as vehicle:
                await guarded.revoke(ONE)
                cut_off = guarded.cuts_off and await ended(vehicle)
        assert cut_off is guarded.cuts_off
        assert await turned_away(guarded, guarded.registry.pem(ONE), ONE.text)
        await other.publish(f"v1/{OTHER.text}/faults", b"still here", qos=1)


async def test_a_renewed_vehicle_goes_on(guarded: GuardedBroker) -> None:
    """The connection under the old certificate stays, both certificates open the next."""
    old = guarded.registry.folder / "old.pem"
    old.write_bytes(guarded.registry.pem(ONE).read_bytes())
    async with car(guarded, ONE) as vehicle:
        await guarded.registry.renew(ONE)
        await vehicle.publish(f"v1/{ONE.text}/faults", b"no gap", qos=1)
    assert old.read_bytes() != guarded.registry.pem(ONE).read_bytes()
    assert await turned_away(guarded, guarded.registry.pem(ONE), ONE.text) == ""
    assert await turned_away(guarded, old, ONE.text) == ""


async def test_a_vehicle_enrolled_later_gets_in(guarded: GuardedBroker) -> None:
    """Without a restart of anything."""
    newcomer = Vin("WVWZZZ1KZ8W100009")
    await guarded.registry.enrol(newcomer)
    assert await turned_away(guarded, guarded.registry.pem(newcomer), newcomer.text) == ""
