"""Conditions over one thing that was said, as plainly as they can be asked."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from gateway.domain.signal import Signal
from gateway.triage.difference import Difference, Differs
from gateway.triage.measured import Comparison, InPhase, phase
from gateway.triage.reported import HasStatus, OccurredAtLeast, status_truth
from gateway.triage.statistic import Statistic
from gateway.triage.truth import Truth, known
from gateway.triage.units import in_ms
from gateway.triage.window import Window
from tests.fix_plain_statistic import ages, plain_result

Measured = Comparison[Any] | InPhase[Any]
Reported = HasStatus | OccurredAtLeast
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
            case HasStatus() | OccurredAtLeast():
                return self._reported(leaf, at_ms)
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
            case HasStatus(component) | OccurredAtLeast(component):
                memory = self.window.memories.get(component)
                return set() if memory is None else {memory.at_ms}
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
            case HasStatus() | OccurredAtLeast():
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

    def _reported(self, leaf: Reported, at_ms: int) -> Truth:
        memory = self.window.memories.get(leaf.component)
        if memory is None or memory.at_ms > at_ms:
            return UNKNOWN
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
