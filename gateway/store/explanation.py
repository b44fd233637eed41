"""What may explain a case, and what becomes of one that was muted, on PostgreSQL."""

from collections.abc import Sequence
from datetime import UTC, datetime

from gateway.care import words
from gateway.care.explanation import RESETS_ECHO_FOR
from gateway.domain.case import CaseId
from gateway.domain.component import ComponentId
from gateway.domain.explanation import Explanation, Interruption, MutedCase, PhaseSample, Root
from gateway.domain.finding import RuleId
from gateway.domain.operation import OperationState
from gateway.domain.severity import Severity
from gateway.domain.signal import SOFTWARE_UPDATE_PHASE, UpdatePhase
from gateway.domain.trouble_code import TroubleCode
from gateway.store.encode import action_from_json
from gateway.store.pool import Connection
from gateway.store.series import read_series

_ROOTS = """
select c.id, f.rule, f.severity, coalesce((
    select body ->> 'title' from verdicts where case_id = c.id order by id desc limit 1
  ), f.cause)
from cases own
join cases c on c.vehicle_id = own.vehicle_id and c.closed_at is null and c.id <> own.id
join findings f on (f.vehicle_id, f.component, f.code) = (c.vehicle_id, c.component, c.code)
  and f.ended_at is null
where own.id = %s order by c.id, f.rule collate "C"
"""
_RESETS = """
select component, action, asked_at, coalesce(ended_at, %(now)s) + %(echo)s from operations
where vehicle_id = %(vehicle)s and (action ? 'ecu_reset' or action ? 'clear_fault')
  and state = any(%(touched)s)
  and asked_at <= %(now)s and coalesce(ended_at, %(now)s) + %(echo)s > %(now)s
order by asked_at, id
"""
_VISITS = """
select lower(during), upper(during) from appointments
where vehicle_id = %(vehicle)s and state = 'booked' and during @> %(now)s::timestamptz
"""
_MUTE = """
update cases set state = 'closed', outcome = %(outcome)s, closed_at = %(at)s, due_at = null,
  next_step = '', since = %(at)s, severity = %(severity)s, muted = true,
  explained_by = %(by)s, explained_by_rule = %(rule)s, muted_until = %(until)s
where id = %(case)s returning vehicle_id, component, code
"""
_MUTED = """
select c.id, c.severity, (
    select f.severity from findings f
    where (f.vehicle_id, f.component, f.code) = (c.vehicle_id, c.component, c.code)
      and f.ended_at is null
    order by severity_rank(f.severity) desc limit 1
  ), array(
    select f.rule from findings f
    where (f.vehicle_id, f.component, f.code) = (c.vehicle_id, c.component, c.code)
      and f.ended_at is null
  ), (
    select e.passed_at from episodes e
    where (e.vehicle_id, e.component, e.code) = (c.vehicle_id, c.component, c.code)
      and e.ended_at is null
  ), c.muted_until, root.id is not null and root.closed_at is null, behind.quiet_since
from cases c left join cases root on root.id = c.explained_by
left join lateral (
  select case when bool_and(ended_at is not null) then max(ended_at) end quiet_since
  from findings f where (f.vehicle_id, f.rule) = (c.vehicle_id, c.explained_by_rule)
) behind on true
where c.muted order by c.id
"""
_UNMUTE = """
with over as (
  update cases set muted = false where id = %(case)s and muted
  returning vehicle_id, component, code
)
insert into cases (vehicle_id, component, code, state, severity, next_step, since, opened_at,
  due_at)
select f.vehicle_id, f.component, f.code, 'new', f.severity, %(next)s, %(now)s, %(now)s, %(now)s
from findings f join over using (vehicle_id, component, code)
where f.ended_at is null
order by severity_rank(f.severity) desc, f.opened_at limit 1
on conflict (vehicle_id, component, code) where closed_at is null do nothing
returning id
"""
_NOTE = """
insert into timeline (vehicle_id, case_id, at, kind, words)
select vehicle_id, id, %s, 'case', %s from cases where id = %s
"""


async def read_roots(connection: Connection, case: CaseId) -> Sequence[Root]:
    cursor = await connection.execute(_ROOTS, [case])
    return [
        Root(case=CaseId(number), rule=RuleId(rule), severity=Severity(severity), title=title)
        for number, rule, severity, title in await cursor.fetchall()
    ]


async def read_underway(
    connection: Connection, vehicle: int, now: datetime
) -> Sequence[Interruption]:
    touched = [state.value for state in OperationState if state.touched]
    values = {"vehicle": vehicle, "now": now, "echo": RESETS_ECHO_FOR, "touched": touched}
    cursor = await connection.execute(_RESETS, values)
    resets = [
        Interruption(
            because=words.being_reset(str(action_from_json(action)), ComponentId(component)),
            since=since,
            until=until,
            reset=ComponentId(component),
        )
        for component, action, since, until in await cursor.fetchall()
    ]
    cursor = await connection.execute(_VISITS, values)
    visits = [
        Interruption(because=words.IN_WORKSHOP, since=since, until=until)
        for since, until in await cursor.fetchall()
    ]
    return [*resets, *visits]


async def read_update_phases(
    connection: Connection, vehicle: int, start: datetime, end: datetime
) -> Sequence[PhaseSample]:
    found = await read_series(connection, vehicle, [SOFTWARE_UPDATE_PHASE.number], start, end)
    return [
        PhaseSample(datetime.fromtimestamp(at, UTC), UpdatePhase(int(value)))
        for series in found
        for at, value in zip(series.times, series.values, strict=True)
        if value in set(UpdatePhase)
    ]


async def mute(
    connection: Connection,
    case: CaseId,
    explanation: Explanation,
    severity: Severity,
    at: datetime,
) -> None:
    values = {
        "case": case,
        "outcome": explanation.outcome.value,
        "severity": severity.value,
        "by": explanation.by,
        "rule": explanation.rule,
        "until": explanation.until,
        "at": at,
    }
    cursor = await connection.execute(_MUTE, values)
    [(_, component, code)] = await cursor.fetchall()
    if explanation.by is not None:
        said = words.explains(ComponentId(component), TroubleCode(code))
        await connection.execute(_NOTE, [at, said, explanation.by])
        await connection.execute(
            "insert into wakes (case_id, at) values (%s, %s)", [explanation.by, at]
        )


async def read_muted(connection: Connection) -> Sequence[MutedCase]:
    rows = await (await connection.execute(_MUTED)).fetchall()
    return [
        MutedCase(
            id=CaseId(number),
            severity=Severity(severity),
            gravest=None if gravest is None else Severity(gravest),
            until=until,
            root_open=root_open,
            root_quiet_since=quiet_since,
            rules=frozenset(map(RuleId, rules)),
            passed_at=passed_at,
        )
        for number, severity, gravest, rules, passed_at, until, root_open, quiet_since in rows
    ]


async def unmute(connection: Connection, case: CaseId, now: datetime) -> bool:
    values = {"case": case, "next": words.SPEAKS_FOR_ITSELF, "now": now}
    opened = await (await connection.execute(_UNMUTE, values)).fetchone()
    if opened is None:
        return False
    await connection.execute(_NOTE, [now, f"{words.SPEAKS_FOR_ITSELF}.", opened[0]])
    return True
