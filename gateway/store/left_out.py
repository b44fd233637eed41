"""What a vehicle gave up unsent, as its page shows it."""

from datetime import timedelta

from gateway.domain.report import OmissionReason
from gateway.pipeline.views import LeftOut
from gateway.store.pool import Connection

SHOWN = timedelta(days=30)

# When it was measured is known from its neighbours; what arrived all the same is taken off.
_LEFT_OUT = """
select sum(o.last_seq - o.first_seq + 1 - arrived.reports),
  sum(greatest(0, o.samples - arrived.samples)), min(coalesce(
    (select at from reports r where (r.vehicle_id, r.boot_id) = (o.vehicle_id, o.boot_id)
      and r.seq < o.first_seq order by r.seq desc limit 1), boots.started_at, o.told_at)),
  max(coalesce(
    (select at from reports r where (r.vehicle_id, r.boot_id) = (o.vehicle_id, o.boot_id)
      and r.seq > o.last_seq order by r.seq limit 1), o.told_at))
from omissions o
join vehicles v on v.id = o.vehicle_id
left join boots on (boots.vehicle_id, boots.boot_id) = (o.vehicle_id, o.boot_id)
cross join lateral (
  select count(*) as reports, coalesce(sum(r.thinned_samples + (
    select coalesce(sum(octet_length(t.samples) / 4), 0) from telemetry_blocks t
    where (t.vehicle_id, t.boot_id, t.seq) = (r.vehicle_id, r.boot_id, r.seq))), 0) as samples
  from reports r where (r.vehicle_id, r.boot_id) = (o.vehicle_id, o.boot_id)
    and r.seq between o.first_seq and o.last_seq
) arrived
where o.vehicle_id = %(vehicle)s and o.reason = %(reason)s
  and o.told_at > v.latest_at - %(shown)s
"""


async def read_left_out(connection: Connection, vehicle: int) -> LeftOut | None:
    """Of the last 30 days, None for nothing."""
    cursor = await connection.execute(
        _LEFT_OUT,
        {
            "vehicle": vehicle,
            "reason": OmissionReason.OUT_OF_MEMORY.value,
            "shown": SHOWN,
        },
    )
    [(reports, samples, since, until)] = await cursor.fetchall()
    if not reports:
        return None
    return LeftOut(reports=int(reports), samples=int(samples), since=since, until=until)
