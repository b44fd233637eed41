"""Signals over months and years, out of the roll-ups; the same statement on every layout."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from gateway.store.pool import Connection


class Step(StrEnum):
    """How much time one point stands for."""

    HOUR = "hour"
    DAY = "day"


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """What a signal was from `start` on, over one step, in the signal's unit.

    `samples`: how many numbers were measured, never 0; `total` is their sum.
    """

    start: datetime
    samples: int
    total: float
    lowest: float
    highest: float
    first: float
    last: float

    @property
    def mean(self) -> float:
        return self.total / self.samples


_STATEMENTS = {
    step: (
        f"select signal, {step}, samples, total, lowest, highest, first, last"  # noqa: S608
        f" from signal_{step}s where vehicle_id = %s and signal = any(%s)"
        f" and {step} >= %s and {step} < %s order by signal, {step}"
    ).encode()
    for step in Step
}


async def read_history(
    connection: Connection,
    vehicle: int,
    signals: Sequence[int],
    start: datetime,
    end: datetime,
    *,
    step: Step,
) -> dict[int, list[Point]]:
    """By signal and in order of time: spans that begin in [start, end) and have samples."""
    cursor = await connection.execute(_STATEMENTS[step], [vehicle, list(signals), start, end])
    found: dict[int, list[Point]] = {}
    for signal, at, samples, total, lowest, highest, first, last in await cursor.fetchall():
        point = Point(
            start=at,
            samples=samples,
            total=total,
            lowest=lowest,
            highest=highest,
            first=first,
            last=last,
        )
        found.setdefault(signal, []).append(point)
    return found
