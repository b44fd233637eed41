"""Samples out of blocks: the newest value of each signal, and series around a moment."""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt

from gateway.domain.report import Matrix
from gateway.domain.signal import SIGNALS
from gateway.pipeline.views import SignalSeries, SignalValue
from gateway.store.breaks import Span, read_breaks
from gateway.store.pool import Connection
from gateway.store.telemetry import read_matrix
from gateway.triage.heard import LONGEST_REPORT_MS

# Bounds on both sides: without them the planner looks at every partition there is.
_LATEST = """
select b.starts_at, s.numbers, b.offsets_ms, b.samples
from signal_sets s cross join lateral (
  select starts_at, offsets_ms, samples from telemetry_blocks
  where vehicle_id = %s and signal_set = s.id and ends_at >= %s and ends_at < %s
  order by ends_at desc limit 1
) b
order by b.starts_at
"""
# When each signal that the vehicle has not sent of late was measured last.
_LAST_DAYS = """
select distinct last.day
from (select distinct unnest(numbers) as signal from signal_sets) known
cross join lateral (
  select day from signal_days d
  where d.vehicle_id = %s and d.signal = known.signal order by day desc limit 1
) last
where known.signal <> all(%s::int[]) order by 1 desc
"""
_OF_LATE = timedelta(days=1)
_BETWEEN = """
select b.boot_id, b.seq, b.starts_at, s.numbers, b.offsets_ms, b.samples
from telemetry_blocks b join signal_sets s on s.id = b.signal_set
where vehicle_id = %(vehicle)s and ends_at >= %(start)s and starts_at <= %(end)s
  and ends_at <= %(end)s + %(longest)s and s.numbers && %(numbers)s::int[]
order by b.starts_at
"""
# No block is longer: without it every later partition would be looked at.
_LONGEST = timedelta(milliseconds=LONGEST_REPORT_MS)


async def latest_values(connection: Connection, vehicle: int) -> tuple[SignalValue, ...]:
    """The last measured value of each signal in the newest block of its set.

    What was not sent on the vehicle's last day is looked for on the day when it was.
    """
    newest: dict[int, SignalValue] = {}
    cursor = await connection.execute("select latest_at from vehicles where id = %s", [vehicle])
    row = await cursor.fetchone()
    if row is not None and row[0] is not None:
        since = row[0] - _OF_LATE
        await _look(connection, vehicle, newest, (since, row[0] + _LONGEST + _OF_LATE))
    cursor = await connection.execute(_LAST_DAYS, [vehicle, list(newest)])
    for (day,) in await cursor.fetchall():
        await _look(connection, vehicle, newest, (day, day + _OF_LATE + _LONGEST))
    return tuple(newest[number] for number in sorted(newest))


async def _look(
    connection: Connection,
    vehicle: int,
    newest: dict[int, SignalValue],
    between: tuple[datetime, datetime],
) -> None:
    """Takes in what is newer than what was found before."""
    cursor = await connection.execute(_LATEST, [vehicle, *between])
    for starts_at, numbers, offsets, samples in await cursor.fetchall():
        for value in _last_of(starts_at, read_matrix(numbers, offsets, samples)):
            if value.number not in newest or newest[value.number].at <= value.at:
                newest[value.number] = value


def _last_of(starts_at: datetime, matrix: Matrix) -> list[SignalValue]:
    found = []
    for column, number in enumerate(matrix.signals):
        measured = np.flatnonzero(np.isfinite(matrix.values[:, column]))
        row = int(measured[-1]) if len(measured) else len(matrix.offsets_ms) - 1
        if row < 0:
            continue
        value = float(matrix.values[row, column])
        signal = SIGNALS.get(number)
        found.append(
            SignalValue(
                number=number,
                name=signal.name if signal else f"signal_{number}",
                title=signal.title if signal else f"Unknown signal {number}",
                unit=signal.unit if signal else "",
                value=value if math.isfinite(value) else None,
                at=starts_at + timedelta(milliseconds=int(matrix.offsets_ms[row])),
            )
        )
    return found


async def read_series(
    connection: Connection,
    vehicle: int,
    numbers: Sequence[int],
    start: datetime,
    end: datetime,
) -> tuple[SignalSeries, ...]:
    """Samples by event time between the two instants; signals without any are left out.

    None where nothing was measured, and once where reports are missing.
    """
    asked = {"vehicle": vehicle, "start": start, "end": end, "numbers": list(numbers)}
    cursor = await connection.execute(_BETWEEN, asked | {"longest": _LONGEST})
    points: dict[int, dict[float, float | None]] = {number: {} for number in numbers}
    spans: list[Span] = []
    for boot, seq, starts_at, columns, offsets, samples in await cursor.fetchall():
        matrix = read_matrix(columns, offsets, samples)
        times = starts_at.timestamp() + matrix.offsets_ms / 1000
        if len(times):
            spans.append(Span(boot, seq, float(times[0]), float(times[-1])))
        inside = (times >= start.timestamp()) & (times <= end.timestamp())
        moments = times[inside].tolist()
        for column, number in enumerate(matrix.signals):
            if number in points:
                values = _measured(matrix.values[inside, column])
                points[number].update(zip(moments, values, strict=True))
    measured = {number: found for number, found in points.items() if found}
    for at in await read_breaks(connection, vehicle, spans):
        if start.timestamp() < at < end.timestamp():
            for found in measured.values():
                found.setdefault(at, None)
    return tuple(_series(number, found) for number, found in measured.items())


def _measured(values: npt.NDArray[np.float32]) -> list[float | None]:
    if np.isfinite(values).all():
        return list(values.tolist())
    return [value if math.isfinite(value) else None for value in values.tolist()]


def _series(number: int, points: dict[float, float | None]) -> SignalSeries:
    signal = SIGNALS.get(number)
    times = sorted(points)
    return SignalSeries(
        number=number,
        title=signal.title if signal else f"Unknown signal {number}",
        unit=signal.unit if signal else "",
        times=tuple(times),
        values=tuple(points[at] for at in times),
    )
