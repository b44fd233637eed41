"""One severity scale, in words."""

from enum import Enum
from functools import total_ordering


@total_ordering
class Severity(Enum):
    """From harmless to grave; `UNKNOWN` stands above `MONITOR`, for it needs a person."""

    MONITOR = "monitor"
    UNKNOWN = "unknown"
    SOON = "soon"
    URGENT = "urgent"
    STOP_DRIVING = "stop_driving"

    @property
    def rank(self) -> int:
        return _ORDER.index(self)

    def __lt__(self, other: "Severity") -> bool:
        return self.rank < other.rank


_ORDER = list(Severity)
