"""The dispatcher: taken, published, sent; one dead link holds up nobody else."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from gateway.care.software_update import ECHOES_FOR
from gateway.decode.commands import answer_clock
from gateway.domain.errors import LinkDown, StoreUnavailable
from gateway.domain.operation import OperationState
from gateway.domain.report import Placed, Presence
from gateway.domain.signal import SOFTWARE_UPDATE_PHASE, UpdatePhase
from gateway.domain.vin import Vin
from gateway.pipeline.bulletin import MemoryBulletin
from gateway.pipeline.changes import Change, Facet
from gateway.pipeline.dispatch import Dispatcher
from gateway.pipeline.memory import Memory, MemoryOutbox
from gateway.pipeline.memory.rows import VehicleRow
from tests.fix_commands import NUMBER, SPEECHLESS, a_command, asked_for
from tests.fix_knowledge import NOON
from tests.fix_store import (
    CAR,
    OTHER_CAR,
    House,
    StillClock,
    a_presence,
    in_memory,
    sealed,
    signed,
)
from tests.fix_triage import measured

S = OperationState
PATIENCE_S = 10.0
A_MINUTE = timedelta(minutes=1)


@dataclass
class Channel:
    """Keeps what was sent; publishing to a vehicle in `dead` never ends."""

    down: bool = False
    dead: frozenset[Vin] = frozenset()
    sent: list[tuple[Vin, bytes]] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, vin: Vin, downlink: bytes) -> None:
        if self.down:
            raise LinkDown
        if vin in self.dead:
            await asyncio.Event().wait()
        self.sent.append((vin, downlink))
        self.arrived.set()


@dataclass
class Post:
    """Two cars with a command each in the outbox; the first is online."""

    memory: Memory = field(default_factory=Memory)
    channel: Channel = field(default_factory=Channel)
    bulletin: MemoryBulletin = field(default_factory=MemoryBulletin)
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    arrivals: asyncio.Queue[Sequence[Presence]] = field(default_factory=asyncio.Queue)

    @property
    def house(self) -> House:
        return in_memory(self.memory, StillClock())

    def dispatcher(self, outbox: MemoryOutbox | None = None) -> Dispatcher:
        return Dispatcher(
            outbox=outbox or MemoryOutbox(self.memory),
            channel=self.channel,
            clock=StillClock(),
            bulletin=self.bulletin,
            sign=signed,
        )

    def state(self, number: UUID = NUMBER) -> OperationState:
        return self.memory.rows.operations[number].state


@pytest.fixture
async def post() -> Post:
    made = Post()
    made.memory.rows.vehicles[CAR] = VehicleRow(country="DE")
    case = await made.house.open_case()
    await asked_for(made.house, case)
    await asked_for(made.house, case, SPEECHLESS, index=1)
    await made.house.hear(a_presence())
    return made


@asynccontextmanager
async def running(coroutine: object) -> AsyncIterator[None]:
    task = asyncio.ensure_future(coroutine)  # type: ignore[call-overload]
    try:
        async with asyncio.timeout(PATIENCE_S):
            yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def told(post: Post, times: int) -> list[Change]:
    changes = post.bulletin.listen()
    return [await anext(changes) for _ in range(times)]


async def test_what_was_published_is_sent(post: Post) -> None:
    """It is called sent only once the broker has it, and those who watch are told."""
    watching = asyncio.ensure_future(told(post, 2))
    await asyncio.sleep(0)
    async with running(post.dispatcher().run(post.wake)):
        assert await watching == [Change(CAR, Facet.CASES)] * 2
    downlinks = [sealed(a_command(number)) for number in (NUMBER, SPEECHLESS)]
    assert post.channel.sent == [(CAR, downlink) for downlink in downlinks]
    assert {post.state(NUMBER), post.state(SPEECHLESS)} == {S.SENT}


async def test_a_link_that_is_down_puts_it_back(post: Post) -> None:
    """It waits as before, may be cancelled, and leaves as soon as the link is there again."""
    post.channel.down = True
    watching = asyncio.ensure_future(told(post, 2))
    await asyncio.sleep(0)
    async with running(post.dispatcher().run(post.wake)):
        await watching
        assert post.state() is S.QUEUED
        assert await post.house.desk.cancel_operation(SPEECHLESS, "R. Meyer")
        post.channel.down = False
        watching = asyncio.ensure_future(told(post, 1))
        await asyncio.sleep(0)
        post.wake.set()
        await watching
    assert post.state() is S.SENT
    assert post.channel.sent == [(CAR, sealed(a_command()))]


async def test_a_dead_acknowledgement_holds_up_nobody(post: Post) -> None:
    """The other vehicle's command is sent while the first one's hangs."""
    other = UUID(int=7)
    await post.house.hear(a_presence(OTHER_CAR))
    row = post.memory.rows.operations[SPEECHLESS]
    command = a_command(other, vin=OTHER_CAR)
    post.memory.rows.operations[other] = type(row)(
        command=command, asked_by="R. Meyer", waiting=row.waiting
    )
    post.channel.dead = frozenset({CAR})
    watching = asyncio.ensure_future(told(post, 1))
    await asyncio.sleep(0)
    async with running(post.dispatcher().run(post.wake)):
        assert await watching == [Change(OTHER_CAR, Facet.CASES)]
    assert (post.state(other), post.state(NUMBER)) == (S.SENT, S.QUEUED)


async def test_a_car_that_is_updated_gets_nothing_until_that_is_over(post: Post) -> None:
    """It waits as before, holds up nobody else, and leaves by itself afterwards."""
    other = UUID(int=7)
    await post.house.hear(a_presence(OTHER_CAR))
    row = post.memory.rows.operations[SPEECHLESS]
    post.memory.rows.operations[other] = type(row)(
        command=a_command(other, vin=OTHER_CAR), asked_by="R. Meyer", waiting=row.waiting
    )
    phases = [UpdatePhase.INSTALLING, UpdatePhase.NONE]
    installing, done = (
        measured(seq, 0, SOFTWARE_UPDATE_PHASE, [phase], vin=CAR)
        for seq, phase in enumerate(phases, start=1)
    )
    await post.house.take(Placed.of(installing.report, NOON, installing.source))
    clock, watching = StillClock(), asyncio.ensure_future(told(post, 1))
    await asyncio.sleep(0)
    dispatcher = replace(post.dispatcher(), clock=clock)
    async with running(dispatcher.run(post.wake)):
        assert await watching == [Change(OTHER_CAR, Facet.CASES)]
        waiting = post.memory.rows.operations[NUMBER].waiting
        assert (post.state(), waiting and waiting.taken_at) == (S.QUEUED, None)
        await post.house.take(Placed.of(done.report, NOON + A_MINUTE, done.source))
        clock.time = NOON + A_MINUTE + ECHOES_FOR
        watching = asyncio.ensure_future(told(post, 2))
        await asyncio.sleep(0)
        post.wake.set()
        assert await watching == [Change(CAR, Facet.CASES)] * 2
    assert post.state() is S.SENT


class AwayOnce(MemoryOutbox):
    """The store goes away after the first publishing."""

    away = True

    async def mark_sent(self, operation: UUID, at: datetime) -> None:
        if self.away:
            self.away = False
            raise StoreUnavailable
        await super().mark_sent(operation, at)


async def test_a_store_that_goes_away_stops_nobody(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What could not be told stays taken, the others are told, and the dispatcher goes on."""
    monkeypatch.setattr("gateway.pipeline.patience.STORE_AGAIN_AFTER_S", 0.0)
    watching = asyncio.ensure_future(told(post, 1))
    await asyncio.sleep(0)
    outbox = AwayOnce(post.memory)
    async with running(post.dispatcher(outbox).run(post.wake)):
        await watching
    assert sorted([post.state(NUMBER).value, post.state(SPEECHLESS).value]) == [
        "queued",
        "sent",
    ]


async def test_who_arrives_gets_the_time_and_its_commands(post: Post) -> None:
    """Who is online is answered and the dispatcher woken; a last will gets nothing."""
    post.channel.dead = frozenset({OTHER_CAR})
    gone = a_presence(online=False)
    here, hanging = a_presence(), a_presence(OTHER_CAR)
    async with running(post.dispatcher().greet(post.arrivals, post.wake)):
        post.arrivals.put_nowait([gone, hanging])
        post.arrivals.put_nowait([here])
        await post.wake.wait()
        await post.channel.arrived.wait()
    assert post.channel.sent == [(CAR, answer_clock(here, NOON, signed))]


async def test_every_beat_is_answered_and_wakes_nobody(post: Post) -> None:
    """A fleet that only says that it is there costs no look into the outbox.

    Lessons row 33 (Open-Vehicle-Monitoring-System-3#1527).
    """
    beats = [a_presence(beat=number) for number in (1, 2, 3)]
    async with running(post.dispatcher().greet(post.arrivals, post.wake)):
        post.arrivals.put_nowait(beats)
        while len(post.channel.sent) < len(beats):
            post.channel.arrived.clear()
            await post.channel.arrived.wait()
    expected = [(CAR, answer_clock(beat, NOON, signed)) for beat in beats]
    assert sorted(expected) == sorted(post.channel.sent)
    assert not post.wake.is_set()
