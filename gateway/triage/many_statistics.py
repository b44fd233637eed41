"""Statistics of one signal of many vehicles at once."""

from typing import Any

import numpy as np
import numpy.typing as npt

from gateway.triage.cohort import Cohort, Flags
from gateway.triage.measure import Fall, Measure, Percentile, Rise, Slope, Spread
from gateway.triage.series import Indices
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
    values, at_ms, counts = cohort.taken(signal, over_ms)
    middle, last = (cohort.taken_until(signal, each, over_ms) for each in aggregate.thirds)
    there = (counts >= aggregate.enough) & (middle > 0) & (middle < last) & (last < counts)
    found = np.zeros(len(cohort))
    if there.any():
        own, times = values[:, there].astype(np.float64), at_ms[:, there].astype(np.float64)
        found[there] = _measured(
            aggregate.measure, own, times, (counts[there], middle[there], last[there])
        )
    return found, there


def _measured(
    measure: Measure, values: Numbers, times: Numbers, parts: tuple[Indices, Indices, Indices]
) -> Numbers:
    """[samples, vehicles]; the last of each is repeated."""
    counts, middle, last = parts
    none = np.zeros_like(counts)
    match measure:
        case Percentile(percent):
            rank = np.ceil(percent / _PERCENT * counts).astype(np.intp)
            found = _taken(_ranked(values, none, counts), np.maximum(rank, 1) - 1)
        case Spread():
            found = values.max(axis=0) - values.min(axis=0)
        case Rise():
            found = (values - np.minimum.accumulate(values, axis=0)).max(axis=0)
        case Fall():
            found = (np.maximum.accumulate(values, axis=0) - values).max(axis=0)
        case _:
            minutes = (_median(times, last, counts) - _median(times, none, middle)) / _MINUTE_MS
            found = (_median(values, last, counts) - _median(values, none, middle)) / minutes
    return found


def _median(values: Numbers, first: Indices, end: Indices) -> Numbers:
    ranked, counts = _ranked(values, first, end), end - first
    return (_taken(ranked, (counts - 1) // 2) + _taken(ranked, counts // 2)) / 2


def _ranked(values: Numbers, first: Indices, end: Indices) -> Numbers:
    """Of each vehicle those from `first` to before `end`, the lowest first."""
    places = np.arange(len(values))[:, None]
    own = np.where((places >= first) & (places < end), values, np.inf)
    return np.sort(own, axis=0)


def _taken(values: Numbers, places: Indices) -> Numbers:
    return values[places, np.arange(values.shape[1])]
