"""Which gaps vehicles are asked for, and when again."""

from datetime import datetime
from itertools import groupby

from gateway.pipeline.gaps import KnownGap, asked_once_more, fitting, one_request
from gateway.pipeline.resend import Request
from gateway.store.gaps import gap_of
from gateway.store.pool import Connection, Pool

# A unit that is no longer in its vehicle answers nothing.
_FORGET = """
update gaps g set due_at = null from boots b, vehicles v
where g.due_at <= %(now)s and (b.vehicle_id, b.boot_id) = (g.vehicle_id, g.boot_id)
  and v.id = g.vehicle_id and b.unit_order < v.presence_order[1]
"""
_DUE = """
with due as (
  select distinct g.vehicle_id from gaps g
  join vehicles v on v.id = g.vehicle_id
  join boots b on (b.vehicle_id, b.boot_id) = (g.vehicle_id, g.boot_id)
  where g.due_at <= %(now)s and v.online and b.unit_order = v.presence_order[1]
    and (v.backlog = 0 or g.due_at <= %(patient_until)s)
  limit %(limit)s
)
select v.vin, g.boot_id, g.first_seq, g.last_seq, g.noticed_at, g.since, g.until, g.asked,
  g.due_at
from due join gaps g using (vehicle_id)
join vehicles v on v.id = g.vehicle_id
join boots b on (b.vehicle_id, b.boot_id) = (g.vehicle_id, g.boot_id)
where g.due_at <= %(now)s and b.unit_order = v.presence_order[1]
order by v.vin, b.boot_count desc, g.last_seq desc
for update of g skip locked
"""


class PostgresGapBook:
    """Implements `gateway.pipeline.resend.GapBook`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def take_due(
        self, now: datetime, patient_until: datetime, limit: int
    ) -> list[Request]:
        async with self._pool.connection() as connection:
            await connection.execute(_FORGET, {"now": now})
            cursor = await connection.execute(
                _DUE, {"now": now, "patient_until": patient_until, "limit": limit}
            )
            gaps = [gap_of(row) for row in await cursor.fetchall()]
            requests = []
            for vin, due in groupby(gaps, key=lambda gap: gap.vin):
                asked = fitting(due)
                await _mark(connection, [asked_once_more(gap, now) for gap in asked])
                requests.append(Request(vin, one_request(asked)))
            return requests


async def _mark(connection: Connection, gaps: list[KnownGap]) -> None:
    async with connection.cursor() as cursor:
        await cursor.executemany(
            "update gaps g set asked = %s, due_at = %s from vehicles v"
            " where v.id = g.vehicle_id and (v.vin, g.boot_id, g.first_seq) = (%s, %s, %s)",
            [(gap.asked, gap.due_at, gap.vin.text, gap.boot_id, gap.first_seq) for gap in gaps],
        )
