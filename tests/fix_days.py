"""Days of made-up vehicles for the tests of what looks back on days."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from gateway.domain.signal import Signal
from gateway.triage.days import HOURS_A_DAY, Days, Hours

END = 20_780
"""The day that is not over yet: 2026-11-23."""

ByHour = Mapping[int, Sequence[float]]
"""Samples by the hour since 1970."""


def hours(samples: ByHour) -> Hours:
    """As the store rolls them up."""
    at = sorted(samples)
    return Hours(
        at=np.array(at, np.int64),
        mean=np.array([np.mean(samples[hour]) for hour in at]),
        lowest=np.array([min(samples[hour]) for hour in at], np.float64),
        highest=np.array([max(samples[hour]) for hour in at], np.float64),
    )


def by_day(*values: float | None, hour: int = 8, end: int = END) -> ByHour:
    """One sample a day at that hour, the last one on the day before `end`; None is a gap."""
    first = end - len(values)
    return {
        (first + place) * HOURS_A_DAY + hour: [value]
        for place, value in enumerate(values)
        if value is not None
    }


def days(signals: Mapping[Signal[Any], ByHour], end: int = END) -> Days:
    rolled_up = {signal.number: hours(samples) for signal, samples in signals.items()}
    return Days(end=end, hours=rolled_up)
