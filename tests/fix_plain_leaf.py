"""Conditions over one thing that was said, as plainly as they can be asked."""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np

from gateway.domain.signal import VEHICLE_PHASE, Phase, Signal
from gateway.triage.absence import AbsentFor
from gateway.triage.difference import Difference, Differs
from gateway.triage.measured import Comparison, InPhase, phase
from gateway.triage.reported import HasStatus, OccurredAtLeast, status_truth
from gateway.triage.software import Age, HasSoftware
from gateway.triage.statistic import Statistic
from gateway.triage.truth import Truth, known
from gateway.triage.units import in_ms
from gateway.triage.vehicle_type import Papers
from gateway.triage.window import Window
from tests.fix_plain_statistic import ages, plain_result

Measured = Comparison[Any] | InPhase[Any]
Reported = HasStatus | OccurredAtLeast | HasSoftware
FALSE, UNKNOWN, TRUE = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE


@dataclass(frozen=True)
class Leaves:
    window: Window
    samples: dict[int, list[tuple[int, float]]] = field(default_factory=dict)

    def truth(self, leaf: object, at_ms: int) -> Truth:
        match leaf:
            case Comparison() | InPhase():
                return self._measured(leaf, at_ms)
            case Statistic():
                return self._statistic(leaf, at_ms)
            case Differs():
                return self._differs(leaf, at_ms)
            case AbsentFor():
                return self._absent(leaf, at_ms)
            case HasStatus() | OccurredAtLeast() | HasSoftware():
                return self._reported(leaf, at_ms)
            case Papers():
                return leaf.told(self.window.vehicle_type)
        raise TypeError(leaf)

    def changes(self, leaf: object) -> set[int]:
        """All that there are."""
        match leaf:
            case Comparison(signal, within) | InPhase(signal, within):
                return {at + age for at in self._times(signal) for age in (0, in_ms(within))}
            case Statistic(aggregate):
                times = self._times(aggregate.signal)
                return {at + age for at in times for age in ages(aggregate)}
            case Differs(Difference(one=one, other=other, within=within)):
                times = [*self._times(one), *self._times(other)]
                return {at + age for at in times for age in (0, in_ms(within))}
            case AbsentFor(signal=signal, span=span, remembered=remembered):
                word_ms, span_ms = in_ms(span) // 4, in_ms(span)
                told = {at + age for at in self._times(VEHICLE_PHASE) for age in (0, word_ms)}
                gone = (0, span_ms, span_ms + in_ms(remembered))
                moments = {at + age for at in self._times(signal) for age in gone}
                return moments | told | {at + span_ms for at in told}
            case HasStatus(component) | OccurredAtLeast(component) | HasSoftware(component):
                memory = self.window.memories.get(component)
                return set() if memory is None else {memory.at_ms}
            case Papers():
                return set()
        raise TypeError(leaf)

    def renewed(self, leaf: object, after_ms: int, until_ms: int) -> bool:
        match leaf:
            case Comparison(signal) | InPhase(signal):
                times = self._times(signal)
            case Statistic(aggregate):
                times = self._times(aggregate.signal)
            case Differs(Difference(one=one, other=other)):
                spans = [self._times(one), self._times(other)]
                return all(any(after_ms < at <= until_ms for at in times) for times in spans)
            case AbsentFor(signal=signal):
                gone = self.truth(leaf, until_ms) is TRUE
                times = self._times(VEHICLE_PHASE if gone else signal)
            case HasStatus() | OccurredAtLeast() | HasSoftware() | Papers():
                return True
            case _:
                raise TypeError(leaf)
        return any(after_ms < at <= until_ms for at in times)

    def _measured(self, leaf: Measured, at_ms: int) -> Truth:
        since_ms = at_ms - in_ms(leaf.within)
        told = [one for one in self._samples(leaf.signal) if since_ms < one[0] <= at_ms]
        if not told:
            return UNKNOWN
        value = max(told)[1]
        if isinstance(leaf, InPhase):
            return known(value == leaf.phase)
        return known(leaf.relation.holds(value, float(np.float32(leaf.limit.value))))

    def _statistic(self, statistic: Statistic[Any], at_ms: int) -> Truth:
        aggregate = statistic.aggregate
        samples = dict(self._samples(aggregate.signal))
        if aggregate.during is not None:
            there = phase(aggregate.during)
            samples = {at: v for at, v in samples.items() if self.truth(there, at) is TRUE}
        value = plain_result(aggregate, samples, at_ms)
        if value is None:
            return UNKNOWN
        return known(statistic.relation.holds(value, float(np.float32(statistic.limit.value))))

    def _differs(self, differs: Differs[Any], at_ms: int) -> Truth:
        both = []
        for signal in (differs.difference.one, differs.difference.other):
            known_then = [sample for sample in self._samples(signal) if sample[0] <= at_ms]
            if not known_then:
                return UNKNOWN
            both.append(max(known_then))
        (one_ms, one), (other_ms, other) = both
        if min(one_ms, other_ms) <= at_ms - in_ms(differs.difference.within):
            return UNKNOWN
        if abs(one_ms - other_ms) > in_ms(differs.difference.together):
            return UNKNOWN
        limit = float(np.float32(differs.limit.value))
        return known(differs.relation.holds(one - other, limit))

    def _absent(self, absent: AbsentFor[Any], at_ms: int) -> Truth:
        """True when every quarter of the span, wherever it begins, has a word of the car."""
        span_ms = in_ms(absent.span)
        ages = [at_ms - at for at in self._times(absent.signal) if at <= at_ms]
        if not ages or min(ages) >= span_ms + in_ms(absent.remembered):
            return UNKNOWN
        if min(ages) < span_ms:
            return FALSE
        since_ms = at_ms - span_ms
        words = [one for one in self._samples(VEHICLE_PHASE) if one[0] <= at_ms]
        before = max((one for one in words if one[0] <= since_ms), default=None)
        if before is None or not [one for one in words if one[0] > since_ms]:
            return UNKNOWN
        counting = [one for one in words if one >= before]
        for (at, value), (next_ms, _) in pairwise([*counting, (at_ms + 1, 0.0)]):
            end_ms = max(next_ms, since_ms)
            ours = value > Phase.ASLEEP if absent.during is None else value == absent.during
            if not ours or end_ms > at + span_ms // 4:
                return UNKNOWN
        return TRUE

    def _reported(self, leaf: Reported, at_ms: int) -> Truth:
        memory = self.window.memories.get(leaf.component)
        if memory is None or memory.at_ms > at_ms:
            return UNKNOWN
        if isinstance(leaf, HasSoftware):
            return _software(memory.software, leaf)
        entry = memory.entries.get(leaf.code)
        if isinstance(leaf, HasStatus):
            return status_truth(entry, leaf.bits)
        return known(entry is not None and entry.occurrences >= leaf.count)

    def _times(self, signal: Signal[Any]) -> list[int]:
        return [at for at, _ in self._samples(signal)]

    def _samples(self, signal: Signal[Any]) -> list[tuple[int, float]]:
        number = signal.number
        if number not in self.samples:
            track = self.window.track(number)
            pairs = zip(track.at_ms.tolist(), track.values.tolist(), strict=True)
            self.samples[number] = list(pairs)
        return self.samples[number]


def _software(said: str, leaf: HasSoftware) -> Truth:
    """As one number a version, which does for those that tests make up."""
    parts = said.split(".")
    if not all(part.isdecimal() and part.isascii() for part in parts):
        return UNKNOWN
    one, other = (
        sum(int(part) * 10 ** (5 * (7 - place)) for place, part in enumerate(text.split(".")))
        for text in (said, leaf.limit)
    )
    holds = {
        Age.OLDER: one < other,
        Age.AT_MOST: one <= other,
        Age.NEWER: one > other,
        Age.AT_LEAST: one >= other,
        Age.EXACTLY: one == other,
    }
    return known(holds[leaf.age])
