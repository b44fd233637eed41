"""Statistics of signals of many vehicles at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from gateway.triage.cohort import Cohort
from gateway.triage.condition import Condition
from gateway.triage.measure import Fall, Measure, Percentile, Rise, Slope, Spread
from gateway.triage.medians import in_order, medians
from gateway.triage.pairs import Pairs, Stretch
from gateway.triage.relation import as_sent
from gateway.triage.series import Series, Values
from gateway.triage.statistic import Aggregate, Statistic
from gateway.triage.timeline import Indices
from gateway.triage.truth import Truths
from gateway.triage.units import in_ms

Numbers = npt.NDArray[np.float64]

_QUICK = (Percentile, Spread, Slope, Rise, Fall)
_PERCENT = 100
_MINUTE_MS = 60_000


def is_quick(aggregate: Aggregate[Any]) -> bool:
    """A mean is left out, as it would differ in its last digit."""
    return aggregate.during is None and isinstance(aggregate.measure, _QUICK)


class Statistics:
    """Conditions of one measure, span and number of samples; all of them are quick."""

    def __init__(self, conditions: Sequence[Condition]) -> None:
        self._statistics = [each for each in conditions if isinstance(each, Statistic)]
        self._alike = self._statistics[0].aggregate

    def truths(self, cohort: Cohort, asked: Pairs) -> Truths:
        found = np.zeros(len(asked), np.int8)
        for own, thirds in self._together(cohort, asked):
            results, pairs = thirds.measured(self._alike.measure), asked[own]
            for place in np.unique(pairs.conditions).tolist():
                some, statistic = pairs.of_condition(place), self._statistics[place]
                limit = as_sent(statistic.limit.value)
                holds = statistic.relation.holds_of(results[some], limit)
                found[own[some]] = np.where(holds, np.int8(1), np.int8(-1))
        return found

    def _together(self, cohort: Cohort, asked: Pairs) -> Iterator[tuple[Indices, "_Thirds"]]:
        """The pairs with enough samples, by the rows that these stand in."""
        over_ms = in_ms(self._alike.over)
        held = [cohort.held(each.aggregate.signal.number, over_ms) for each in self._statistics]
        series = [each for each, _ in held]
        kinds = [(id(each.flat), id(firsts)) for each, firsts in held]
        kind = np.array([kinds.index(each) for each in kinds], np.intp)[asked.conditions]
        for number in dict.fromkeys(kind.tolist()):
            own = np.flatnonzero(kind == number)
            vehicles, timeline = asked.vehicles[own], series[number].timeline
            ages = over_ms, *self._alike.thirds, 0
            bounds = [cohort.until(timeline, age)[vehicles] for age in ages]
            first = np.maximum(bounds[0], held[number][1][vehicles])
            _, middle, last, end = bounds
            known = (end - first >= self._alike.enough) & (first < middle)
            known &= (middle < last) & (last < end)
            places = np.flatnonzero(known)
            if len(places):
                cut = (each[places] for each in (first, middle, last, end))
                yield own[places], _Thirds(series, asked[own[places]], *cut)


@dataclass(frozen=True, slots=True, eq=False)
class _Thirds:
    """Where the samples of a span begin and end, by pair; each third has some."""

    series: list[Series]
    asked: Pairs
    first: Indices
    middle: Indices
    last: Indices
    end: Indices

    def measured(self, measure: Measure) -> Numbers:
        if isinstance(measure, Slope):
            rise = self._medians(self.last, self.end) - self._medians(self.first, self.middle)
            return rise / self._minutes()
        found, counts = np.empty(len(self.asked)), self.end - self.first
        stretch = Stretch(self.series, self.asked, self.first, counts)
        for some, values in stretch.tables():
            found[some] = _measured(measure, values, counts[some])
        return found

    def _medians(self, first: Indices, end: Indices) -> Numbers:
        found, counts = np.empty(len(self.asked)), end - first
        for some, values in Stretch(self.series, self.asked, first, counts).tables():
            found[some] = medians(values, counts[some])
        return found

    def _minutes(self) -> Numbers:
        """From the middle of the first third to that of the last."""
        whole = self._middle_ms(self.last, self.end) - self._middle_ms(self.first, self.middle)
        return whole / _MINUTE_MS

    def _middle_ms(self, first: Indices, end: Indices) -> Numbers:
        at_ms, counts = self.series[self.asked.conditions[0]].timeline.at_ms, end - first
        both = at_ms[first + (counts - 1) // 2] + at_ms[first + counts // 2]
        return np.asarray(both / 2, np.float64)


def _measured(measure: Measure, values: Values, counts: Indices) -> Numbers:
    """[pairs], of [samples, pairs]."""
    found: Numbers
    match measure:
        case Percentile(percent):
            rank = np.ceil(percent / _PERCENT * counts).astype(np.intp)
            ranked = in_order(values, counts)
            found = ranked[np.maximum(rank, 1) - 1, np.arange(len(rank))].astype(np.float64)
        case Spread():
            found = values.max(axis=0).astype(np.float64) - values.min(axis=0)
        case Rise():
            exact = values.astype(np.float64)
            found = (exact - np.minimum.accumulate(exact, axis=0)).max(axis=0)
        case _:
            exact = values.astype(np.float64)
            found = (np.maximum.accumulate(exact, axis=0) - exact).max(axis=0)
    return found
