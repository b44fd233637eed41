"""An embedded broker that is full: it takes no more, and the gateway gets everything out."""

import secrets
from pathlib import Path

import aiomqtt
import pytest

from gateway.embedded import message_store
from tests import fix_wire as wire
from tests.fix_sources import VIN, BrokerHouse, a_taker, nats_house

pytestmark = pytest.mark.slow
BOUND = {"max_bytes": 4 << 20, "discard": "new"}


async def test_a_full_broker_pushes_back(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it confirmed is there when the gateway is back; then it takes reports again."""
    monkeypatch.setattr(message_store, "_BOUND", BOUND)
    folder = open_folder / f"full-{secrets.token_hex(4)}"
    folder.mkdir()
    taker = a_taker()
    async with nats_house(folder) as house:
        async with house.listening(a_taker().take):
            pass
        confirmed = await _until_refused(house)
        assert 100 < len(confirmed) < 400
        async with house.listening(taker.take):
            assert await taker.missing(confirmed) == set()
            await house.report(b"after")
            assert await taker.missing([b"after"]) == set()


async def test_an_older_store_is_bounded_too(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A broker that kept everything until now gets its bound at the next start."""
    folder = open_folder / f"older-{secrets.token_hex(4)}"
    folder.mkdir()
    async with nats_house(folder) as house, house.listening(a_taker().take):
        await house.report(b"before")
    monkeypatch.setattr(message_store, "_BOUND", BOUND)
    async with nats_house(folder) as house:
        async with house.listening(a_taker().take):
            pass
        assert 100 < len(await _until_refused(house)) < 400


async def _until_refused(house: BrokerHouse) -> list[bytes]:
    """What the broker has confirmed to a car, before it confirmed no more."""
    confirmed: list[bytes] = []
    with pytest.raises(aiomqtt.MqttError):
        await _fill(house, confirmed)
    return confirmed


async def _fill(house: BrokerHouse, confirmed: list[bytes]) -> None:
    async with house.car() as client:
        for _ in range(1000):
            payload = secrets.token_bytes(20_000)
            await client.publish(wire.topic(VIN, "telemetry"), payload, qos=1, timeout=2)
            confirmed.append(payload)
