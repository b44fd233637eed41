"""Samples out of blocks: the newest value of each signal, and series around a moment."""

import math
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from gateway.domain.report import Matrix
from gateway.domain.signal import SIGNALS
from gateway.pipeline.views import SignalSeries, SignalValue
from gateway.store.breaks import Span, read_breaks
from gateway.store.pool import Connection
from gateway.store.telemetry import read_matrix
from gateway.triage.heard import LONGEST_REPORT_MS

Floats = npt.NDArray[np.floating[Any]]

# The newest block of one set of the vehicle's after the other, down an index: a fleet may have
# met thousands. Bounds on both sides: without them the planner looks at every partition.
_LATEST = """
with recursive newest (signal_set, starts_at, offsets_ms, samples) as (
  select 2147483647, null::timestamptz, null::bytea, null::bytea
  union all
  select b.* from newest n cross join lateral (
    select signal_set, starts_at, offsets_ms, samples from telemetry_blocks
    where vehicle_id = %s and signal_set < n.signal_set and ends_at >= %s and ends_at < %s
    order by signal_set desc, ends_at desc limit 1
  ) b
)
select starts_at, (select numbers from signal_sets where id = signal_set), offsets_ms, samples
from newest where starts_at is not null order by starts_at
"""
# When each signal that the vehicle has not sent of late was measured last: those that we know,
# and the few hundred that intake has noticed besides.
_LAST_DAYS = """
select distinct last.day
from (
  select unnest(%s::int[]) as signal
  union
  select what::int from oddities where kind = 'unknown_signal' and what <> 'others'
) met
cross join lateral (
  select day from signal_days d
  where d.vehicle_id = %s and d.signal = met.signal order by day desc limit 1
) last
where met.signal <> all(%s::int[]) order by 1 desc
"""
_OF_LATE = timedelta(days=1)
# What ends long after a moment and began before it is long: those few blocks have an index
# of their own. Without it all that was sent in the day afterwards would be looked at.
_BETWEEN = """
select b.boot_id, b.seq, b.starts_at, s.numbers, b.offsets_ms, b.samples
from (
  select * from telemetry_blocks
  where vehicle_id = %(vehicle)s and ends_at >= %(start)s and starts_at <= %(end)s
    and ends_at <= %(end)s + interval '10 minutes'
  union all
  select * from telemetry_blocks
  where vehicle_id = %(vehicle)s and ends_at > %(end)s + interval '10 minutes'
    and ends_at <= %(until)s and starts_at <= %(end)s
    and ends_at - starts_at > interval '10 minutes'
) b join signal_sets s on s.id = b.signal_set
where s.numbers && %(numbers)s::int[]
order by b.starts_at
"""
# No block is longer: without it every later partition would be looked at, and if the server had
# to add it up, be planned.
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
    cursor = await connection.execute(_LAST_DAYS, [[*SIGNALS], vehicle, [*newest]])
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
    asked = {"vehicle": vehicle, "numbers": list(numbers), "start": start, "end": end}
    asked |= {"until": end + _LONGEST}
    cursor = await connection.execute(_BETWEEN, asked, binary=True)
    blocks = [_Block(*row) for row in await cursor.fetchall()]
    bounds = start.timestamp(), end.timestamp()
    points = _points(blocks, set(numbers), bounds)
    spans = [block.span for block in blocks if block.offsets_ms]
    breaks = [
        at for at in await read_breaks(connection, vehicle, spans) if bounds[0] < at < bounds[1]
    ]
    return tuple(
        _series(number, points[number], breaks)
        for number in dict.fromkeys(numbers)
        if number in points
    )


class _Block(NamedTuple):
    """A row of `_BETWEEN`."""

    boot: int
    seq: int
    starts_at: datetime
    signals: list[int]
    offsets_ms: bytes
    samples: bytes

    @property
    def span(self) -> Span:
        begin_s, offsets = self.starts_at.timestamp(), np.frombuffer(self.offsets_ms, "<u4")
        return Span(
            self.boot,
            self.seq,
            begin_s + offsets.item(0) / 1000,
            begin_s + offsets.item(-1) / 1000,
        )


def _points(
    blocks: Sequence[_Block], wanted: Collection[int], bounds: tuple[float, float]
) -> dict[int, tuple[Floats, Floats]]:
    """Times and values of each signal between the bounds, in the order of the blocks.

    Blocks of the same signals that follow one another are read as one.
    """
    pieces: dict[int, list[tuple[Floats, Floats]]] = {}
    for signals, run in groupby(blocks, key=attrgetter("signals")):
        times, values = _joined(list(run), len(signals))
        inside = (times >= bounds[0]) & (times <= bounds[1])
        times, values = times[inside], values[inside]
        for column, number in enumerate(signals):
            if number in wanted and len(times):
                pieces.setdefault(number, []).append((times, values[:, column]))
    return {
        number: (np.concatenate([t for t, _ in own]), np.concatenate([v for _, v in own]))
        for number, own in pieces.items()
    }


def _joined(blocks: Sequence[_Block], columns: int) -> tuple[Floats, Floats]:
    """Unix seconds of every row, and the rows."""
    offsets = np.frombuffer(b"".join([one.offsets_ms for one in blocks]), "<u4")
    samples = np.frombuffer(b"".join([one.samples for one in blocks]), "<f4")
    begins = [one.starts_at.timestamp() for one in blocks]
    rows = [len(one.offsets_ms) // offsets.itemsize for one in blocks]
    times = np.repeat(begins, rows) + offsets / 1000
    return times, samples.reshape(len(offsets), columns)


def _series(
    number: int, points: tuple[Floats, Floats], breaks: Sequence[float]
) -> SignalSeries:
    """By time; of two values at one time the one of the later block, nothing at a break."""
    signal = SIGNALS.get(number)
    times = np.concatenate([breaks, points[0]])
    values = np.concatenate([np.full(len(breaks), np.nan), points[1]])
    order = np.argsort(times, kind="stable")
    times, values = times[order], values[order]
    last = np.append(times[1:] != times[:-1], True)
    return SignalSeries(
        number=number,
        title=signal.title if signal else f"Unknown signal {number}",
        unit=signal.unit if signal else "",
        times=tuple(times[last].tolist()),
        values=tuple(_measured(values[last])),
    )


def _measured(values: Floats) -> list[float | None]:
    if np.isfinite(values).all():
        return list(values.tolist())
    return [value if math.isfinite(value) else None for value in values.tolist()]
