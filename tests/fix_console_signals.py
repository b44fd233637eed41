"""What the signals of invented vehicles show."""

import math
from datetime import datetime, timedelta

from gateway.domain.signal import SIGNALS, Phase
from gateway.pipeline.views import (
    SignalSeries,
    SignalValue,
)


def signal_values(at: datetime) -> tuple[SignalValue, ...]:
    """Every signal of the contract, one not measured."""
    return tuple(
        SignalValue(
            number=s.number,
            name=s.name,
            title=s.title,
            unit=s.unit,
            value=None if s.number == 41 else float(level(s.number, at.timestamp())),
            at=at - timedelta(seconds=s.number % 7),
        )
        for s in SIGNALS.values()
    )


_LEVELS = {1: 14, 2: Phase.DRIVING, 3: 48_312_400, 4: 6, 10: 13.9, 11: 4, 20: 396, 21: -62}
_LEVELS |= {22: 71, 23: 31, 24: 92_000, 30: 58, 31: 88, 40: 43, 41: 2400, 50: 248, 51: 251}
_LEVELS |= {52: 196, 53: 249, 54: 300, 60: 0.4, 61: 0, 62: -93, 63: 0}


def level(number: int, t: float) -> float:
    """A lively but repeatable value, around 1 where none was thought up."""
    base = _LEVELS.get(number, 1)
    if number in {2, 3}:
        return base
    wave = math.sin(t / 47 + number) + 0.3 * math.sin(t / 5.3 * (1 + number % 3))
    return base * (1 + 0.06 * wave)


def series(number: int, start: datetime, end: datetime) -> SignalSeries:
    """One sample every two seconds, none for three minutes, nulls for one."""
    known = SIGNALS[number]
    began, length = start.timestamp(), (end - start).total_seconds()
    times = [began + n * 2 for n in range(int(length // 2)) if not 0.30 < n * 2 / length < 0.40]
    values = [None if 0.7 < (t - began) / length < 0.73 else level(number, t) for t in times]
    return SignalSeries(
        number=number,
        title=known.title,
        unit=known.unit,
        times=tuple(times),
        values=tuple(values),
    )
