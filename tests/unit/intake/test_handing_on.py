"""Handing batches on: in order, a few under way, acknowledged when they are stored."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from gateway.domain.errors import LinkDown
from gateway.domain.report import Frame
from gateway.intake import handing_on
from gateway.intake.handing_on import hand_on
from gateway.intake.inbox import Inbox
from tests.fix_knowledge import NOON

FULL = 8


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """And no patience, but in the test that is about it."""
    monkeypatch.setattr(handing_on, "LARGEST_BATCH", FULL)
    monkeypatch.setattr(handing_on, "GRACE_S", 0.0)


@dataclass
class Line:
    """A connection over which so many frames have come, and nothing more does."""

    inbox: Inbox = field(default_factory=Inbox)
    acknowledged: list[int] = field(default_factory=list)

    @classmethod
    def bringing(cls, count: int) -> "Line":
        line = cls()
        for receipt in range(1, count + 1):
            line.inbox.put(Frame.of("v1/x/telemetry", b"", NOON, receipt))
        return line

    def acknowledge(self, receipts: Iterable[int]) -> None:
        self.acknowledged += receipts


@dataclass
class Store:
    """Each batch waits until a test lets it be stored; while it is `busy`, it takes no more."""

    waiting: list[asyncio.Future[None]] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    ready: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, frames: Sequence[Frame]) -> asyncio.Future[None]:
        self.sizes.append(len(frames))
        self.waiting.append(asyncio.get_running_loop().create_future())
        storing = self.waiting[-1]
        await self.ready.wait()
        return storing


async def settled() -> None:
    """Everything that can go on without a store has done so."""
    for _ in range(20):
        await asyncio.sleep(0)


@asynccontextmanager
async def handing(
    line: Line, store: Store, *, busy: bool = False
) -> AsyncIterator[asyncio.Task[None]]:
    if not busy:
        store.ready.set()
    running: asyncio.Task[None] = asyncio.create_task(hand_on(line, store.take))
    await settled()
    try:
        yield running
    finally:
        running.cancel()
        await asyncio.wait([running])


async def test_batches_are_judged_while_others_are_stored() -> None:
    """Two are under way, and never a third."""
    line, store = Line.bringing(5 * FULL), Store()
    async with handing(line, store):
        assert (store.sizes, line.acknowledged) == ([FULL] * 2, [])
        store.waiting[0].set_result(None)
        await settled()
        assert store.sizes == [FULL] * 3
        assert line.acknowledged == [*range(1, FULL + 1)]


async def test_while_one_is_judged_frames_are_collected() -> None:
    """A small batch costs as much as a large one: it is not made before it can be taken."""
    line, store = Line.bringing(3), Store()
    async with handing(line, store, busy=True):
        for receipt in (4, 5):
            line.inbox.put(Frame.of("v1/x/telemetry", b"", NOON, receipt))
            await settled()
        assert store.sizes == [3]
        store.ready.set()
        await settled()
        assert store.sizes == [3, 2]


async def test_what_takes_long_to_judge_comes_in_smaller_batches(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Half as large each time, down to the fewest; as large as ever when it goes fast again."""
    monkeypatch.setattr(handing_on, "FEWEST", 2)
    monkeypatch.setattr(handing_on, "UNDER_WAY", 9)
    monkeypatch.setattr(handing_on, "LONG_S", -1.0)
    line, store = Line.bringing(FULL + FULL // 2 + 2 + 2), Store()
    async with handing(line, store):
        assert store.sizes == [FULL, FULL // 2, 2, 2]
        monkeypatch.setattr(handing_on, "LONG_S", 60.0)
        for receipt in range(100, 100 + 4 * FULL):
            line.inbox.put(Frame.of("v1/x/telemetry", b"", NOON, receipt))
        await settled()
        assert store.sizes[4:] == [2, 4, FULL, FULL, FULL]


async def test_what_is_stored_is_acknowledged_though_nothing_more_comes() -> None:
    """The broker need not send anything for it."""
    line, store = Line.bringing(2), Store()
    async with handing(line, store):
        store.waiting[0].set_result(None)
        await settled()
        assert line.acknowledged == [1, 2]


async def test_the_end_of_the_inbox_is_told_while_a_batch_is_stored() -> None:
    """A connection that has broken is not waited for."""
    line, store = Line.bringing(2), Store()
    async with handing(line, store) as running:
        line.inbox.end(LinkDown("cut"))
        with pytest.raises(LinkDown, match="cut"):
            await running
        assert store.waiting[0].cancelled()


async def test_what_is_stored_first_out_of_turn_waits_for_its_acknowledgement() -> None:
    """The last receipt of a batch may stand for all before it."""
    line, store = Line.bringing(2 * FULL), Store()
    async with handing(line, store):
        store.waiting[1].set_result(None)
        await settled()
        assert line.acknowledged == []
        store.waiting[0].set_result(None)
        await settled()
        assert line.acknowledged == [*range(1, 2 * FULL + 1)]


async def test_a_batch_that_fails_takes_the_next_one_with_it() -> None:
    """Neither is acknowledged, both come again; nobody goes on with the second."""
    line, store = Line.bringing(2 * FULL), Store()
    async with handing(line, store) as running:
        store.waiting[0].set_exception(ZeroDivisionError())
        with pytest.raises(ZeroDivisionError):
            await running
        assert store.waiting[1].cancelled()
        assert line.acknowledged == []


async def test_told_to_end_it_finishes_only_what_is_being_stored(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The batch behind it comes again to the next gateway."""
    monkeypatch.setattr(handing_on, "GRACE_S", 5.0)
    line, store = Line.bringing(2 * FULL), Store()
    async with handing(line, store) as running:
        running.cancel()
        await settled()
        store.waiting[0].set_result(None)
        await asyncio.wait([running])
        assert store.waiting[1].cancelled()
        assert line.acknowledged == [*range(1, FULL + 1)]
