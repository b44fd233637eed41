"""What the contract of sources does not say: arrival, bounded memory, too long messages."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gateway.domain.report import Frame
from gateway.intake import inbox
from gateway.intake.handing_on import UNDER_WAY
from gateway.intake.mqtt import MqttSource
from gateway.intake.packets import LARGEST_BYTES, Version
from tests import fix_wire as wire
from tests.fix_serving import eventually
from tests.fix_sources import VIN, BrokerHouse, Source, a_taker, mosquitto_house, payloads

pytestmark = pytest.mark.slow


@pytest.fixture(params=Version)
async def house(
    request: pytest.FixtureRequest, open_folder: Path
) -> AsyncIterator[BrokerHouse]:
    folder = open_folder / f"intake-{secrets.token_hex(4)}"
    folder.mkdir()
    async with mosquitto_house(folder, [request.param]) as made:
        yield made


async def test_arrival_is_noted_when_a_message_comes(house: BrokerHouse) -> None:
    """A store that takes long does not make the time of arrival late."""
    taker, noon = a_taker(stores=False), datetime(2026, 11, 2, 12, tzinfo=UTC)
    hour = timedelta()
    source = MqttSource(house.address, "arrivals", lambda: noon + hour, versions=house.versions)
    running = asyncio.create_task(source.run(taker.take))
    await source.connected.wait()
    *taken, last = payloads(UNDER_WAY + 1)
    for one in taken:
        await house.report(one)
        assert await taker.missing([one]) == set()
    await house.report(last)
    assert source._connection is not None
    waiting = source._connection.inbox
    assert await eventually(lambda: _length(waiting), lambda length: length == 1) == 1
    hour = timedelta(hours=1)
    taker.stored.set()
    assert await taker.missing([last]) == set()
    assert [frame.received_at for frame in taker.seen] == [noon] * len(taker.seen)
    running.cancel()
    await asyncio.wait([running])


async def test_a_backlog_does_not_pile_up(
    house: BrokerHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While nothing is stored no more than the bound is held, and then everything comes."""
    monkeypatch.setattr(inbox, "FULL_BYTES", 4 << 20)
    sent = [mark + bytes(20_000) for mark in payloads(1500)]
    taker, largest = a_taker(stores=False), 0
    async with house.listening(a_taker().take):
        pass
    await house.report(*sent)
    source = house.source()
    running = asyncio.create_task(source.run(taker.take))
    async with asyncio.timeout(60):
        await eventually(lambda: _length(taker.seen), lambda count: count > 0)
        # Longer than its patience with a silent broker: it knows that it does not listen.
        for _ in range(40):
            await asyncio.sleep(0.1)
            largest = max(largest, _held(running, source))
        taker.stored.set()
        assert await taker.missing(sent) == set()
    assert largest < (4 << 20) + (1 << 20)
    assert taker.payloads == sent
    running.cancel()
    await asyncio.wait([running])


async def test_a_message_that_is_too_long_is_cut(house: BrokerHouse) -> None:
    """In 3.1.1 its start is handed on, to be refused; MQTT 5 keeps it from us. Others come."""
    taker, topic = a_taker(), wire.topic(VIN, "telemetry")
    async with house.listening(taker.take), house.car() as client:
        await client.publish(topic, bytes(4 * LARGEST_BYTES), qos=1)
        await client.publish(topic, b"short", qos=1)
        assert await taker.missing([b"short"]) == set()
    lengths = [len(payload) for payload in taker.payloads]
    if house.versions == [Version.V5]:
        assert lengths == [5]
    else:
        cut, short = lengths
        assert (LARGEST_BYTES / 2 < cut < 2 * LARGEST_BYTES, short) == (True, 5)


async def _length(some: "inbox.Inbox | Sequence[Frame]") -> int:
    return len(some)


def _held(running: "asyncio.Task[None]", source: Source) -> int:
    """Bytes of payload that wait to be stored."""
    assert not running.done()
    assert source._connection is not None
    return source._connection.inbox._bytes
