"""When the samples of many vehicles were taken, one vehicle's after another's."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from gateway.triage.track import MOST_SAMPLES, Instants, Keep

Indices = npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Timeline:
    """Of each vehicle rising, no instant twice: whoever makes one sees to that.

    `at_ms`: of all vehicles; `counts`: how many each has; `now_ms`: each vehicle's newest.
    """

    at_ms: Instants
    counts: Indices
    now_ms: Instants

    @cached_property
    def firsts(self) -> Indices:
        return np.cumsum(self.counts) - self.counts

    @cached_property
    def most(self) -> int:
        """Samples of one vehicle."""
        return int(self.counts.max(initial=0))

    def until(self, at_ms: Instants) -> Indices:
        """By vehicle: how many of all samples come before it, or are its own up to there."""
        if (self._lasts_ms <= at_ms).all():
            return self.firsts + self.counts
        since = np.minimum(at_ms - (self._oldest - 1), self._span - 1)
        vehicles = np.arange(len(at_ms), dtype=np.int64) * self._span
        return self._keys.searchsorted(vehicles + np.maximum(since, 0), side="right")

    def kept(self, keep: Keep) -> Indices:
        """By vehicle: its first sample that a window with this `keep` still holds."""
        known = self._kept.get(keep)
        if known is None:
            held_ms = self.now_ms - keep.hold_ms
            before = np.maximum(self.until(held_ms) - 1, self.until(held_ms - keep.fresh_ms))
            most = np.maximum(self.firsts, self.firsts + self.counts - MOST_SAMPLES)
            known = self._kept[keep] = np.maximum(before, most)
        return known

    @cached_property
    def rises(self) -> bool:
        """Whether each sample of a vehicle is later than the one before."""
        return bool(self._steps.min(initial=1) > 0)

    def gaps(self, longest_ms: int) -> Indices:
        """Rising: the samples after which their vehicle had no other for longer than that."""
        if self._longest_ms <= longest_ms:
            return np.empty(0, np.intp)
        return np.flatnonzero(self._steps > longest_ms)

    @cached_property
    def _longest_ms(self) -> int:
        return int(self._steps.max(initial=0))

    @cached_property
    def _steps(self) -> Instants:
        """To a vehicle's next sample; after its last one, 1."""
        steps = self.at_ms[1:] - self.at_ms[:-1]
        ends = np.cumsum(self.counts[:-1])
        steps[ends[(ends > 0) & (ends < len(self.at_ms))] - 1] = 1
        return steps

    @cached_property
    def _lasts_ms(self) -> Instants:
        """By vehicle; long ago where there is none."""
        ends, some = np.cumsum(self.counts), self.counts > 0
        lasts: Instants = np.full(len(ends), np.iinfo(np.int64).min)
        lasts[some] = self.at_ms[ends[some] - 1]
        return lasts

    @cached_property
    def _kept(self) -> dict[Keep, Indices]:
        return {}

    @cached_property
    def _oldest(self) -> int:
        return int(self.at_ms.min())

    @cached_property
    def _span(self) -> int:
        return int(self.at_ms.max()) - self._oldest + 3

    @cached_property
    def _keys(self) -> Instants:
        """Rising: vehicle and instant in one."""
        vehicles = np.arange(len(self.counts), dtype=np.int64) * self._span
        keys: Instants = np.repeat(vehicles - (self._oldest - 1), self.counts)
        keys += self.at_ms
        return keys
