"""Rows of a logger that is faster than its clock."""

from collections.abc import Sequence
from itertools import groupby, pairwise
from statistics import median_low
from typing import Final

SHARED: Final = 0.25
"""From this share of rows with the time of the row before, the clock is coarse."""


def spread(times_s: Sequence[float]) -> list[float]:
    """Rows that share a time lie evenly in it, where that is usual; else all as they are.

    Before a clock that starts with the engine, rows lie back at their usual pace.
    """
    runs = [(time_s, sum(1 for _ in rows)) for time_s, rows in groupby(times_s)]
    ticks = [after - before for (before, _), (after, _) in pairwise(runs) if after > before]
    if not ticks or len(times_s) - len(runs) < SHARED * len(times_s):
        return [*times_s]
    tick = median_low(ticks)
    pace = tick / median_low(rows for _, rows in runs)
    spaced: list[float] = []
    for (time_s, rows), (after, _) in pairwise([*runs, (runs[-1][0] + tick, 0)]):
        width = min(after - time_s, tick) if after > time_s else tick
        begins, step = time_s, width / rows
        if not spaced:
            begins, step = time_s + width - rows * pace, pace
        spaced.extend(begins + step * place for place in range(rows))
    return spaced
