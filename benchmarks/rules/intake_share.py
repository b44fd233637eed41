"""What part of the time of intake is triage: the real intake, with and within its database."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from unittest.mock import patch

from benchmarks.intake.body import telemetry
from benchmarks.intake.load import BACKLOG, Fleet
from diagnostics_rules import RULEBOOK
from gateway.domain.report import Frame
from gateway.domain.vin import Vin
from gateway.embedded import EmbeddedDatabase
from gateway.pipeline import judging
from gateway.pipeline.bulletin import MemoryBulletin
from gateway.pipeline.hearing import Hearing
from gateway.pipeline.intake import Intake
from gateway.pipeline.ordering import Ordering
from gateway.pipeline.ports import Clock
from gateway.store.journal import PostgresJournal
from gateway.store.pool import open_pool
from gateway.triage.heard import Heard
from gateway.triage.judge import Judged, judge
from gateway.triage.rulebook import Rulebook
from gateway.triage.window import Window
from gateway.wiring.clock import ScaledClock
from gateway.wiring.garbage import leave_what_stays

VEHICLES: Final = 1000
BATCH: Final = 256
WARM: Final = 20
"""Batches, in which every vehicle becomes known."""


@dataclass(slots=True)
class Stopwatch:
    """Seconds within the judge."""

    spent_s: float = 0.0

    def judge(
        self, rulebook: Rulebook, windows: Mapping[Vin, Window], batch: Sequence[Heard]
    ) -> Judged:
        began = time.perf_counter()
        try:
            return judge(rulebook, windows, batch)
        finally:
            self.spent_s += time.perf_counter() - began


@dataclass(frozen=True, slots=True)
class Shared:
    """Microseconds a message, by one clock on the wall."""

    triage_us: float
    intake_us: float

    @property
    def share(self) -> float:
        return self.triage_us / self.intake_us


async def share_of_intake(folder: Path, messages: int, seed: int) -> Shared:
    """With the rulebook that is in force, frames at hand, batches of 256 of 1,000 cars.

    From then on this process looks for garbage as seldom as a gateway does.
    """
    batches, clock = messages // BATCH, ScaledClock(1.0, 0.0, 0.0)
    frames = await asyncio.to_thread(_frames, (WARM + batches) * BATCH, seed, clock)
    async with EmbeddedDatabase(folder) as database, open_pool(database.dsn) as pool:
        intake = Intake(
            journal=PostgresJournal(pool),
            rulebook=RULEBOOK,
            clock=clock,
            bulletin=MemoryBulletin(),
            wake=lambda: None,
            greet=lambda _: None,
            order=Ordering(Hearing(clock.now)),
        )
        watch = Stopwatch()
        with patch.object(judging, "judge", watch.judge):
            await _take(intake, frames[: WARM * BATCH])
            leave_what_stays()
            watch.spent_s = 0.0
            began = time.perf_counter()
            await _take(intake, frames[WARM * BATCH :])
            took_s = time.perf_counter() - began
    count = batches * BATCH
    return Shared(watch.spent_s / count * 1e6, took_s / count * 1e6)


async def _take(intake: Intake, frames: Sequence[Frame]) -> None:
    for first in range(0, len(frames), BATCH):
        await intake.take(frames[first : first + BATCH])


def _frames(count: int, seed: int, clock: Clock) -> list[Frame]:
    messages = Fleet.draw(VEHICLES, seed).messages(BACKLOG, 0, count, time.time())
    return [
        Frame.of(f"v1/{one.vin}/telemetry", telemetry(one), clock.now(), number)
        for number, one in enumerate(messages)
    ]
