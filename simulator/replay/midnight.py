"""Clocks that start anew: at midnight those without a date, each hour those of minutes."""

from collections.abc import Sequence
from typing import Final

from simulator.replay.timestamp import TimeFormat

DAY_S: Final = 86_400.0
HOUR_S: Final = 3_600.0
MOST: Final = 0.8
"""Seconds of a day fall by more than that share of it at midnight, and never otherwise."""


def carried_on(times_s: Sequence[float], form: TimeFormat) -> list[float]:
    """With a day, or an hour, more from each row on at which such a clock has started anew."""
    period, share = _period(times_s, form)
    if period is None:
        return [*times_s]
    carried: list[float] = []
    rounds, last = 0, times_s[0]
    for time_s in times_s:
        late = rounds > 0 and time_s - last > share * period
        if last - time_s > share * period:
            rounds += 1
        if not late:
            last = time_s
        carried.append(time_s + (rounds - late) * period)
    return carried


def _period(times_s: Sequence[float], form: TimeFormat) -> tuple[float | None, float]:
    """After how long it starts anew, and by what share of that it then falls at least."""
    if not times_s:
        return None, 0.0
    if form.form == "s" and min(times_s) >= 0 and max(times_s) < DAY_S:
        return DAY_S, MOST
    if "%" not in form.form or "%d" in form.form or "%j" in form.form:
        return None, 0.0
    return (DAY_S if "%H" in form.form or "%I" in form.form else HOUR_S), 0.5
