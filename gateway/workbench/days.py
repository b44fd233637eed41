"""Surveys of the past, by the roll-ups that are stored now."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from gateway.domain.finding import Finding, FindingChange, FindingEnded, RuleId
from gateway.domain.instant import EPOCH
from gateway.domain.vin import Vin
from gateway.pipeline.surveyor import census, day_of, portions
from gateway.pipeline.surveys import Reach, SurveyBook
from gateway.triage.rulebook import Rulebook
from gateway.triage.survey import Fleet, FleetCensus, Surveyed, needs_of, survey

NOTHING_OPEN: Final = frozenset[RuleId]()


async def survey_at(
    book: SurveyBook, rulebook: Rulebook, vin: Vin, at: datetime
) -> tuple[Surveyed, Fleet, tuple[Finding, ...]]:
    """One vehicle among its fleet on the day of this moment, and what rules over days find."""
    end = day_of(at)
    [seen] = await book.look([vin], needs_of(rulebook).days, end)
    fleet = await census(book, rulebook, {seen.model}, end)
    car = _then(seen, end, NOTHING_OPEN)
    said = survey(rulebook, [car], fleet, _midnight(end))
    return car, fleet, tuple(one for one in said if isinstance(one, Finding))


async def survey_days(
    book: SurveyBook,
    rulebook: Rulebook,
    vins: Sequence[Vin],
    stretch: tuple[datetime, datetime],
) -> AsyncIterator[Finding]:
    """What surveys at each midnight within it would have opened, vehicle by vehicle.

    The one before it is held, too: what stood then is not opened.
    """
    since, until = stretch
    ends = range(day_of(since), day_of(until) + 1)
    needs = needs_of(rulebook)
    fleets = await _fleets(book, rulebook, vins, ends)
    for few in portions(vins):
        seen = await book.look(few, _longer(needs.days, len(ends)), ends[-1])
        standing = dict.fromkeys(few, NOTHING_OPEN)
        for end in ends:
            cars = [_then(one, end, standing[one.vin]) for one in seen]
            for said in survey(rulebook, cars, fleets[end], _midnight(end)):
                standing[said.vin] = _after(standing[said.vin], said)
                if isinstance(said, Finding) and said.at > since:
                    yield said


async def _fleets(
    book: SurveyBook, rulebook: Rulebook, vins: Sequence[Vin], ends: Sequence[int]
) -> Mapping[int, Fleet]:
    """On each of these days, of the models of these vehicles."""
    counted = {end: FleetCensus(tuple(needs_of(rulebook).typical)) for end in ends}
    reach = _longer(counted[ends[0]].reach, len(ends))
    models: set[str] = set()
    for few in portions(vins):
        models |= {one.model for one in await book.look(few, {}, ends[-1])} - {""}
    for few in portions(await book.of_models(models) if reach else []):
        seen = await book.look(few, reach, ends[-1])
        for end, one in counted.items():
            one.count(car.until(end) for car in seen)
    return {end: one.fleet() for end, one in counted.items()}


def _then(seen: Surveyed, end: int, standing: frozenset[RuleId]) -> Surveyed:
    """As it was on an earlier day."""
    repairs = {key: at for key, at in seen.repairs.items() if at < _midnight(end)}
    return replace(seen.until(end), open=standing, repairs=repairs, mended=NOTHING_OPEN)


def _longer(reach: Reach, days: int) -> Reach:
    return {signal: span + days for signal, span in reach.items()}


def _midnight(end: int) -> datetime:
    return EPOCH + timedelta(days=end)


def _after(before: frozenset[RuleId], said: FindingChange) -> frozenset[RuleId]:
    return before - {said.rule} if isinstance(said, FindingEnded) else before | {said.rule}
