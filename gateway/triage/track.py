"""The recent samples of one signal, by event time."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

MOST_SAMPLES = 4096
"""So many are kept at most, the newest: a signal faster than its rules need stays bounded."""


Instants = npt.NDArray[np.int64]
"""Event times in milliseconds."""


class Sample(NamedTuple):
    at_ms: int
    value: float


class Keep(NamedTuple):
    """How much of a signal the rules look back on.

    Every sample of the last `hold_ms`, and the one before it if less than `fresh_ms` older.
    """

    hold_ms: int
    fresh_ms: int

    def joined(self, other: "Keep") -> "Keep":
        """What either holds, and no more: neither reaches further back than it did alone."""
        hold_ms = max(self.hold_ms, other.hold_ms)
        return Keep(hold_ms, max(self.reach_ms, other.reach_ms) - hold_ms)

    @property
    def reach_ms(self) -> int:
        return self.hold_ms + self.fresh_ms


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """`at_ms`: int64[n], rising; `values`: float32[n], finite. Never changed in place."""

    at_ms: npt.NDArray[np.int64]
    values: npt.NDArray[np.float32]

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Track)
            and np.array_equal(self.at_ms, other.at_ms)
            and np.array_equal(self.values, other.values)
        )

    __hash__ = None  # type: ignore[assignment] # arrays are compared, never hashed

    def latest(self, at_ms: int) -> Sample | None:
        """The newest sample that is not later than `at_ms`."""
        if self.at_ms.size and self.at_ms[-1] <= at_ms:
            return Sample(int(self.at_ms[-1]), float(self.values[-1]))
        index = int(self.at_ms.searchsorted(at_ms, side="right")) - 1
        return Sample(int(self.at_ms[index]), float(self.values[index])) if index >= 0 else None

    def between(self, after_ms: int, until_ms: int) -> npt.NDArray[np.int64]:
        """When samples were taken, from just after `after_ms` to `until_ms`."""
        first, last = self.at_ms.searchsorted([after_ms, until_ms], side="right")
        return self.at_ms[first:last]

    def joined(self, at_ms: npt.NDArray[np.int64], values: npt.NDArray[np.float32]) -> "Track":
        """With these samples, in whatever order they come.

        The result does not depend on the order of joining: of two values for the same instant
        the larger is kept.
        """
        measured = np.isfinite(values)
        if not measured.all():
            at_ms, values = at_ms[measured], values[measured]
        times = np.concatenate((self.at_ms, at_ms))
        merged = np.concatenate((self.values, values))
        if (times[1:] > times[:-1]).all():
            return Track(times, merged)
        order = np.lexsort((merged, times))
        times, merged = times[order], merged[order]
        last = np.append(times[1:] != times[:-1], True)
        return Track(times[last], merged[last])

    def cut(self, keep: Keep, now_ms: int) -> "Track":
        """Only what is still needed at `now_ms`."""
        held = now_ms - keep.hold_ms
        first, fresh = self.at_ms.searchsorted([held, held - keep.fresh_ms], side="right")
        start = max(int(fresh), int(first) - 1, len(self.at_ms) - MOST_SAMPLES)
        return Track(self.at_ms[start:], self.values[start:]) if start > 0 else self

    def alone(self) -> "Track":
        """A track that was cut keeps all that it was cut from in memory: this one does not."""
        return Track(self.at_ms.copy(), self.values.copy())


EMPTY = Track(np.empty(0, np.int64), np.empty(0, np.float32))
