"""Service centres and their jobs, each with the evidence that the workshop needs."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from psycopg.rows import dict_row

from gateway.care.invitation import Visit, invitation
from gateway.domain.case import CaseId
from gateway.domain.catalogue import Skill
from gateway.domain.component import ComponentId
from gateway.domain.service import AppointmentState, BayId, CentreId
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode
from gateway.domain.vin import Vin
from gateway.pipeline.views import (
    CentreBoard,
    CentreLine,
    JobCard,
    JobLine,
    SignalSeries,
    VerdictLine,
)
from gateway.store.console_cases import Row, appointment_line, read_attempts, verdict_line
from gateway.store.console_snapshots import snapshot_lines
from gateway.store.console_vehicle import LookUp, read_faults
from gateway.store.pool import Connection
from gateway.store.series import read_series

AROUND = timedelta(minutes=5)
ToldBy = Callable[[ComponentId, TroubleCode], Sequence[int]]
WhyClosed = Callable[[CentreId, date], str | None]

_CENTRES = """
select c.id, c.name, c.document, (select count(*) from appointments a
  where a.centre_id = c.id and a.state = 'booked') as booked
from service_centres c where %(id)s::text is null or id = %(id)s order by name
"""
_JOBS = """
select a.id, a.bay, a.state, lower(a.during) as starts_at, upper(a.during) as ends_at,
  v.plate, v.model, d.severity, d.body->>'title' as title
from appointments a
join vehicles v on v.id = a.vehicle_id
join verdicts d on d.id = a.verdict_id
where a.centre_id = %s and a.state in ('held', 'booked', 'done', 'no_show')
  and a.during && tstzrange(%s, %s)
order by lower(a.during), a.bay
"""
_JOB = """
select a.*, lower(during) as starts_at, upper(during) as ends_at, s.name,
  s.document->>'time_zone' as time_zone, s.document->>'phone' as centre_phone, v.vin, v.plate,
  v.model, v.owner, v.phone,
  c.component, c.code, c.opened_at as case_opened_at
from appointments a
join service_centres s on s.id = a.centre_id
join vehicles v on v.id = a.vehicle_id
join cases c on c.id = a.case_id
where a.id = %s
"""
_EPISODE = """
select snapshots, opened_at from episodes
where vehicle_id = %s and component = %s and code = %s order by opened_at desc limit 1
"""


async def read_centres(
    connection: Connection, centre: CentreId | None = None
) -> tuple[CentreLine, ...]:
    """All, or the one asked for."""
    async with connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(_CENTRES, {"id": centre})
        return tuple(
            CentreLine(
                id=CentreId(row["id"]),
                name=row["name"],
                place=row["document"]["subdivision"] or row["document"]["country"],
                time_zone=row["document"]["time_zone"],
                bays=len(row["document"]["bays"]),
                booked=row["booked"],
            )
            for row in await cursor.fetchall()
        )


async def read_board(
    connection: Connection,
    centre: CentreId,
    start: datetime,
    end: datetime,
    why_closed: WhyClosed,
) -> CentreBoard | None:
    """None for a centre that nobody knows."""
    lines = await read_centres(connection, centre)
    if not lines:
        return None
    cursor = await connection.execute(
        "select document->'bays' from service_centres where id = %s", [centre]
    )
    [(bays,)] = await cursor.fetchall()
    async with connection.cursor(row_factory=dict_row) as jobs:
        await jobs.execute(_JOBS, [centre, start, end])
        return CentreBoard(
            centre=lines[0],
            bays=tuple(BayId(bay) for bay in bays),
            jobs=tuple(_job_line(row) for row in await jobs.fetchall()),
            closed=_closed(lines[0], start, end, why_closed),
        )


def _closed(
    centre: CentreLine, start: datetime, end: datetime, why_closed: WhyClosed
) -> Mapping[date, str]:
    """The local days that begin between the two instants and on which nobody works there."""
    zone = ZoneInfo(centre.time_zone)
    first, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    days = (first + timedelta(n) for n in range((last - first).days))
    reasons = {day: why_closed(centre.id, day) for day in days}
    return {day: reason for day, reason in reasons.items() if reason is not None}


def _job_line(row: Row) -> JobLine:
    return JobLine(
        appointment_id=row["id"],
        plate=row["plate"],
        model=row["model"],
        title=row["title"],
        severity=Severity(row["severity"]),
        bay=BayId(row["bay"]),
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        state=AppointmentState(row["state"]),
    )


async def read_job(
    connection: Connection, appointment: int, look_up: LookUp, told_by: ToldBy
) -> JobCard | None:
    """`told_by`: the signals that show a fault of this code."""
    async with connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(_JOB, [appointment])
        row = await cursor.fetchone()
        if row is None:
            return None
        await cursor.execute("select * from verdicts where id = %s", [row["verdict_id"]])
        [verdict] = await cursor.fetchall()
    case = CaseId(row["case_id"])
    snapshots, series = await _evidence(connection, row, told_by)
    return JobCard(
        appointment_id=appointment,
        case_id=case,
        vin=Vin(row["vin"]),
        plate=row["plate"],
        model=row["model"],
        owner=row["owner"],
        phone=row["phone"],
        appointment=appointment_line(row),
        invitation=_invitation(row, verdict_line(verdict)),
        found=row["found"],
        ended_by=row["ended_by"],
        verdict=verdict_line(verdict),
        skills=tuple(Skill(skill).value for skill in row["skills"]),
        tow=row["tow"],
        faults=await read_faults(connection, row["vehicle_id"], look_up),
        snapshots=snapshots,
        attempts=(await read_attempts(connection, [case])).get(case, ()),
        series=series,
    )


def _invitation(row: Row, verdict: VerdictLine) -> str:
    return invitation(
        Visit(
            title=verdict.title,
            drivability=verdict.drivability,
            tow=row["tow"],
            centre=row["name"],
            phone=row["centre_phone"],
            time_zone=row["time_zone"],
            starts_at=row["starts_at"],
            ends_at=row["ends_at"],
        )
    )


async def _evidence(
    connection: Connection, row: Row, told_by: ToldBy
) -> tuple[tuple[tuple[str, str], ...], tuple[SignalSeries, ...]]:
    """The freeze frame of the fault, and the signals around the moment when it began.

    A rule on signals may speak before the component does: then it is the case that began.
    """
    cursor = await connection.execute(
        _EPISODE, [row["vehicle_id"], row["component"], row["code"]]
    )
    episode = await cursor.fetchone()
    frames, opened_at = episode or ([], row["case_opened_at"])
    signals = told_by(ComponentId(row["component"]), TroubleCode(row["code"]))
    series = await read_series(
        connection,
        row["vehicle_id"],
        signals,
        opened_at - AROUND,
        opened_at + AROUND,
    )
    return snapshot_lines(frames), series
