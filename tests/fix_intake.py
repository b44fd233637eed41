"""Intake over any journal, frames of a day's drive, and journals that fail on purpose."""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hypothesis import strategies as st

from gateway.domain.errors import StoreUnavailable
from gateway.domain.report import Frame, Presence
from gateway.domain.vin import Vin
from gateway.pipeline.bulletin import MemoryBulletin
from gateway.pipeline.hearing import Hearing
from gateway.pipeline.intake import Intake
from gateway.pipeline.journal import BatchEntry, Journal, JournalBatch
from gateway.pipeline.ordering import Ordering
from gateway.triage.rulebook import Rulebook
from gateway.wiring.knowledge import RULEBOOK
from tests import fix_wire as wire
from tests.fix_knowledge import NOON
from tests.fix_store import CAR, OTHER_CAR, StillClock
from tests.fix_triage import COMPONENT_CODES, SIGNAL_NUMBERS

CARS = (CAR, OTHER_CAR)


@dataclass
class Heard:
    """What intake told the others."""

    woken: int = 0
    greeted: list[Presence] = field(default_factory=list)

    def wake(self) -> None:
        self.woken += 1

    def greet(self, presences: Sequence[Presence]) -> None:
        self.greeted.extend(presences)


def an_intake(
    journal: Journal,
    heard: Heard | None = None,
    bulletin: MemoryBulletin | None = None,
    wall: StillClock | None = None,
    rulebook: Rulebook = RULEBOOK,
) -> Intake:
    """It has just been started."""
    ears = heard or Heard()
    return Intake(
        journal=journal,
        rulebook=rulebook,
        clock=StillClock(),
        bulletin=bulletin or MemoryBulletin(),
        wake=ears.wake,
        greet=ears.greet,
        order=Ordering(Hearing((wall or StillClock()).now)),
    )


def a_frame(payload: bytes, kind: str = "telemetry", at: datetime = NOON) -> Frame:
    return Frame.of(wire.topic(CAR, kind), payload, at)


@dataclass
class FailingJournal:
    """Raises what `objection` returns for a batch, when it is about to be kept."""

    journal: Journal
    objection: Callable[[BatchEntry], Exception | None]

    @asynccontextmanager
    async def batch(self) -> AsyncIterator[JournalBatch]:
        async with self.journal.batch() as batch:
            yield FailingBatch(batch, self.objection)  # type: ignore[misc]


@dataclass
class MutedJournal:
    """While `muted`, the next batch is committed, and the answer to that is lost."""

    journal: Journal
    muted: bool = False

    @asynccontextmanager
    async def batch(self) -> AsyncIterator[JournalBatch]:
        async with self.journal.batch() as batch:
            yield batch
        if self.muted:
            self.muted = False
            raise StoreUnavailable


class FailingBatch:
    """Everything but `keep` is the real one's."""

    def __init__(
        self, batch: JournalBatch, objection: Callable[[BatchEntry], Exception | None]
    ) -> None:
        self._batch = batch
        self._objection = objection

    def __getattr__(self, name: str) -> object:
        return getattr(self._batch, name)

    async def keep(self, entry: BatchEntry) -> Sequence[Presence]:
        error = self._objection(entry)
        if error is not None:
            raise error
        return await self._batch.keep(entry)


@st.composite
def drives(draw: st.DrawFn) -> list[list[Frame]]:
    """Batches of frames of two cars whose clocks run well, over a few boots."""
    frames: list[Frame] = []
    passed_s, boot, seqs = 0, 1, Counter[Vin]()
    for _ in range(draw(st.integers(1, 14))):
        passed_s += draw(st.sampled_from([1, 20, 200, 4000]))
        if draw(st.integers(0, 5)) == 0:
            boot = boot + 1
            seqs.clear()
        at = NOON + timedelta(seconds=passed_s)
        car = draw(st.sampled_from(CARS))
        seqs[car] += 1
        clocks = {
            "boot_id": boot,
            "boot_count": boot,
            "uptime_ms": passed_s * 1000,
            "age_ms": 0,
        }
        kind, payload = draw(payloads())
        frames.append(Frame.of(wire.topic(car, kind), payload(car, seqs[car], clocks), at))
    return list(_batches(draw, frames))


def _batches(draw: st.DrawFn, frames: Sequence[Frame]) -> Iterable[list[Frame]]:
    rest = [*frames]
    while rest:
        size = draw(st.integers(1, 4))
        yield rest[:size]
        rest = rest[size:]


def payloads() -> st.SearchStrategy[tuple[str, Callable[..., bytes]]]:
    """The kind of a report, and what makes its bytes of (car, sequence, clocks)."""
    return _telemetry() | _faults()


@st.composite
def _telemetry(draw: st.DrawFn) -> tuple[str, Callable[..., bytes]]:
    numbers = draw(
        st.lists(st.sampled_from(SIGNAL_NUMBERS), min_size=1, max_size=3, unique=True)
    )
    values = st.sampled_from([float("nan"), 0.0, 1.0, 2.0, 11.0, 13.0, 120.0, 240.0, 4e5])
    signals = {number: [draw(values)] for number in numbers}
    return "telemetry", lambda car, seq, clocks: wire.telemetry(car, seq, signals, **clocks)


@st.composite
def _faults(draw: st.DrawFn) -> tuple[str, Callable[..., bytes]]:
    component, code = draw(st.sampled_from(COMPONENT_CODES))
    codes = {code: draw(st.sampled_from([0x2F, 0x28, 0x50, 0x24]))}
    said = draw(st.sampled_from([codes, {}]))
    return "faults", lambda car, seq, clocks: wire.faults(car, seq, said, component, **clocks)
