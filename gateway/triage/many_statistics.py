"""Statistics of signals of many vehicles at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from gateway.triage.cohort import Cohort
from gateway.triage.condition import Condition
from gateway.triage.held import Held
from gateway.triage.many_rows import Flags, all_measured, answered
from gateway.triage.measure import Fall, Measure, Percentile, Rise, Slope, Spread
from gateway.triage.medians import in_order, medians
from gateway.triage.pairs import Pairs, Stretch
from gateway.triage.relation import as_sent
from gateway.triage.statistic import Aggregate, Statistic
from gateway.triage.table import Values
from gateway.triage.timeline import Indices
from gateway.triage.track import Keep
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
        statistics = [each for each in conditions if isinstance(each, Statistic)]
        self._alike = statistics[0].aggregate
        self._keep = Keep(in_ms(self._alike.over), 0)
        self.signals = [each.aggregate.signal.number for each in statistics]
        bounds = [each.relation.at_most(as_sent(each.limit.value)) for each in statistics]
        self._at_most = np.array([bound for bound, _ in bounds], np.float64)
        self._above = np.array([above for _, above in bounds], np.bool_)

    def truths(self, cohort: Cohort, asked: Pairs) -> Truths:
        return answered(cohort, asked, self.signals, self._keep, self._answer)

    def _answer(self, cohort: Cohort, held: Held, asked: Pairs) -> tuple[Truths, Flags]:
        """Unknown where there are not enough samples in rows: there are no more of a signal."""
        said, measured = np.zeros(len(asked), np.int8), np.ones(len(asked), np.bool_)
        ages = self._keep.hold_ms, *self._alike.thirds, 0
        bounds = [cohort.until(held.timeline, age)[asked.vehicles] for age in ages]
        first = np.maximum(bounds[0], held.firsts[asked.vehicles])
        _, middle, last, end = bounds
        known = (end - first >= self._alike.enough) & (first < middle)
        known &= (middle < last) & (last < end)
        places = np.flatnonzero(known)
        if len(places):
            cut = (each[places] for each in (first, middle, last, end))
            thirds = _Thirds(held, asked[places], *cut)
            results, measured[places] = thirds.measured(self._alike.measure)
            conditions = asked.conditions[places]
            holds = (results <= self._at_most[conditions]) ^ self._above[conditions]
            said[places] = np.where(holds, np.int8(1), np.int8(-1))
        return said, measured


@dataclass(frozen=True, slots=True, eq=False)
class _Thirds:
    """Where the samples of a span begin and end, by pair; each third has some."""

    held: Held
    asked: Pairs
    first: Indices
    middle: Indices
    last: Indices
    end: Indices

    def measured(self, measure: Measure) -> tuple[Numbers, Flags]:
        """By pair: its result, and whether all samples were measured."""
        if isinstance(measure, Slope):
            return self._slope()
        found, sure = np.empty(len(self.asked)), np.empty(len(self.asked), np.bool_)
        for some, values, counts in self._tables(self.first, self.end):
            sure[some] = all_measured(values)
            found[some] = _measured(measure, values, counts)
        return found, sure

    def _slope(self) -> tuple[Numbers, Flags]:
        sure = np.ones(len(self.asked), np.bool_)
        for some, values, _ in self._tables(self.middle, self.last):
            sure[some] = all_measured(values)
        ends = (self.first, self.middle), (self.last, self.end)
        before, after = (self._medians(*each, sure) for each in ends)
        return (after - before) / self._minutes(), sure

    def _medians(self, first: Indices, end: Indices, sure: Flags) -> Numbers:
        found = np.empty(len(self.asked))
        for some, values, counts in self._tables(first, end):
            sure[some] &= all_measured(values)
            found[some] = medians(values, counts)
        return found

    def _tables(self, first: Indices, end: Indices) -> Iterator[tuple[slice, Values, Indices]]:
        counts = end - first
        for some, values in Stretch(self.held, self.asked, first, counts).tables():
            yield some, values, counts[some]

    def _minutes(self) -> Numbers:
        """From the middle of the first third to that of the last."""
        whole = self._middle_ms(self.last, self.end) - self._middle_ms(self.first, self.middle)
        return whole / _MINUTE_MS

    def _middle_ms(self, first: Indices, end: Indices) -> Numbers:
        at_ms, counts = self.held.timeline.at_ms, end - first
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
