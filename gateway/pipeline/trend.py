"""A signal over months, as the roll-ups of the store tell it."""

from dataclasses import dataclass
from enum import Enum


class Span(Enum):
    """What one point of a trend stands for."""

    HOUR = "hour"
    DAY = "day"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """A signal over months. `times`: unix seconds at which each hour or day begins, rising.

    In the signal's unit; hours and days without a sample are left out.
    """

    number: int
    span: Span
    times: tuple[float, ...]
    means: tuple[float, ...]
    lowest: tuple[float, ...]
    highest: tuple[float, ...]
    samples: tuple[int, ...]
