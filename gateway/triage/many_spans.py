"""What has held for a span, or came true within it, of many vehicles at once."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from gateway.triage.cohort import Cohort, Spoken
from gateway.triage.condition import Condition, HeldFor, Not
from gateway.triage.hindsight import CameTrue
from gateway.triage.measured import Comparison, InPhase
from gateway.triage.pairs import Pairs, Stretch
from gateway.triage.relation import as_sent
from gateway.triage.series import Series
from gateway.triage.truth import Truths
from gateway.triage.units import in_ms

Plain = Comparison[Any] | InPhase[Any]
Flags = npt.NDArray[np.bool_]


class Spans:
    """Conditions of one span over plain ones of one freshness; they may differ in all else."""

    def __init__(self, conditions: Sequence[Condition]) -> None:
        looking_back = [each for each in conditions if isinstance(each, HeldFor | CameTrue)]
        leaves = [leaf for each in looking_back if (leaf := plain(each.part)) is not None]
        self._span_ms, self._fresh_ms = in_ms(looking_back[0].span), in_ms(leaves[0][0].within)
        self._signals = [leaf.signal.number for leaf, _ in leaves]
        bounds = np.array([_bounds(leaf) for leaf, _ in leaves], np.float32)
        self._low, self._high = bounds.T
        self._negated = np.array([negated for _, negated in leaves], np.bool_)
        often = [each.count if isinstance(each, CameTrue) else 0 for each in looking_back]
        self._often = np.array(often, np.intp)

    def truths(self, cohort: Cohort, asked: Pairs) -> Truths:
        found = np.zeros(len(asked), np.int8)
        for spoken, series, own in self._together(cohort, asked):
            vehicles = asked.vehicles[own]
            firsts, counts = spoken.firsts[vehicles], spoken.counts[vehicles]
            whole, said = spoken.whole[vehicles], np.empty(len(vehicles), np.int8)
            stretch = Stretch(series, asked[own], firsts, counts)
            for some, values in stretch.tables():
                some_asked = stretch.asked[some].conditions
                holds = values >= self._low[some_asked]
                holds &= values <= self._high[some_asked]
                holds ^= self._negated[some_asked]
                said[some] = self._said(holds, some_asked, counts[some], whole[some])
            found[own] = said
        return found

    def _said(
        self,
        holds: Flags,
        asked: npt.NDArray[np.intp],
        counts: npt.NDArray[np.intp],
        whole: Flags,
    ) -> Truths:
        throughout: Flags = np.logical_and.reduce(holds, axis=0)
        often = self._often[asked]
        came = np.add.reduce(holds[1:] & ~holds[:-1], axis=0, dtype=np.intp) >= often
        true = np.where(often, came, throughout & whole)
        false = np.where(often, ~came & whole, ~throughout & (counts > 0))
        return true.view(np.int8) - false.view(np.int8)

    def _together(
        self, cohort: Cohort, asked: Pairs
    ) -> Iterator[tuple[Spoken, list[Series], npt.NDArray[np.intp]]]:
        """The pairs by the rows that their samples stand in."""
        spoken = [
            cohort.spoken(signal, self._span_ms, self._fresh_ms) for signal in self._signals
        ]
        series = [cohort.series(signal) for signal in self._signals]
        kinds = [(id(one.flat), id(said)) for one, said in zip(series, spoken, strict=True)]
        kind = np.array([kinds.index(each) for each in kinds], np.intp)[asked.conditions]
        for number in dict.fromkeys(kind.tolist()):
            yield spoken[number], series, np.flatnonzero(kind == number)


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
