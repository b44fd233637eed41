"""Intake on a real broker: acknowledged is what is stored, and nothing else."""

import asyncio
import os
import secrets
import signal
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gateway.domain.errors import LinkDown, SettingsInvalid
from gateway.domain.report import Frame
from gateway.embedded import EmbeddedBroker, gateway_account
from gateway.intake.mqtt import BrokerAddress, MqttIntake, Take
from tests import fix_wire as wire
from tests.fix_bad_frames import car
from tests.fix_embedded import LiveBroker, restarted
from tests.fix_serving import anyone, broker_url, eventually, forget_session

pytestmark = pytest.mark.slow
VIN = car(900)


@dataclass
class Taker:
    """Notes what it is given; returns only when `stored` is set."""

    seen: list[bytes] = field(default_factory=list)
    stored: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, frames: Sequence[Frame]) -> None:
        self.seen.extend(frame.payload for frame in frames if VIN.text in frame.topic)
        await self.stored.wait()

    async def has(self, payloads: Sequence[bytes]) -> bool:
        async def missing() -> set[bytes]:
            return set(payloads) - set(self.seen)

        return not await eventually(missing, lambda rest: not rest)


def a_taker(*, stores: bool) -> Taker:
    taker = Taker()
    if stores:
        taker.stored.set()
    return taker


@dataclass(frozen=True)
class Line:
    """One gateway's session on a broker, and a vehicle's way to it."""

    broker: LiveBroker
    client_id: str

    @asynccontextmanager
    async def listening(
        self, take: Take, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> AsyncIterator[MqttIntake]:
        """An intake that runs, as a process would, until the block ends."""
        address = BrokerAddress.parse(broker_url(self.broker))
        intake = MqttIntake(address, self.client_id, now)
        running = asyncio.create_task(intake.run(take))
        try:
            await intake.connected.wait()
            yield intake
        finally:
            running.cancel()
            await asyncio.wait([running])

    async def send(self, *payloads: bytes) -> None:
        async with anyone(self.broker) as client:
            for payload in payloads:
                await client.publish(wire.topic(VIN, "telemetry"), payload, qos=1)


@pytest.fixture
async def quiet(broker: LiveBroker, open_folder: Path) -> AsyncIterator[LiveBroker]:
    """A broker on which nobody else has retained anything; a given one is taken as it is."""
    if broker.embedded is None:
        yield broker
        return
    gateway = gateway_account(secrets.token_urlsafe(8))
    folder = open_folder / f"quiet-{secrets.token_hex(4)}"
    async with EmbeddedBroker(folder, [gateway]) as embedded:
        yield LiveBroker(url=embedded.url, gateway=gateway, embedded=embedded)


@pytest.fixture
async def line(quiet: LiveBroker) -> AsyncIterator[Line]:
    made = Line(quiet, f"intake-{secrets.token_hex(4)}")
    yield made
    await forget_session(quiet, made.client_id)


def payloads(count: int) -> list[bytes]:
    mark = secrets.token_bytes(4)
    return [mark + bytes([number]) for number in range(count)]


async def test_what_was_not_stored_comes_again(line: Line) -> None:
    """Who dies while storing has acknowledged nothing: the next one gets it all."""
    sent = payloads(5)
    dying, heir = a_taker(stores=False), a_taker(stores=True)
    async with line.listening(dying.take):
        await line.send(*sent)
        assert await dying.has(sent[:1])
    async with line.listening(heir.take):
        assert await heir.has(sent)


async def test_what_was_stored_does_not_come_again(line: Line) -> None:
    """The next gateway gets only what came since."""
    before, after = payloads(5), payloads(1)
    first, second = a_taker(stores=True), a_taker(stores=True)
    async with line.listening(first.take):
        await line.send(*before)
        assert await first.has(before)
        await line.send(after[0])
        assert await first.has(after)
    late = payloads(1)
    await line.send(*late)
    async with line.listening(second.take):
        assert await second.has(late)
    assert set(second.seen) & set(before) == set()


async def test_a_take_that_fails_acknowledges_nothing(line: Line) -> None:
    """The failure is not swallowed, and its frames come again."""
    sent = payloads(3)

    async def fail(frames: Sequence[Frame]) -> None:
        raise ZeroDivisionError(len(frames))

    address = BrokerAddress.parse(broker_url(line.broker))
    failing = MqttIntake(address, line.client_id, lambda: datetime.now(UTC))
    running = asyncio.create_task(failing.run(fail))
    await failing.connected.wait()
    await line.send(*sent)
    with pytest.raises(ZeroDivisionError):
        await running
    heir = a_taker(stores=True)
    async with line.listening(heir.take):
        assert await heir.has(sent)


async def test_the_session_waits_for_its_gateway(line: Line) -> None:
    """What is sent while no gateway is there is delivered when it is back."""
    async with line.listening(a_taker(stores=True).take):
        pass
    sent = payloads(4)
    await line.send(*sent)
    back = a_taker(stores=True)
    async with line.listening(back.take):
        assert await back.has(sent)
    assert back.seen == sent


async def test_arrival_is_noted_when_a_message_comes(line: Line) -> None:
    """A store that takes long does not make the time of arrival late."""
    taker, arrivals = a_taker(stores=False), dict[bytes, datetime]()
    noon, asked = datetime(2026, 11, 2, 12, tzinfo=UTC), []

    def now() -> datetime:
        asked.append(noon)
        return noon if len(asked) <= 2 else noon + timedelta(hours=1)

    async def take(frames: Sequence[Frame]) -> None:
        arrivals.update((frame.payload, frame.received_at) for frame in frames)
        await taker.take(frames)

    async def clock_was_read() -> int:
        return len(asked)

    first, second = payloads(2)
    async with line.listening(take, now):
        await line.send(first)
        assert await taker.has([first])
        await line.send(second)
        assert await eventually(clock_was_read, lambda times: times == 2) == 2
        taker.stored.set()
        assert await taker.has([second])
    assert arrivals == {first: noon, second: noon}


async def test_a_broker_that_restarts_loses_nothing(open_folder: Path) -> None:
    """The intake connects again by itself, and everything sent before and after arrives."""
    gateway = gateway_account(secrets.token_urlsafe(8))
    async with EmbeddedBroker(open_folder / secrets.token_hex(4), [gateway]) as embedded:
        broker = LiveBroker(url=embedded.url, gateway=gateway, embedded=embedded)
        line = Line(broker, "restarting")
        taker = a_taker(stores=False)
        before, after = payloads(3), payloads(3)
        async with line.listening(taker.take) as intake:
            await line.send(*before)
            assert await taker.has(before[:1])
            pid = await embedded.ready()
            os.kill(pid, signal.SIGKILL)
            await restarted(embedded, pid)
            taker.stored.set()
            await line.send(*after)
            assert await taker.has([*before, *after])
            await intake.connected.wait()
            await intake.send(VIN, b"a command")


async def test_nothing_is_sent_without_a_broker() -> None:
    """Who wants to send hears that the link is down."""
    address = BrokerAddress.parse("mqtt://127.0.0.1:1")
    with pytest.raises(LinkDown):
        await MqttIntake(address, "nobody", lambda: datetime.now(UTC)).send(VIN, b"")


@pytest.mark.parametrize(
    "url", ["", "http://host", "mqtt://", "mqtt://host:none", "mqtt://host:99999", "host:1883"]
)
def test_a_broker_s_address_is_checked(url: str) -> None:
    """What is no address of a broker is refused with a word on how to write one."""
    with pytest.raises(SettingsInvalid, match="mqtt://host:1883"):
        BrokerAddress.parse(url)


def test_a_broker_s_address_keeps_its_secret() -> None:
    """User and password are read, and do not stand in its repr."""
    address = BrokerAddress.parse("mqtts://gate%2Fway:p%40ss@broker.example")
    assert (address.username, address.password) == ("gate/way", "p@ss")
    assert (address.host, address.port, address.tls) == ("broker.example", 8883, True)
    assert repr(address) == "BrokerAddress(broker.example:8883)"
