"""Which condition is asked of which vehicle, and the samples that this takes, as one table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from gateway.triage.held import Held
from gateway.triage.table import Values
from gateway.triage.timeline import Indices

C = TypeVar("C")

_AT_ONCE = 1 << 18
"""Samples: so many, with all that is made of them, lie in a processor's cache."""


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """By pair: the place of the condition, not falling, and that of the vehicle."""

    conditions: Indices
    vehicles: Indices

    @classmethod
    def of(cls, wanted: npt.NDArray[np.bool_]) -> "Pairs":
        """`wanted`: [conditions, vehicles]."""
        return cls(*np.divmod(np.flatnonzero(wanted), wanted.shape[1]))

    def __len__(self) -> int:
        return len(self.conditions)

    def __getitem__(self, some: slice | Indices) -> "Pairs":
        return Pairs(self.conditions[some], self.vehicles[some])

    def of_condition(self, place: int) -> slice:
        return slice(*self.conditions.searchsorted([place, place + 1]).tolist())

    def by_condition(self, conditions: Sequence[C]) -> Iterator[tuple[C, slice]]:
        """Those that are asked of any vehicle, each with its pairs."""
        for place, condition in enumerate(conditions):
            own = self.of_condition(place)
            if own.start < own.stop:
                yield condition, own


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """Samples in a row, by pair: from `firsts` on, `counts` of them."""

    held: Held
    asked: Pairs
    firsts: Indices
    counts: Indices

    def tables(self) -> Iterator[tuple[slice, Values]]:
        """Some pairs, and [samples, pairs] of them; a pair's last sample is repeated."""
        flat, width = self.held.flat, self.held.width
        starts = self.firsts * width + self.held.places[self.asked.conditions]
        at_once = max(1, _AT_ONCE // max(1, int(self.counts.max(initial=0))))
        for first in range(0, len(self.asked), at_once):
            some = slice(first, first + at_once)
            indices = self._steps(some) * width + starts[some]
            yield some, flat.take(indices, mode="clip")

    def _steps(self, some: slice) -> Indices:
        """[samples, pairs], or [samples, 1] where all have as many."""
        counts = self.counts[some]
        most = int(counts.max())
        steps = np.arange(most, dtype=np.intp)[:, None]
        if int(counts.min()) == most:
            return steps
        return np.minimum(steps, np.maximum(counts - 1, 0))
