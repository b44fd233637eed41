"""What of a vehicle's reports is missing, and what came late, as its page shows it."""

from datetime import timedelta

from gateway.domain.report import OmissionReason
from gateway.pipeline.missing import LateReports, MissingFate, MissingReports
from gateway.store.pool import Connection

SHOWN = timedelta(days=30)

_MISSING = """
select case
    when b.unit_order < v.presence_order[1] then 'unit_gone'
    when g.due_at is null then 'unanswered'
    when g.asked > 0 then 'asked'
    when not v.online then 'away'
    when v.backlog > 0 then 'on_board'
    else 'expected' end as fate,
  sum(g.last_seq - g.first_seq + 1),
  case when bool_and(g.since is not null) then min(g.since) end,
  case when bool_and(g.until is not null) then max(g.until) end,
  min(g.noticed_at)
from gaps g
join vehicles v on v.id = g.vehicle_id
join boots b on (b.vehicle_id, b.boot_id) = (g.vehicle_id, g.boot_id)
where g.vehicle_id = %(vehicle)s and g.noticed_at > v.latest_at - %(shown)s
group by fate order by fate
"""
# What did arrive, before or after it was owned up to, is not lost.
_LOST = """
select sum(o.last_seq - o.first_seq + 1 - (
    select coalesce(sum(upper(r) - lower(r)), 0) from unnest(b.received
      * int8multirange(int8range(o.first_seq, 1 + least(o.last_seq, 9223372036854775806)))) r)),
  min(o.told_at)
from omissions o
join vehicles v on v.id = o.vehicle_id
left join boots b on (b.vehicle_id, b.boot_id) = (o.vehicle_id, o.boot_id)
where o.vehicle_id = %(vehicle)s and o.reason = %(reason)s
  and o.told_at > v.latest_at - %(shown)s
"""
_LATE = """
select sum(numbers.reports), min(l.measured_from), max(l.measured_until), max(l.told_at)
from late_reports l
join vehicles v on v.id = l.vehicle_id
cross join lateral (
  select sum(upper(r) - lower(r)) as reports from unnest(l.sequences) r) numbers
where l.vehicle_id = %(vehicle)s and l.told_at > v.latest_at - %(shown)s
"""


async def read_missing(connection: Connection, vehicle: int) -> tuple[MissingReports, ...]:
    """By what becomes of them."""
    asked = {"vehicle": vehicle, "shown": SHOWN, "reason": OmissionReason.NO_LONGER_KEPT.value}
    cursor = await connection.execute(_MISSING, asked)
    missing = [
        MissingReports(
            fate=MissingFate(fate),
            reports=int(reports),
            since=since,
            until=until,
            noticed_at=noticed_at,
        )
        for fate, reports, since, until, noticed_at in await cursor.fetchall()
    ]
    cursor = await connection.execute(_LOST, asked)
    [(lost, told_at)] = await cursor.fetchall()
    if lost:
        missing.append(
            MissingReports(fate=MissingFate.LOST, reports=int(lost), noticed_at=told_at)
        )
    return tuple(missing)


async def read_late(connection: Connection, vehicle: int) -> LateReports | None:
    """Of the last 30 days, None for nothing."""
    cursor = await connection.execute(_LATE, {"vehicle": vehicle, "shown": SHOWN})
    [(reports, since, until, told_at)] = await cursor.fetchall()
    if not reports:
        return None
    return LateReports(reports=int(reports), since=since, until=until, told_at=told_at)
