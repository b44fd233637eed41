"""How the store is doing, as the metrics tell it."""

from datetime import datetime

from gateway.pipeline.vitals import Vitals
from gateway.store.pool import Pool

_VITALS = """
select
  (select count(*) from vehicles),
  (select count(*) from vehicles where online),
  (select coalesce(sum(last_seq - first_seq + 1), 0)::bigint from gaps),
  (select count(*) from held_back),
  (select count(*) from outbox where sent_at is null),
  (select extract(epoch from %(now)s - min(o.asked_at))
     from outbox join operations o on o.id = operation_id where sent_at is null),
  (select count(*) from cases where closed_at is null),
  (select extract(epoch from %(now)s - least(
     (select min(due_at) from cases where closed_at is null), (select min(at) from wakes))))
"""


class PostgresVitals:
    """Implements `gateway.pipeline.vitals.VitalsReader`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def vitals(self, now: datetime) -> Vitals:
        async with self._pool.connection() as connection:
            cursor = await connection.execute(_VITALS, {"now": now})
            row = await cursor.fetchone()
        if row is None:
            raise RuntimeError("a row of counts is always there")
        vehicles, online, missing, held_back, outbox, outbox_age, cases, overdue = row
        return Vitals(
            vehicles=vehicles,
            online=online,
            missing=missing,
            held_back=held_back,
            outbox=outbox,
            outbox_age_s=max(0.0, float(outbox_age or 0)),
            open_cases=cases,
            overdue_s=max(0.0, float(overdue or 0)),
        )
