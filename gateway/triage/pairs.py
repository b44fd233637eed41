"""Which condition is asked of which vehicle, and the samples that this takes, as one table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from gateway.triage.series import Series, Values
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
        return cls(*np.nonzero(wanted))

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
    """Samples in a row, by pair: those of a series from `firsts` on, `counts` of them.

    `series`: by condition; those asked have their rows, and so their timeline, in common.
    """

    series: list[Series]
    asked: Pairs
    firsts: Indices
    counts: Indices

    def tables(self) -> Iterator[tuple[slice, Values]]:
        """Some pairs, and [samples, pairs] of them; a pair's last sample is repeated."""
        if not len(self.asked):
            return
        one = self.series[self.asked.conditions[0]]
        flat, width = one.flat, one.width
        places = np.array([each.place for each in self.series], np.intp)
        starts = self.firsts * width + places[self.asked.conditions]
        furthest = np.maximum(self.counts - 1, 0) * width
        at_once = max(1, _AT_ONCE // max(1, int(self.counts.max(initial=0))))
        for first in range(0, len(self.asked), at_once):
            some = slice(first, first + at_once)
            longest = int(self.counts[some].max(initial=0))
            steps = np.arange(0, longest * width, width, dtype=np.intp)[:, None]
            indices = np.minimum(steps, furthest[some])
            indices += starts[some]
            yield some, flat.take(indices, mode="clip")
