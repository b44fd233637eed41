"""Measures: what is made of the samples of a span before it is compared."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gateway.domain.errors import InvalidValue
from gateway.triage.track import Instants

Values = npt.NDArray[np.float64]
Parts = tuple[int, int]
"""Where the second and the last third of a span begin."""

_MINUTE_MS = 60_000
_ALL = 100  # percent


class Measure(ABC):
    """Of at least one sample in each third of a span."""

    __slots__ = ()

    per = ""
    """What the unit of the signal is divided by."""

    is_between = False
    """Whether it is never beyond the lowest or the highest sample."""

    @abstractmethod
    def __str__(self) -> str: ...

    @abstractmethod
    def of(self, at_ms: Instants, values: Values, thirds: Parts) -> float: ...


@dataclass(frozen=True, slots=True)
class Percentile(Measure):
    """By the nearest rank, so that it is always a value that was measured."""

    percent: float

    is_between = True

    def __post_init__(self) -> None:
        if not 0 <= self.percent <= _ALL:
            raise InvalidValue(f"percentile {self.percent}")

    def __str__(self) -> str:
        names = {0: "the lowest", _ALL / 2: "the median of", _ALL: "the highest"}
        return names.get(self.percent, f"the {self.percent:g} % quantile of")

    def of(self, at_ms: Instants, values: Values, thirds: Parts) -> float:  # noqa: ARG002
        rank = int(np.ceil(self.percent / _ALL * len(values)))
        return float(np.sort(values)[max(rank, 1) - 1])


@dataclass(frozen=True, slots=True)
class Mean(Measure):
    is_between = True

    def __str__(self) -> str:
        return "the mean of"

    def of(self, at_ms: Instants, values: Values, thirds: Parts) -> float:  # noqa: ARG002
        return float(np.clip(values.mean(), values.min(), values.max()))


@dataclass(frozen=True, slots=True)
class Spread(Measure):
    def __str__(self) -> str:
        return "the spread of"

    def of(self, at_ms: Instants, values: Values, thirds: Parts) -> float:  # noqa: ARG002
        return float(values.max() - values.min())


@dataclass(frozen=True, slots=True)
class Slope(Measure):
    """From the median of the first third to that of the last: outliers do not bend it."""

    per = " per minute"

    def __str__(self) -> str:
        return "the slope of"

    def of(self, at_ms: Instants, values: Values, thirds: Parts) -> float:
        first, last = slice(thirds[0]), slice(thirds[1], None)
        minutes = (np.median(at_ms[last]) - np.median(at_ms[first])) / _MINUTE_MS
        return float((np.median(values[last]) - np.median(values[first])) / minutes)


@dataclass(frozen=True, slots=True)
class Rise(Measure):
    """The most by which a sample is above an earlier one; 0 when none is."""

    def __str__(self) -> str:
        return "the rise of"

    def of(self, at_ms: Instants, values: Values, thirds: Parts) -> float:  # noqa: ARG002
        return float((values - np.minimum.accumulate(values)).max())


@dataclass(frozen=True, slots=True)
class Fall(Measure):
    """The most by which a sample is below an earlier one; 0 when none is."""

    def __str__(self) -> str:
        return "the fall of"

    def of(self, at_ms: Instants, values: Values, thirds: Parts) -> float:  # noqa: ARG002
        return float((np.maximum.accumulate(values) - values).max())
