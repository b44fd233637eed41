"""Partitions by time on plain PostgreSQL: made beforehand, sorted out, dropped."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

import structlog
from psycopg import errors
from psycopg.sql import SQL, Composed, Identifier
from psycopg.sql import Literal as Value

from gateway.store.pool import Connection, Pool

PATIENCE = "300ms"
"""For a lock; whoever queues behind us waits no longer either. The next look tries again."""
FURTHEST_BACK = timedelta(days=400)
"""Older than this without a retention, rows stay in the default partition: a vehicle with a
broken clock shall not make a partition for each of its days."""
log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Partitioned:
    """A table whose partitions hold a day or a month of `column`.

    Made before anything is in them: that of now, so many `ahead`, and so many `behind`, as the
    cars of a new installation bring what they have kept.
    """

    table: str
    column: str
    width: Literal["day", "month"]
    behind: int
    ahead: int

    @property
    def default(self) -> str:
        return f"{self.table}_default"

    def start(self, at: datetime) -> datetime:
        """Of the partition that this moment (in UTC) belongs to."""
        midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight.replace(day=1) if self.width == "month" else midnight

    def end(self, at: datetime) -> datetime:
        start = self.start(at)
        return self.start(start + timedelta(days=32 if self.width == "month" else 1))

    def name(self, at: datetime) -> str:
        return f"{self.table}_{self.start(at):%Y_%m_%d}"

    def start_by_name(self, name: str) -> datetime | None:
        """None for the default partition."""
        if name == self.default:
            return None
        return datetime.strptime(name, f"{self.table}_%Y_%m_%d").replace(tzinfo=UTC)

    def starts_around(self, now: datetime) -> list[datetime]:
        """Of the partitions that are made whatever there is, the earliest first."""
        first = self.start(now)
        for _ in range(self.behind):
            first = self.start(first - timedelta(days=1))
        starts = [first]
        for _ in range(self.behind + self.ahead):
            starts.append(self.end(starts[-1]))
        return starts


TELEMETRY = Partitioned(
    table="telemetry_blocks", column="ends_at", width="day", behind=1, ahead=7
)
HOURS = Partitioned(table="signal_hours", column="hour", width="month", behind=1, ahead=1)


Work = Callable[[Connection, Partitioned, datetime], Awaitable[None]]


async def tend(pool: Pool, of: Partitioned, now: datetime, keep: timedelta | None) -> None:
    """Makes, sorts and drops what is due; what a lock forbids now is left for the next look."""
    now = now.astimezone(UTC)
    async with pool.connection() as connection:
        there = await partition_starts(connection, of) or set()
    oldest = now - (keep or FURTHEST_BACK)
    around = [start for start in of.starts_around(now) if of.end(start) > oldest]
    stray = await _strays(pool, of, now, keep)
    for start in sorted({*around, *stray} - there):
        await _give_way(pool, of, start, add_partition)
    if keep is not None:
        for start in sorted(there):
            if of.end(start) <= oldest:
                await _give_way(pool, of, start, drop_partition)


async def _give_way(pool: Pool, of: Partitioned, start: datetime, work: Work) -> None:
    """One transaction that never keeps intake waiting for long."""
    async with pool.connection() as connection:
        try:
            async with connection.transaction():
                await connection.execute(f"set local lock_timeout = '{PATIENCE}'".encode())
                await work(connection, of, start)
        except (errors.LockNotAvailable, errors.DeadlockDetected, errors.CheckViolation):
            log.info("partition is in use, tried again later", name=of.name(start))
            return
    log.info("partition", done=work.__name__, name=of.name(start))


async def partition_starts(connection: Connection, of: Partitioned) -> set[datetime] | None:
    """None when it has no partitions of ours, but is a hypertable."""
    cursor = await connection.execute(
        "select relkind = 'p' from pg_class where oid = %s::regclass", [of.table]
    )
    if await cursor.fetchone() != (True,):
        return None
    cursor = await connection.execute(
        "select relname from pg_inherits join pg_class on pg_class.oid = inhrelid"
        " where inhparent = %s::regclass",
        [of.table],
    )
    starts = [of.start_by_name(name) for (name,) in await cursor.fetchall()]
    return {start for start in starts if start is not None}


async def _strays(
    pool: Pool, of: Partitioned, now: datetime, keep: timedelta | None
) -> list[datetime]:
    """Which partitions the rows in the default one should have, once the old are deleted."""
    oldest = now - (keep or FURTHEST_BACK)
    async with pool.connection() as connection:
        if keep is not None:
            await connection.execute(
                _said("delete from {default} where {column} < {oldest}", of, oldest=oldest)
            )
        cursor = await connection.execute(
            _said(
                "select distinct date_trunc({width}, {column}) from {default}"
                " where {column} >= {oldest} and {column} < {newest}",
                of,
                width=of.width,
                oldest=oldest,
                newest=of.end(of.starts_around(now)[-1]),
            )
        )
        return [start for (start,) in await cursor.fetchall()]


_MOVE = """
with moved as (
  delete from {default} where {column} >= {start} and {column} < {end} returning *
) insert into {name} select * from moved
"""


async def add_partition(connection: Connection, of: Partitioned, start: datetime) -> None:
    """With what the default partition held for it; only the last instant excludes anyone."""
    fields = {"start": start, "end": of.end(start), "name": Identifier(of.name(start))}
    await connection.execute(
        _said("create table {name} (like {table} including all)", of, **fields)
    )
    await connection.execute(_said(_MOVE, of, **fields))
    await connection.execute(_said("lock table {default} in access exclusive mode", of))
    await connection.execute(_said(_MOVE, of, **fields))
    await connection.execute(
        _said(
            "alter table {table} attach partition {name} for values from ({start}) to ({end})",
            of,
            **fields,
        )
    )


async def drop_partition(connection: Connection, of: Partitioned, start: datetime) -> None:
    await connection.execute(_said("drop table {name}", of, name=Identifier(of.name(start))))


def _said(statement: str, of: Partitioned, **fields: object) -> Composed:
    """Names are quoted, everything else is a literal: DDL takes no parameters."""
    values = {n: v if isinstance(v, Identifier) else Value(v) for n, v in fields.items()}
    return SQL(statement).format(
        table=Identifier(of.table),
        default=Identifier(of.default),
        column=Identifier(of.column),
        **values,
    )
