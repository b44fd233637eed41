"""What befell each vehicle, counted from its rows: for whoever holds a story against them."""

from dataclasses import dataclass, field
from datetime import date, datetime

from psycopg.rows import TupleRow

from gateway.domain.service import CentreId
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode
from gateway.domain.vin import Vin
from gateway.store.pool import Connection, Pool

_COUNTS = """
select vehicle_id, 'operations.' || state, count(*) from operations group by 1, 2
union all select vehicle_id, 'operations.total', count(*) from operations group by 1
union all select vehicle_id, 'cases.' || outcome, count(*) from cases
  where outcome is not null group by 1, 2
union all select vehicle_id, 'cases.total', count(*) from cases group by 1
union all select c.vehicle_id, 'verdicts.total', count(*) from verdicts v
  join cases c on c.id = case_id group by 1
union all select vehicle_id, 'remedies.' || proof, count(*) from attempts
  where proof is not null group by 1, 2
union all select vehicle_id, 'remedies.tried', count(*) from attempts
  where ended_at is null or started_at < ended_at group by 1
union all select vehicle_id, 'remedies.refused', count(*) from attempts where refused group by 1
union all select vehicle_id, 'appointments.' || state, count(*) from appointments group by 1, 2
union all select vehicle_id, 'appointments.total', count(*) from appointments group by 1
union all select vehicle_id, 'reports.misdated', count(*) from reports
  where at < %(from)s or at > %(until)s group by 1
"""
_EPISODES = "select vehicle_id, code, count(*) from episodes group by 1, 2"
_SILENCES = """
select vehicle_id, max(extract(epoch from silence))::float8 from (
  select vehicle_id, received_at - lag(received_at, 1, %(from)s)
    over (partition by vehicle_id order by received_at) silence from reports
  union all
  select vehicle_id, %(until)s - max(received_at) from reports group by 1
) silences group by 1
"""
_SEVERITIES = (
    "select distinct c.vehicle_id, v.severity from verdicts v join cases c on c.id = case_id"
)
_SLOTS = """
select vehicle_id, centre_id, (lower(during) at time zone (document->>'time_zone'))::date
from appointments join service_centres c on c.id = centre_id order by lower(during)
"""
_WAYS = """
select vehicle_id, array_agg(e.state order by e.at)
from operation_events e join operations o on o.id = operation_id group by vehicle_id, o.id
"""


@dataclass(kw_only=True)
class Chronicle:
    """`counts` by name, as `operations.expired`; a count of nothing is not there.

    `episodes` by code; `slots`: of its appointments, the day is that of the workshop; `ways`:
    the states that each operation went through, in order; `longest_silence_s` without a report.
    """

    counts: dict[str, int] = field(default_factory=dict)
    episodes: dict[TroubleCode, int] = field(default_factory=dict)
    severity: Severity | None = None
    slots: list[tuple[CentreId, date]] = field(default_factory=list)
    ways: list[tuple[str, ...]] = field(default_factory=list)
    longest_silence_s: float = float("inf")


async def chronicles(pool: Pool, since: datetime, until: datetime) -> dict[Vin, Chronicle]:
    """Of every vehicle; a report is misdated when its event time is not within the span."""
    span = {"from": since, "until": until}
    async with pool.connection() as connection:
        cursor = await connection.execute("select id, vin from vehicles")
        vins = {number: Vin(vin) for number, vin in await cursor.fetchall()}
        found = {number: Chronicle() for number in vins}
        for vehicle, name, count in await _rows(connection, _COUNTS, span):
            found[vehicle].counts[name] = count
        for vehicle, code, count in await _rows(connection, _EPISODES):
            found[vehicle].episodes[TroubleCode(code)] = count
        for vehicle, silence in await _rows(connection, _SILENCES, span):
            found[vehicle].longest_silence_s = silence
        for vehicle, severity in await _rows(connection, _SEVERITIES):
            known, said = found[vehicle].severity, Severity(severity)
            found[vehicle].severity = said if known is None else max(known, said)
        for vehicle, centre, day in await _rows(connection, _SLOTS):
            found[vehicle].slots.append((CentreId(centre), day))
        for vehicle, way in await _rows(connection, _WAYS):
            found[vehicle].ways.append(tuple(way))
    return {vins[number]: chronicle for number, chronicle in found.items()}


async def _rows(
    connection: Connection, query: str, values: dict[str, datetime] | None = None
) -> list[TupleRow]:
    cursor = await connection.execute(query.encode(), values)
    return await cursor.fetchall()
