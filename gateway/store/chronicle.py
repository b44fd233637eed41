"""What befell each vehicle, counted from its rows: for whoever holds a story against them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta

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
  where at < %(start)s - %(slack)s or at > %(now)s + %(slack)s group by 1
"""
_EPISODES = "select vehicle_id, code, count(*) from episodes group by 1, 2"
_SILENCES = """
select vehicle_id, max(extract(epoch from silence))::float8 from (
  select vehicle_id, received_at - lag(received_at, 1, %(start)s)
    over (partition by vehicle_id order by received_at) silence from reports
  union all
  select vehicle_id, %(end)s - max(received_at) from reports group by 1
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
_JOB = """
select a.id from appointments a join vehicles v on v.id = a.vehicle_id
where vin = %s and state = 'booked' order by a.id limit 1
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Silence is counted from `start` to `end`.

    A report is misdated when its event time lies before the start or after `now`, by more than
    `slack`.
    """

    start: datetime
    end: datetime
    now: datetime
    slack: timedelta


async def chronicles(pool: Pool, span: Span) -> dict[Vin, Chronicle]:
    """Of every vehicle."""
    times = asdict(span)
    async with pool.connection() as connection:
        cursor = await connection.execute("select id, vin from vehicles")
        vins = {number: Vin(vin) for number, vin in await cursor.fetchall()}
        found = {number: Chronicle() for number in vins}
        for vehicle, name, count in await _rows(connection, _COUNTS, times):
            found[vehicle].counts[name] = count
        for vehicle, code, count in await _rows(connection, _EPISODES):
            found[vehicle].episodes[TroubleCode(code)] = count
        for vehicle, silence in await _rows(connection, _SILENCES, times):
            found[vehicle].longest_silence_s = silence
        for vehicle, severity in await _rows(connection, _SEVERITIES):
            known, said = found[vehicle].severity, Severity(severity)
            found[vehicle].severity = said if known is None else max(known, said)
        for vehicle, centre, day in await _rows(connection, _SLOTS):
            found[vehicle].slots.append((CentreId(centre), day))
        for vehicle, way in await _rows(connection, _WAYS):
            found[vehicle].ways.append(tuple(way))
    return {vins[number]: chronicle for number, chronicle in found.items()}


async def booked_job(pool: Pool, vin: Vin) -> int | None:
    """The appointment that stands for this vehicle, the oldest of several."""
    async with pool.connection() as connection:
        cursor = await connection.execute(_JOB, [vin.text])
        row = await cursor.fetchone()
        return None if row is None else int(row[0])


async def _rows(
    connection: Connection, query: str, values: Mapping[str, object] | None = None
) -> list[TupleRow]:
    cursor = await connection.execute(query.encode(), values)
    return await cursor.fetchall()
