"""Statistics of one signal of many vehicles at once."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from gateway.triage.cohort import Cohort, Flags, repeated
from gateway.triage.measure import Fall, Measure, Percentile, Rise, Slope, Spread
from gateway.triage.series import Indices, Series
from gateway.triage.statistic import Aggregate
from gateway.triage.units import in_ms

Numbers = npt.NDArray[np.float64]

_QUICK = (Percentile, Spread, Slope, Rise, Fall)
_PERCENT = 100
_MINUTE_MS = 60_000


def is_quick(aggregate: Aggregate[Any]) -> bool:
    """A mean is left out, as it would differ in its last digit."""
    return aggregate.during is None and isinstance(aggregate.measure, _QUICK)


def results(aggregate: Aggregate[Any], cohort: Cohort) -> tuple[Numbers, Flags]:
    """By vehicle, and whether there is one; as `Aggregate.result`."""
    signal, over_ms = aggregate.signal.number, in_ms(aggregate.over)
    old_ms, young_ms = aggregate.thirds
    series, first, end = cohort.taken(signal, over_ms)
    _, _, middle = cohort.taken(signal, over_ms, old_ms)
    _, _, last = cohort.taken(signal, over_ms, young_ms)
    there = (end - first >= aggregate.enough) & (first < middle)
    there &= (middle < last) & (last < end)
    found = np.zeros(len(cohort))
    if there.any():
        thirds = _Thirds(series, first[there], middle[there], last[there], end[there])
        found[there] = _measured(aggregate.measure, thirds)
    return found, there


@dataclass(frozen=True, slots=True, eq=False)
class _Thirds:
    """Where each vehicle's samples of a span begin and end; each third has some."""

    series: Series
    first: Indices
    middle: Indices
    last: Indices
    end: Indices

    @property
    def values(self) -> Numbers:
        """[samples, vehicles]; the last of each is repeated."""
        places = repeated(self.first, self.end - self.first, len(self.series.values))
        return self.series.values.take(places).astype(np.float64)

    def minutes(self) -> Numbers:
        """From the middle of the first third to that of the last."""
        whole = self._middle_ms(self.last, self.end) - self._middle_ms(self.first, self.middle)
        return whole / _MINUTE_MS

    def _middle_ms(self, first: Indices, end: Indices) -> Numbers:
        at_ms, counts = self.series.timeline.at_ms, end - first
        both = at_ms[first + (counts - 1) // 2] + at_ms[first + counts // 2]
        return np.asarray(both / 2, np.float64)

    def ranked(self, first: Indices, end: Indices) -> npt.NDArray[np.float32]:
        """[vehicles, samples], the lowest first; what is beyond is infinite."""
        counts = end - first
        values = self.series.values.take(repeated(first, counts, len(self.series.values)))
        values[np.arange(len(values))[:, None] >= counts] = np.inf
        return np.sort(values.T, axis=1)

    def median(self, first: Indices, end: Indices) -> Numbers:
        ranked, counts = self.ranked(first, end), end - first
        vehicles = np.arange(len(counts))
        lower = ranked[vehicles, (counts - 1) // 2].astype(np.float64)
        return np.asarray((lower + ranked[vehicles, counts // 2]) / 2, np.float64)


def _measured(measure: Measure, thirds: _Thirds) -> Numbers:
    found: Numbers
    match measure:
        case Percentile(percent):
            counts = thirds.end - thirds.first
            rank = np.ceil(percent / _PERCENT * counts).astype(np.intp)
            ranked = thirds.ranked(thirds.first, thirds.end)
            found = ranked[np.arange(len(counts)), np.maximum(rank, 1) - 1].astype(np.float64)
        case Spread():
            values = thirds.values
            found = values.max(axis=0) - values.min(axis=0)
        case Rise():
            values = thirds.values
            found = (values - np.minimum.accumulate(values, axis=0)).max(axis=0)
        case Fall():
            values = thirds.values
            found = (np.maximum.accumulate(values, axis=0) - values).max(axis=0)
        case _:
            rise = thirds.median(thirds.last, thirds.end)
            rise -= thirds.median(thirds.first, thirds.middle)
            found = rise / thirds.minutes()
    return found
