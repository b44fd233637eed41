"""What has held for a span, or came true within it, of many vehicles at once."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from gateway.triage.cohort import Cohort
from gateway.triage.condition import Condition, HeldFor, Not
from gateway.triage.held import Held
from gateway.triage.hindsight import CameTrue
from gateway.triage.many_rows import Flags, all_measured, answered
from gateway.triage.measured import Comparison, InPhase
from gateway.triage.pairs import Pairs, Stretch
from gateway.triage.relation import as_sent
from gateway.triage.spoken import spoken
from gateway.triage.table import Values
from gateway.triage.timeline import Indices
from gateway.triage.track import Keep
from gateway.triage.truth import Truths
from gateway.triage.units import in_ms

Plain = Comparison[Any] | InPhase[Any]


class Spans:
    """Conditions of one span over plain ones of one freshness; they may differ in all else."""

    def __init__(self, conditions: Sequence[Condition]) -> None:
        looking_back = [each for each in conditions if isinstance(each, HeldFor | CameTrue)]
        leaves = [leaf for each in looking_back if (leaf := plain(each.part)) is not None]
        self._keep = Keep(in_ms(looking_back[0].span), in_ms(leaves[0][0].within))
        self.signals = [leaf.signal.number for leaf, _ in leaves]
        bounds = np.array([_bounds(leaf) for leaf, _ in leaves], np.float32)
        self._low, self._high = bounds.T
        self._negated = np.array([negated for _, negated in leaves], np.bool_)
        often = [each.count if isinstance(each, CameTrue) else 0 for each in looking_back]
        self._often = np.array(often, np.intp)

    def truths(self, cohort: Cohort, asked: Pairs) -> Truths:
        return answered(cohort, asked, self.signals, self._keep, self._answer)

    def _answer(self, cohort: Cohort, held: Held, asked: Pairs) -> tuple[Truths, Flags]:
        some = spoken(cohort, held, *self._keep)
        counts, whole = some.counts[asked.vehicles], some.whole[asked.vehicles]
        said, measured = np.empty(len(asked), np.int8), np.empty(len(asked), np.bool_)
        stretch = Stretch(held, asked, some.firsts[asked.vehicles], counts)
        for own, values in stretch.tables():
            conditions = asked.conditions[own]
            said[own] = self._said(values, conditions, counts[own], whole[own])
            measured[own] = all_measured(values) | (counts[own] == 0)
        return said, measured

    def _said(self, values: Values, asked: Indices, counts: Indices, whole: Flags) -> Truths:
        holds = values >= self._low[asked]
        holds &= values <= self._high[asked]
        holds ^= self._negated[asked]
        throughout: Flags = np.logical_and.reduce(holds, axis=0)
        often = self._often[asked]
        came = np.add.reduce(holds[1:] > holds[:-1], axis=0, dtype=np.int16) >= often
        true = np.where(often, came, throughout & whole)
        false = np.where(often, ~came & whole, ~throughout & (counts > 0))
        return true.view(np.int8) - false.view(np.int8)


def plain(condition: Condition) -> tuple[Plain, bool] | None:
    """A condition over the latest sample of one signal, and whether it is its opposite."""
    match condition:
        case Comparison() | InPhase():
            return condition, False
        case Not(Comparison() | InPhase() as part):
            return part, True
        case _:
            return None


def _bounds(leaf: Plain) -> tuple[float, float]:
    if isinstance(leaf, InPhase):
        return leaf.phase, leaf.phase
    return leaf.relation.bounds(as_sent(leaf.limit.value))
