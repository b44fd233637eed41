"""The embedded broker: who may say and hear what, and what outlives it."""

import asyncio
import contextlib
import os
import secrets
import signal
from pathlib import Path
from urllib.parse import urlsplit

import aiomqtt
import pytest

from gateway.domain.errors import DataFolderInUse
from gateway.domain.vin import Vin
from gateway.embedded import BrokerAccount, EmbeddedBroker, gateway_account, vehicle_account
from tests.fix_embedded import VINS, LiveBroker, restarted

pytestmark = pytest.mark.slow
ONE, OTHER = VINS[0], VINS[1]
PATIENCE_S, SILENCE_S = 30, 0.5
GRANTED, REFUSED = "Granted QoS 1", "Unspecified error"  # 1 and 128 of MQTT 3.1.1


@pytest.fixture
async def own(tmp_path: Path) -> LiveBroker:
    """A broker of the test's own, not started."""
    gateway = gateway_account('qu"ote\\and $dollar ü')
    accounts = [gateway, vehicle_account(ONE, "one")]
    embedded = EmbeddedBroker(tmp_path, accounts)
    return LiveBroker(url="", gateway=gateway, embedded=embedded)


@pytest.fixture
def embedded(broker: LiveBroker) -> LiveBroker:
    """The run's broker, when its access rights are ours to set."""
    if broker.embedded is None:
        pytest.skip("the broker was named by option; its accounts are its owner's")
    return broker


async def heard(client: aiomqtt.Client, least: int) -> list[tuple[str, object]]:
    """So many messages, and whatever comes until it has been silent for a while."""
    messages: list[tuple[str, object]] = []
    with contextlib.suppress(TimeoutError):
        while True:
            patience_s = SILENCE_S if len(messages) >= least else PATIENCE_S
            message = await asyncio.wait_for(anext(aiter(client.messages)), patience_s)
            messages.append((str(message.topic), message.payload))
    return messages


async def answers(client: aiomqtt.Client, *topics: str) -> list[str]:
    """What the broker says to these subscriptions at QoS 1."""
    return [str(code) for topic in topics for code in await client.subscribe(topic, qos=1)]


def identifier() -> str:
    return f"test-{secrets.token_hex(4)}"


async def test_who_is_slow_to_say_its_name_is_waited_for(embedded: LiveBroker) -> None:
    """On a bad link a CONNECT comes seconds after the connection; NATS by itself waits two."""
    account = await embedded.vehicle(ONE)
    address = urlsplit(embedded.url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    await asyncio.sleep(3)
    writer.write(connect(identifier(), account.username, account.password))
    assert await reader.read(4) == b"\x20\x02\x00\x00"  # CONNACK: accepted
    writer.close()
    await writer.wait_closed()


def connect(*fields: str) -> bytes:
    """The packet of MQTT 3.1.1: a new session, with identifier, username and password."""
    words = [len(field.encode()).to_bytes(2) + field.encode() for field in fields]
    body = b"\x00\x04MQTT\x04\xc2\x00\x3c" + b"".join(words)
    return b"\x10" + bytes([len(body)]) + body


async def test_what_a_vehicle_says_under_another_vin_is_dropped(embedded: LiveBroker) -> None:
    """NATS acknowledges it all the same: a PUBACK is no proof that it was permitted."""
    async with (
        embedded.client(embedded.gateway, identifier=identifier()) as gateway,
        embedded.client(await embedded.vehicle(ONE)) as vehicle,
    ):
        await gateway.subscribe("v1/+/faults", qos=1)
        await vehicle.publish(f"v1/{OTHER.text}/faults", b"forged", qos=1)
        await vehicle.publish(f"v1/{ONE.text}/faults", b"true", qos=1)
        assert await heard(gateway, 1) == [(f"v1/{ONE.text}/faults", b"true")]


@pytest.mark.parametrize(
    "topic", [f"v1/{OTHER.text}/commands", "v1/+/commands", "#", "$MQTT/msgs/#", "$SYS/#"]
)
async def test_a_vehicle_hears_no_other_vehicle(embedded: LiveBroker, topic: str) -> None:
    """Any filter wider than its own commands is refused in the SUBACK."""
    async with embedded.client(await embedded.vehicle(ONE)) as vehicle:
        assert await answers(vehicle, topic) == [REFUSED]


@pytest.mark.parametrize(("vin", "expected"), [(ONE, [b"gone"]), (OTHER, [])])
async def test_a_will_is_dropped_unless_it_is_about_oneself(
    embedded: LiveBroker, vin: Vin, expected: list[bytes]
) -> None:
    """A vehicle cannot say by dying that another one has gone."""
    topic = f"v1/{vin.text}/presence"
    async with embedded.client(embedded.gateway, identifier=identifier()) as gateway:
        await gateway.subscribe(topic, qos=1)
        lost = embedded.client(
            await embedded.vehicle(ONE), will=aiomqtt.Will(topic, b"gone", qos=1)
        )
        await lost.__aenter__()
        lost._client._sock_close()
        with contextlib.suppress(aiomqtt.MqttError):
            await lost.__aexit__(None, None, None)
        assert await heard(gateway, len(expected)) == [(topic, payload) for payload in expected]


async def test_an_empty_permission_grants_nothing(embedded: LiveBroker) -> None:
    """An account with no topics may connect, and that is all."""
    mute = BrokerAccount(username="mute", password="mute")
    await embedded.admit(mute)
    topic = f"v1/{ONE.text}/telemetry"
    async with (
        embedded.client(embedded.gateway, identifier=identifier()) as gateway,
        embedded.client(mute) as client,
    ):
        await gateway.subscribe(topic, qos=1)
        assert await answers(client, topic) == [REFUSED]
        await client.publish(topic, b"forged", qos=1)
        assert await heard(gateway, 0) == []


@pytest.mark.parametrize(("username", "password"), [(None, None), ("gateway", "wrong")])
async def test_strangers_do_not_get_in(
    embedded: LiveBroker, username: str | None, password: str | None
) -> None:
    """Neither without a name nor with a wrong password."""
    port = int(embedded.url.rpartition(":")[2])
    with pytest.raises(aiomqtt.MqttError):
        async with aiomqtt.Client("127.0.0.1", port, username=username, password=password):
            pass


async def test_a_session_may_hold_five_subscriptions(embedded: LiveBroker) -> None:
    """The window of unacknowledged messages is granted per subscription, and five fit."""
    account = gateway_account("five", username="five")
    await embedded.admit(account)
    filters = list(account.subscribe)
    async with embedded.client(account, clean_session=False) as gateway:
        assert await answers(gateway, *filters) == [GRANTED] * 5


async def test_new_accounts_leave_the_others_connected(own: LiveBroker) -> None:
    """Who stays goes on talking; who is removed is cut off; who is new gets in."""
    assert own.embedded
    async with own.embedded as embedded:
        broker = LiveBroker(url=embedded.url, gateway=own.gateway, embedded=embedded)
        async with broker.client(own.gateway) as gateway:
            await gateway.subscribe("v1/+/faults", qos=1)
            newcomer = vehicle_account(OTHER, "other")
            await embedded.set_accounts([own.gateway, newcomer])
            async with broker.client(newcomer) as vehicle:
                await vehicle.publish(newcomer.publish[1], b"new", qos=1)
                assert await heard(gateway, 1) == [(newcomer.publish[1], b"new")]
            with pytest.raises(aiomqtt.MqttError):
                async with broker.client(vehicle_account(ONE, "one")):
                    pass


async def test_messages_and_port_outlive_the_broker(own: LiveBroker, tmp_path: Path) -> None:
    """What was acknowledged for an absent session is delivered after stop and start."""
    one = vehicle_account(ONE, "one")
    assert own.embedded
    async with own.embedded as embedded:
        broker = LiveBroker(url=embedded.url, gateway=own.gateway)
        async with broker.client(one, clean_session=False) as vehicle:
            await vehicle.subscribe(one.subscribe[0], qos=1)
        async with broker.client(own.gateway) as gateway:
            await gateway.publish(one.subscribe[0], b"waits", qos=1)
    async with EmbeddedBroker(tmp_path, [one]) as again:
        assert again.url == broker.url
        async with broker.client(one, clean_session=False) as vehicle:
            assert await heard(vehicle, 1) == [(one.subscribe[0], b"waits")]


async def test_a_killed_broker_comes_back_with_its_accounts(own: LiveBroker) -> None:
    """Supervision restarts it at the same address; accounts set before still hold."""
    assert own.embedded
    async with own.embedded as embedded:
        await embedded.set_accounts([vehicle_account(OTHER, "other")])
        before = await embedded.ready()
        os.kill(before, signal.SIGKILL)
        await restarted(embedded, before)
        broker = LiveBroker(url=embedded.url, gateway=own.gateway)
        async with broker.client(vehicle_account(OTHER, "other")) as vehicle:
            await vehicle.publish(f"v1/{OTHER.text}/faults", b"served", qos=1)


async def test_a_second_owner_is_refused_by_name(own: LiveBroker, tmp_path: Path) -> None:
    """The message names the process that owns the folder."""
    assert own.embedded
    async with own.embedded:
        with pytest.raises(DataFolderInUse, match=f"process {os.getpid()}"):
            await EmbeddedBroker(tmp_path, []).__aenter__()


async def test_passwords_are_for_the_owners_eyes(own: LiveBroker, tmp_path: Path) -> None:
    """NATS wants them in its file, which nobody else may read."""
    assert own.embedded
    async with own.embedded:
        assert oct((tmp_path / "broker" / "nats.json").stat().st_mode) == "0o100600"


async def test_two_brokers_find_two_ports(tmp_path: Path) -> None:
    """The usual port taken, the second takes another and keeps it."""
    async with EmbeddedBroker(tmp_path / "a", []) as first:
        async with EmbeddedBroker(tmp_path / "b", []) as second:
            assert first.url != second.url
        async with EmbeddedBroker(tmp_path / "b", []) as again:
            assert again.url == second.url
