"""What is asked of samples: answered out of the rows that windows hold, where these tell."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from gateway.triage.cohort import Cohort
from gateway.triage.held import Held
from gateway.triage.pairs import Pairs
from gateway.triage.table import Values
from gateway.triage.track import Keep
from gateway.triage.truth import Truths

Flags = npt.NDArray[np.bool_]
Answer = Callable[[Cohort, Held, Pairs], tuple[Truths, Flags]]
"""By pair: the truth, and whether all samples that it hangs on were measured."""


def answered(
    cohort: Cohort, asked: Pairs, signals: Sequence[int], keep: Keep, answer: Answer
) -> Truths:
    """int8[pairs]; `signals`: by condition; `keep`: what is read of them.

    A signal that is missing in some rows of a vehicle, or stands in rows of several kinds, has
    its samples put in order by themselves.
    """
    shared = cohort.shared(signals, keep)
    if shared is None:
        return _one_by_one(cohort, asked, signals, keep, answer)
    found, sure = np.zeros(len(asked), np.int8), np.zeros(len(asked), np.bool_)
    there = np.flatnonzero(shared.places[asked.conditions] >= 0)
    found[there], sure[there] = answer(cohort, shared, asked[there])
    left = np.flatnonzero(~sure)
    if len(left):
        some, vehicles = np.unique(asked.vehicles[left], return_inverse=True)
        own = Pairs(asked.conditions[left], vehicles)
        found[left] = _one_by_one(cohort.part(some), own, signals, keep, answer)
    return found


def _one_by_one(
    cohort: Cohort, asked: Pairs, signals: Sequence[int], keep: Keep, answer: Answer
) -> Truths:
    """Signal by signal."""
    found, by_pair = np.zeros(len(asked), np.int8), np.array(signals)[asked.conditions]
    for signal in np.unique(by_pair).tolist():
        own = np.flatnonzero(by_pair == signal)
        held = cohort.held(signal, keep, len(signals))
        found[own], _ = answer(cohort, held, asked[own])
    return found


def all_measured(values: Values) -> Flags:
    """By pair, of [samples, pairs]: what is not spreads in a sum; one too great is in doubt."""
    with np.errstate(all="ignore"):
        return np.asarray(np.isfinite(np.add.reduce(values, axis=0)))
