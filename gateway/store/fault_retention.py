"""Fault reports whose time has come; what anybody still goes by stays."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from gateway.store.pool import Connection, Pool

VEHICLES_A_PORTION: Final = 500
REPORTS_A_PORTION: Final = 10_000
"""Of either no more in one transaction."""

_VEHICLES = "select id from vehicles where id > %s order by id limit %s"
# Component by component, down the index: of each only what is old is looked at. Of that stays
# its newest word, which stands for the time from then on, and the last one of a known time, as
# windows are rebuilt from them; what has not been judged; what a line of an open episode came
# from; and all of a component with an open case, whose proofs read them. (`offset 0`: asked of
# those few, in place of a join with all there are.)
_LET_GO = """
with recursive spoken (vehicle_id, component) as (
  select id, (select min(component) from fault_reports where vehicle_id = id)
  from unnest(%(vehicles)s::int[]) one (id)
  union all
  select vehicle_id, (select min(f.component) from fault_reports f
    where f.vehicle_id = s.vehicle_id and f.component > s.component)
  from spoken s where component is not null
)
delete from fault_reports where ctid = any(array(
  select old.ctid
  from spoken s cross join lateral (
    select f.ctid, boot_id, seq, at,
      array[unit_order, boot_count, seq] = max(array[unit_order, boot_count, seq]) over ()
        as is_newest,
      at is not distinct from max(at) filter (where time_source <> 'arrival') over ()
        as is_last_known
    from fault_reports f
    where f.vehicle_id = s.vehicle_id and f.component = s.component
      and at < %(before)s and received_at < %(before)s
      and not exists (select from held_back h
        where (h.vehicle_id, h.boot_id, h.seq) = (f.vehicle_id, f.boot_id, f.seq))
  ) old
  where not old.is_newest and not old.is_last_known
    and not exists (select from cases c
      where (c.vehicle_id, c.component) = (s.vehicle_id, s.component) and c.closed_at is null
      offset 0)
    and not exists (select from episodes e join episode_history line on line.episode_id = e.id
      where (e.vehicle_id, e.component) = (s.vehicle_id, s.component) and e.ended_at is null
        and (line.at, line.boot_id, line.seq) = (old.at, old.boot_id, old.seq)
      offset 0)
  limit %(limit)s
))
"""


async def let_fault_reports_go(pool: Pool, before: datetime) -> None:
    """Those that were measured and came in before then."""
    last = 0
    while vehicles := await _vehicles_after(pool, last):
        while await _let_go(pool, vehicles, before) == REPORTS_A_PORTION:
            pass
        last = vehicles[-1]


async def _vehicles_after(pool: Pool, last: int) -> list[int]:
    async with pool.connection() as connection:
        cursor = await connection.execute(_VEHICLES, [last, VEHICLES_A_PORTION])
        return [number for (number,) in await cursor.fetchall()]


async def _let_go(pool: Pool, vehicles: Sequence[int], before: datetime) -> int:
    connection: Connection
    async with pool.connection() as connection:
        cursor = await connection.execute(
            _LET_GO,
            {"vehicles": list(vehicles), "before": before, "limit": REPORTS_A_PORTION},
        )
        return cursor.rowcount
