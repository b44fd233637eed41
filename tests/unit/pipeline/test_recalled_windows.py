"""After a restart windows are rebuilt from the store, a few reports at a time."""

from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from gateway.domain.report import Frame
from gateway.domain.vin import Vin
from gateway.pipeline import judging
from gateway.pipeline.journal import Journal, JournalBatch, Recollection
from gateway.pipeline.memory import Memory, MemoryJournal
from tests import fix_wire as wire
from tests.fix_intake import an_intake
from tests.fix_knowledge import NOON

CARS = [Vin(f"VF1AG{n:012d}") for n in range(30)]
REPORTS, AT_ONCE = 10, 45
SECOND = timedelta(seconds=1)


class CountingJournal:
    """How many reports are recalled in one go."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self.recalled: list[int] = []

    @asynccontextmanager
    async def batch(self) -> AsyncIterator[JournalBatch]:
        async with self._journal.batch() as batch:
            yield _CountingBatch(batch, self.recalled)  # type: ignore[misc]


class _CountingBatch:
    """Everything but `recall` is the real one's."""

    def __init__(self, batch: JournalBatch, recalled: list[int]) -> None:
        self._batch = batch
        self._recalled = recalled

    def __getattr__(self, name: str) -> object:
        return getattr(self._batch, name)

    async def recall(
        self, vins: Collection[Vin], span: timedelta
    ) -> Mapping[Vin, Recollection]:
        found = await self._batch.recall(vins, span)
        self._recalled.append(sum(len(one.telemetry) for one in found.values()))
        return found


def told(car: Vin, seq: int) -> Frame:
    return Frame.of(wire.topic(car, "telemetry"), wire.telemetry(car, seq), NOON + seq * SECOND)


async def test_never_more_reports_than_bearable_are_recalled_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And what comes of it are the windows of a gateway that was never restarted."""
    monkeypatch.setattr(judging, "REPORTS_AT_ONCE", AT_ONCE)
    drive = [[told(car, seq) for car in CARS] for seq in range(1, REPORTS + 2)]
    untroubled, stored = an_intake(MemoryJournal(Memory())), MemoryJournal(Memory())
    for batch in drive:
        await untroubled.take(batch)
    first = an_intake(stored)
    for batch in drive[:REPORTS]:
        await first.take(batch)
    journal = CountingJournal(stored)
    restarted = an_intake(journal)
    await restarted.take(drive[REPORTS])
    assert sum(journal.recalled) == REPORTS * len(CARS)
    assert max(journal.recalled) <= AT_ONCE
    for car in CARS:
        assert dict(restarted.windows[car].tracks) == dict(untroubled.windows[car].tracks)
