"""What is asked of samples: answered out of the rows that windows hold, where these tell."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from gateway.triage.cohort import Cohort
from gateway.triage.held import Held
from gateway.triage.pairs import Pairs
from gateway.triage.table import Values
from gateway.triage.timeline import Indices
from gateway.triage.track import Keep
from gateway.triage.truth import Truths

Flags = npt.NDArray[np.bool_]
Answer = Callable[[Held, Pairs], tuple[Truths, Flags]]
"""By pair: the truth, and whether all samples that it hangs on were measured."""


def answered(
    cohort: Cohort, asked: Pairs, signals: Sequence[int], keep: Keep, answer: Answer
) -> Truths:
    """int8[pairs]; `signals`: by condition; `keep`: what is read of them.

    A signal that is missing in some rows of a vehicle, or stands in rows of several kinds, has
    its samples put in order by themselves.
    """
    found, left = np.zeros(len(asked), np.int8), np.arange(len(asked))
    shared = cohort.shared(signals, keep)
    if shared is not None:
        there = np.flatnonzero(shared.places[asked.conditions] >= 0)
        sure = np.zeros(len(asked), np.bool_)
        found[there], sure[there] = answer(shared, asked[there])
        left = np.flatnonzero(~sure)
    if len(left):
        by_pair = np.array(signals, np.intp)[asked.conditions[left]]
        for signal in np.unique(by_pair).tolist():
            own: Indices = left[by_pair == signal]
            found[own], _ = answer(cohort.held(signal, len(signals)), asked[own])
    return found


def all_measured(values: Values) -> Flags:
    """By pair, of [samples, pairs]: what is not spreads in a sum; one too great is in doubt."""
    with np.errstate(all="ignore"):
        return np.asarray(np.isfinite(np.add.reduce(values, axis=0)))
