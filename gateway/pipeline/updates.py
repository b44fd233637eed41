"""Software updates of a car: what one explains, and that nothing is sent while it lasts."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from gateway.care.explanation import by_update
from gateway.care.software_update import EXPLAINS_FOR, installations, told_between
from gateway.domain.explanation import Explanation, Interruption, PhaseSample
from gateway.domain.vin import Vin
from gateway.pipeline.casework import CaseDesk, CaseFile, Knowledge, Means


class Told(Protocol):
    """Who knows what cars have said of their updates."""

    async def update_phases(
        self, vin: Vin, start: datetime, end: datetime
    ) -> Sequence[PhaseSample]:
        """By event time; in any order."""
        ...


async def explained_by_update(
    desk: CaseDesk, means: Means, now: datetime
) -> Explanation | None:
    """Also of a case that has its verdict: the car may tell of the update later.

    Not of one that had begun before it, nor of one that has outlasted it, even if it is well
    again by now.
    """
    file, knowledge = desk.file, means.knowledge
    times = [one.at for one in file.findings]
    made = all(knowledge.made_by_updates(one.rule) for one in file.findings)
    if not made or max(times) - min(times) > EXPLAINS_FOR:
        return None
    return by_update(
        file.findings,
        await _installations(desk, min(times), max(times)),
        knowledge.made_by_updates,
        _lasted(file, knowledge, now),
    )


def _lasted(file: CaseFile, knowledge: Knowledge, now: datetime) -> datetime:
    """A code that is only stored has lasted until its test passed."""
    if file.quiet_since is not None:
        return file.quiet_since
    if file.passed_at and all(map(knowledge.by_code_alone, file.still_true)):
        return file.passed_at
    return now


async def update_under_way(desk: CaseDesk, now: datetime) -> Interruption | None:
    """The one that works on the car, or did a moment ago."""
    return working(await _installations(desk, now, now), now)


async def is_updated(told: Told, vin: Vin, now: datetime) -> bool:
    """Nothing is sent to a car that installs software."""
    said = await told.update_phases(vin, *told_between(now, now))
    return working(installations(said), now) is not None


def working(updates: Iterable[Interruption], now: datetime) -> Interruption | None:
    return next((one for one in updates if one.since <= now < one.until), None)


async def _installations(
    desk: CaseDesk, first: datetime, last: datetime
) -> Sequence[Interruption]:
    return list(installations(await desk.update_phases(*told_between(first, last))))
