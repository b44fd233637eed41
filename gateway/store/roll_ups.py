"""Roll-ups by hour and day: each stored block is added to them exactly once, however late."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable

import numpy as np
import structlog
from psycopg.rows import TupleRow

from gateway.store.contributions import DAY_MS, Block, Rows, by_hour, merged
from gateway.store.pool import Connection, Pool

_PORTION = 2_000
"""Blocks read at once; some milliseconds of work."""
_HELD = 500_000
"""Rows kept in memory before they are added."""
_ADDED = 1_000
"""Rows in a statement."""
log = structlog.get_logger()

# No transaction below the oldest one that still runs will ever store anything again.
_FROM_TO = """
select stored_before, pg_snapshot_xmin(pg_current_snapshot())::text::bigint
from roll_up_progress for update
"""
_BLOCKS = """
select vehicle_id, signal_set, floor(extract(epoch from starts_at) * 1000)::bigint,
  offsets_ms, samples
from telemetry_blocks
where stored_by >= %s and stored_by < %s and time_source <> 'arrival'
"""
_ADD = """
insert into {table} as old (vehicle_id, signal, {span}, total, samples, lowest, highest,
  first, last, first_ms, last_ms)
select vehicle, signal, to_timestamp(start_ms / 1000), total, samples, lowest, highest, first,
  last, first_ms - start_ms, last_ms - start_ms
from unnest(%s::int[], %s::int[], %s::bigint[], %s::float8[], %s::bigint[], %s::real[],
  %s::real[], %s::bigint[], %s::bigint[], %s::real[], %s::real[])
  as new (vehicle, signal, start_ms, total, samples, lowest, highest, first_ms, last_ms, first,
    last)
on conflict (vehicle_id, signal, {span}) do update set
  total = old.total + excluded.total,
  samples = old.samples + excluded.samples,
  lowest = least(old.lowest, excluded.lowest),
  highest = greatest(old.highest, excluded.highest),
  first = case when excluded.first_ms < old.first_ms then excluded.first else old.first end,
  first_ms = least(old.first_ms, excluded.first_ms),
  last = case when excluded.last_ms >= old.last_ms then excluded.last else old.last end,
  last_ms = greatest(old.last_ms, excluded.last_ms)
"""
# Their days are looked at again, by what has been added now.
_MARK = """
insert into survey_due as known (vehicle_id, since, rolled_up)
select id, to_timestamp(first_ms / 1000), %s
from unnest(%s::int[], %s::bigint[]) new (id, first_ms) join vehicles using (id) order by id
on conflict (vehicle_id) do update set
  since = least(known.since, excluded.since), rolled_up = excluded.rolled_up
"""
_ADD_HOURS = _ADD.format(table="signal_hours", span="hour").encode()
_ADD_DAYS = _ADD.format(table="signal_days", span="day").encode()


async def roll_up(pool: Pool, *, days: bool) -> int:
    """Adds what was stored since the last time, in one transaction; returns how many blocks.

    Another server numbers its transactions anew: after a dump from an older one was restored
    there, nobody can tell what is new, and nothing is added until that was mended.
    `days`: also by day; with TimescaleDB a continuous aggregate does that.
    """
    async with pool.connection() as connection:
        cursor = await connection.execute(_FROM_TO)
        [(begin, end)] = await cursor.fetchall()
        if end < begin:
            log.error("no roll-ups: restored from a dump, see docs/how-to/back-up.md")
            return 0
        blocks = await _add_between(connection, begin, end, days=days)
        await connection.execute("update roll_up_progress set stored_before = %s", [end])
    log.debug("rolled up", blocks=blocks)
    return blocks


async def _add_between(connection: Connection, begin: int, end: int, *, days: bool) -> int:
    cursor = await connection.execute("select id, numbers from signal_sets")
    signals: dict[int, list[int]] = dict(await cursor.fetchall())
    count = 0
    held: list[Rows] = []
    async with connection.cursor("blocks", binary=True) as blocks:
        await blocks.execute(_BLOCKS, [begin, end])
        while rows := await blocks.fetchmany(_PORTION):
            count += len(rows)
            held += await asyncio.to_thread(_by_hour, rows, signals)
            if sum(map(len, held)) > _HELD:
                together = await asyncio.to_thread(merged, held)
                await _add(connection, together, end, days=days)
                held.clear()
    await _add(connection, merged(held), end, days=days)
    return count


def _by_hour(rows: Iterable[TupleRow], signals: dict[int, list[int]]) -> list[Rows]:
    by_set: dict[int, list[Block]] = defaultdict(list)
    for vehicle, signal_set, starts_ms, offsets, samples in rows:
        block = Block(vehicle=vehicle, starts_ms=starts_ms, offsets_ms=offsets, samples=samples)
        by_set[signal_set].append(block)
    return [by_hour(signals[key], blocks) for key, blocks in by_set.items() if signals[key]]


async def _add(connection: Connection, rows: Rows, version: int, *, days: bool) -> None:
    await _mark(connection, rows, version)
    await _add_to(connection, _ADD_HOURS, rows)
    if days:
        await _add_to(connection, _ADD_DAYS, merged([rows], DAY_MS))


async def _add_to(connection: Connection, statement: bytes, rows: Rows) -> None:
    names = rows.dtype.names or ()
    for begin in range(0, len(rows), _ADDED):
        part = rows[begin : begin + _ADDED]
        await connection.execute(statement, [part[name].tolist() for name in names])


async def _mark(connection: Connection, rows: Rows, version: int) -> None:
    """The vehicles of these rows, sorted by them, as due for a survey."""
    vehicles, firsts = np.unique(rows["vehicle"], return_index=True)
    if len(vehicles):
        earliest = np.minimum.reduceat(rows["start_ms"], firsts)
        await connection.execute(_MARK, [version, vehicles.tolist(), earliest.tolist()])
