"""The cases on PostgreSQL: which are due, and one of them under its lock."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from gateway.care.words import OUTLIVED_ITS_REPAIR
from gateway.domain.case import CaseId
from gateway.domain.explanation import MutedCase
from gateway.store.case_desk import PostgresDesk
from gateway.store.explanation import read_muted, unmute
from gateway.store.pool import Pool

_REOPEN = """
insert into cases (vehicle_id, component, code, state, severity, next_step, since, opened_at,
  due_at)
select distinct on (f.vehicle_id, f.component, f.code) f.vehicle_id, f.component, f.code, 'new',
  f.severity, %(next)s, %(now)s, %(now)s, %(now)s
from findings f join vehicles v on v.id = f.vehicle_id cross join lateral (
  select outcome, closed_at from cases c
  where (c.vehicle_id, c.component, c.code) = (f.vehicle_id, f.component, f.code)
  order by c.id desc limit 1
) last
where f.ended_at is null and last.outcome = 'repaired'
  and v.latest_at > last.closed_at + %(after)s
order by f.vehicle_id, f.component, f.code, f.opened_at
on conflict (vehicle_id, component, code) where closed_at is null do nothing
"""


_DUE = """
select id from (
  select id, due_at from cases where closed_at is null and due_at <= %(now)s
  union all
  select id, wakes.at from wakes join cases on id = case_id
  where closed_at is null and wakes.at <= %(now)s
) due group by id order by min(due_at), id limit %(limit)s
"""
# Under the lock of the case; whoever does it sees everything that was committed with a wake.
_WAKE_UP = """
with taken as (delete from wakes where case_id = %(case)s returning at)
update cases set due_at = least(due_at, (select min(at) from taken))
where id = %(case)s and exists (select from taken)
"""


class PostgresShelf:
    """Implements `gateway.pipeline.casework.CaseShelf`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def due(self, now: datetime, limit: int) -> Sequence[CaseId]:
        async with self._pool.connection() as connection:
            cursor = await connection.execute(_DUE, {"now": now, "limit": limit})
            return [CaseId(number) for (number,) in await cursor.fetchall()]

    @asynccontextmanager
    async def open(self, case: CaseId) -> AsyncIterator[PostgresDesk | None]:
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                "select vehicle_id from cases where id = %s and closed_at is null"
                " for no key update skip locked",
                [case],
            )
            row = await cursor.fetchone()
            if row is None:
                yield None
                return
            await connection.execute(_WAKE_UP, {"case": case})
            desk = PostgresDesk(connection, case, row[0])
            await desk.reload()
            yield desk

    async def postpone(self, case: CaseId, until: datetime, because: str) -> None:
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                "update cases set due_at = %s, next_step = %s"
                " where id = %s and closed_at is null",
                [until, because, case],
            )
            if cursor.rowcount:
                await connection.execute("delete from wakes where case_id = %s", [case])

    async def reopen(self, now: datetime, after: timedelta) -> int:
        values = {"now": now, "after": after, "next": OUTLIVED_ITS_REPAIR}
        async with self._pool.connection() as connection:
            await connection.execute(
                "delete from wakes using cases where id = case_id and closed_at is not null"
            )
            return (await connection.execute(_REOPEN, values)).rowcount

    async def muted(self) -> Sequence[MutedCase]:
        async with self._pool.connection() as connection:
            return await read_muted(connection)

    async def unmute(self, case: CaseId, now: datetime) -> bool:
        async with self._pool.connection() as connection:
            return await unmute(connection, case, now)

    async def release_holds(self, now: datetime) -> int:
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                "update appointments set state = 'released', held_until = null"
                " where state = 'held' and held_until < %s",
                [now],
            )
            return cursor.rowcount
