"""Surveys the days of vehicles: rules over days, asked when a day is over or more is known."""

import asyncio
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import TypeVar

import structlog

from gateway.domain.errors import StoreUnavailable
from gateway.domain.finding import FindingChange
from gateway.domain.instant import EPOCH
from gateway.pipeline.journal import BatchEntry, Journal
from gateway.pipeline.surveys import Due, SurveyBook
from gateway.triage.rulebook import Rulebook
from gateway.triage.shadow import is_shadow
from gateway.triage.survey import Fleet, FleetCensus, needs_of, rules_over_days, survey

T = TypeVar("T")

AT_ONCE = 100
"""Vehicles whose days are in memory together: some 20 MB."""
log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Surveyor:
    """Needs nothing but the store: what is due stands there until its findings do.

    Killed in between, it surveys the same vehicles again, and says nothing twice.
    """

    book: SurveyBook
    journal: Journal
    rulebook: Callable[[], Rulebook]
    wake: Callable[[], None]

    async def look(self, now: datetime) -> int:
        """Surveys all that are due; returns how many were. Raises `StoreUnavailable`."""
        async with self.book.turn() as ours:
            if not ours:
                return 0
            rulebook, end = self.rulebook(), day_of(now)
            due = await self.book.due(end, [rule.id for rule in rules_over_days(rulebook)])
            fleet = await census(self.book, rulebook, {one.model for one in due}, end)
            done = [await self._survey(rulebook, few, fleet, now) for few in portions(due)]
        if due:
            log.info("surveyed", vehicles=sum(done), due=len(due))
        return sum(done)

    async def _survey(
        self, rulebook: Rulebook, due: Sequence[Due], fleet: Fleet, now: datetime
    ) -> int:
        """How many were; one that cannot be surveyed stays due, and holds up no other."""
        try:
            await self._survey_together(rulebook, due, fleet, now)
        except StoreUnavailable:
            raise
        except Exception:
            if len(due) == 1:
                log.exception("not surveyed", vehicle=due[0].vin.masked)
                return 0
            log.exception("survey failed, going on vehicle by vehicle")
            return sum([await self._survey(rulebook, [one], fleet, now) for one in due])
        return len(due)

    async def _survey_together(
        self, rulebook: Rulebook, due: Sequence[Due], fleet: Fleet, now: datetime
    ) -> None:
        vins, reach = [one.vin for one in due], needs_of(rulebook).days
        vehicles = await self.book.look(vins, reach, day_of(now))
        said = await asyncio.to_thread(survey, rulebook, vehicles, fleet, now)
        if said:
            await self._keep(said, now)
        await self.book.done(due)

    async def _keep(self, said: Sequence[FindingChange], now: datetime) -> None:
        """With all that follows from findings: cases, and their wakes."""
        entry = BatchEntry(
            now=now,
            findings=[one for one in said if not is_shadow(one.rule)],
            shadows=[one for one in said if is_shadow(one.rule)],
        )
        async with self.journal.batch() as batch:
            await batch.keep(entry)
        self.wake()


async def census(
    book: SurveyBook, rulebook: Rulebook, models: Collection[str], end: int
) -> Fleet:
    """What is typical of these models, whether or not their other cars are due."""
    counted = FleetCensus(tuple(needs_of(rulebook).typical))
    named = [model for model in models if model]
    if counted.typical and named:
        for few in portions(await book.of_models(named)):
            vehicles = await book.look(few, counted.reach, end)
            await asyncio.to_thread(counted.count, vehicles)
    return counted.fleet()


def day_of(at: datetime) -> int:
    """Since 1970 UTC."""
    return (at - EPOCH) // timedelta(days=1)


def portions(all_of_them: Sequence[T]) -> Iterator[Sequence[T]]:
    """As many as are in memory together."""
    left = iter(all_of_them)
    while few := tuple(islice(left, AT_ONCE)):
        yield few
