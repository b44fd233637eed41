"""What the roll-ups say of one vehicle: its signals by the hour, over many days."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt

HOURS_A_DAY = 24

HourNumbers = npt.NDArray[np.int64]
"""Whole hours since 1970 UTC."""
Values = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Hours:
    """One signal, of those hours in which it was measured, each of them once, rising."""

    at: HourNumbers
    mean: Values
    lowest: Values
    highest: Values

    def since(self, hour: int) -> "Hours":
        first = int(self.at.searchsorted(hour))
        return Hours(
            self.at[first:], self.mean[first:], self.lowest[first:], self.highest[first:]
        )


@dataclass(frozen=True, slots=True)
class Norm:
    """What one value is like among the cars of a model.

    `deviation`: the median of the absolute deviations from the median.
    """

    median: float
    deviation: float
    vehicles: int


class Typical(Protocol):
    """A value of one vehicle that is compared with its fleet's."""

    @property
    def reach(self) -> Mapping[int, int]:
        """How many days of which signals it reads."""
        ...

    def of(self, days: "Days") -> float | None: ...

    def __hash__(self) -> int: ...


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Days:
    """Whole UTC days before `end`, which counts days since 1970.

    `hours`: by signal number, sorted; `fleet`: of the cars of its model, as far as it is known.
    """

    end: int
    hours: Mapping[int, Hours]
    fleet: Mapping[Typical, Norm] = field(default_factory=dict)

    def since(self, day: int) -> "Days":
        """Without those before this one."""
        later = {signal: hours.since(day * HOURS_A_DAY) for signal, hours in self.hours.items()}
        known = {signal: hours for signal, hours in later.items() if len(hours.at)}
        return Days(end=self.end, hours=known, fleet=self.fleet)
