"""What a value has to its limit: `latest(…) < volts(300)`, and so with all that is measured."""

import math
import operator
from abc import ABC, abstractmethod
from enum import Enum
from functools import cache
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt

L = TypeVar("L")
C = TypeVar("C")


class Relation(Enum):
    """Between a value and its limit."""

    BELOW = "below"
    AT_MOST = "at most"
    ABOVE = "above"
    AT_LEAST = "at least"

    def holds(self, value: float, limit: float) -> bool:
        return bool(_OPERATORS[self](value, limit))

    def holds_of(
        self,
        values: npt.NDArray[np.floating[Any]],
        limit: float | npt.NDArray[np.floating[Any]],
    ) -> npt.NDArray[np.bool_]:
        """Of each by itself."""
        return np.asarray(_OPERATORS[self](values, limit))

    @property
    def opposite(self) -> "Relation":
        return _OPPOSITES[self]

    def at_most(self, limit: float) -> tuple[float, bool]:
        """The float64 that a value is at most where it holds, or where it does not: True."""
        below = math.nextafter(limit, -math.inf)
        match self:
            case Relation.BELOW:
                return below, False
            case Relation.AT_MOST:
                return limit, False
            case Relation.ABOVE:
                return limit, True
            case Relation.AT_LEAST:
                return below, True

    def bounds(self, limit: float) -> tuple[float, float]:
        """The float32 from where and up to where a value holds."""
        match self:
            case Relation.BELOW:
                return -math.inf, _next(limit, -math.inf)
            case Relation.AT_MOST:
                return -math.inf, limit
            case Relation.ABOVE:
                return _next(limit, math.inf), math.inf
            case Relation.AT_LEAST:
                return limit, math.inf


@cache
def as_sent(value: float) -> float:
    """In the precision of the wire."""
    return float(np.float32(value))


def _next(value: float, towards: float) -> float:
    return float(np.nextafter(np.float32(value), np.float32(towards)))


_OPERATORS = {
    Relation.BELOW: operator.lt,
    Relation.AT_MOST: operator.le,
    Relation.ABOVE: operator.gt,
    Relation.AT_LEAST: operator.ge,
}
_OPPOSITES = {
    Relation.BELOW: Relation.AT_LEAST,
    Relation.AT_MOST: Relation.ABOVE,
    Relation.ABOVE: Relation.AT_MOST,
    Relation.AT_LEAST: Relation.BELOW,
}


class Comparable(ABC, Generic[L, C]):
    """Waiting to be compared with a limit: that makes a condition of it."""

    __slots__ = ()

    @abstractmethod
    def compared(self, relation: Relation, limit: L) -> C: ...

    def __lt__(self, limit: L) -> C:
        return self.compared(Relation.BELOW, limit)

    def __le__(self, limit: L) -> C:
        return self.compared(Relation.AT_MOST, limit)

    def __gt__(self, limit: L) -> C:
        return self.compared(Relation.ABOVE, limit)

    def __ge__(self, limit: L) -> C:
        return self.compared(Relation.AT_LEAST, limit)
