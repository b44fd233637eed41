"""The samples that speak at some moment of a span, of many vehicles at once."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gateway.triage.cohort import Cohort
from gateway.triage.held import Held
from gateway.triage.timeline import Indices


@dataclass(frozen=True, slots=True, eq=False)
class Spoken:
    """By vehicle: where they are, and how many.

    Whole: always one did, and one was taken after the span began.
    """

    firsts: Indices
    counts: Indices
    whole: npt.NDArray[np.bool_]


def spoken(cohort: Cohort, held: Held, span_ms: int, fresh_ms: int) -> Spoken:
    """A sample speaks for less than `fresh_ms`."""
    timeline, at_ms = held.timeline, held.timeline.at_ms
    if not len(at_ms):
        none = np.zeros(len(cohort), np.intp)
        return Spoken(none, none, none.astype(np.bool_))
    inside = np.maximum(cohort.until(timeline, span_ms), held.firsts)
    end = np.maximum(cohort.until(timeline), inside)
    before, last = np.maximum(inside - 1, 0), np.maximum(end - 1, 0)
    begun = (inside > held.firsts) & (cohort.at_ms - span_ms - at_ms[before] < fresh_ms)
    first = np.where(begun, before, inside)
    whole = begun & (end > inside) & (cohort.at_ms - at_ms[last] < fresh_ms)
    gaps = timeline.gaps(fresh_ms)
    if len(gaps):
        whole &= gaps.searchsorted(first) == gaps.searchsorted(np.maximum(end - 1, first))
    return Spoken(first, end - first, whole)
