"""What the gateway has concluded about its vehicles, as a score reads it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from gateway.domain.case import CaseId
from gateway.domain.cause import CauseId
from gateway.domain.component import ComponentId
from gateway.domain.finding import RuleId
from gateway.domain.proof import ProofState
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode
from gateway.domain.vin import Vin
from gateway.store.causes import causes_from_json
from gateway.store.pool import Connection, Pool

SeenCode = tuple[Vin, ComponentId, TroubleCode]

_CASES = """
select c.id, v.vin, c.component, c.code, c.opened_at, first.at, last.severity, last.rule,
  last.body -> 'causes'
from cases c join vehicles v on v.id = c.vehicle_id
join lateral (select at from verdicts where case_id = c.id order by id limit 1) first on true
join lateral (
  select severity, rule, body from verdicts where case_id = c.id order by id desc limit 1
) last on true
order by c.id
"""
_ATTEMPTS = """
select a.case_id, a.component, a.remedy, a.started_at, a.ended_at, a.proof,
  bool_or(coalesce(o.action ? 'ecu_reset', false)),
  bool_or(coalesce(o.action ? 'clear_fault', false))
from attempts a left join operations o on o.attempt_id = a.id
where not a.refused
group by a.id order by a.id
"""
_APPOINTMENTS = """
select case_id, skills from appointments where state in ('booked', 'done', 'no_show')
order by id
"""
_SEEN = """
select v.vin, e.component, e.code, min(coalesce(first.at, e.opened_at))
from episodes e join vehicles v on v.id = e.vehicle_id
left join lateral (
  select min(f.received_at) at
  from fault_reports f cross join lateral jsonb_array_elements(f.entries) one
  where (f.vehicle_id, f.component) = (e.vehicle_id, e.component)
    and (one ->> 'code')::integer = e.code and (one ->> 'status')::integer & 47 <> 0
) first on true
group by 1, 2, 3
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcludedCase:
    """`judged_at`: its first verdict; `severity`, `rule` and `causes`: its latest."""

    id: CaseId
    vin: Vin
    component: ComponentId
    code: TroubleCode
    opened_at: datetime
    judged_at: datetime
    severity: Severity
    rule: RuleId
    causes: tuple[CauseId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedRemedy:
    """`ended_at` is when its proof became final, or it was given up; None while it lasts."""

    case: CaseId
    component: ComponentId
    remedy: str
    started_at: datetime
    ended_at: datetime | None
    proof: ProofState | None
    resets: bool
    clears: bool


@dataclass(frozen=True, slots=True)
class BookedSkills:
    """What an appointment asks of the workshop."""

    case: CaseId
    skills: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclusions:
    """`heard`: event times of the first and the last report, None before there is one.

    `seen`: when the first report arrived in which a code had failed.
    """

    vehicles: int
    heard: tuple[datetime, datetime] | None
    cases: tuple[ConcludedCase, ...]
    tried: tuple[TriedRemedy, ...]
    booked: tuple[BookedSkills, ...]
    seen: Mapping[SeenCode, datetime]


async def read_conclusions(pool: Pool) -> Conclusions:
    """Everything at one moment."""
    async with pool.snapshot() as connection:
        return Conclusions(
            vehicles=await _vehicles(connection),
            heard=await _heard(connection),
            cases=await _cases(connection),
            tried=await _tried(connection),
            booked=await _booked(connection),
            seen=await _seen(connection),
        )


async def _vehicles(connection: Connection) -> int:
    cursor = await connection.execute("select count(*) from vehicles")
    [(count,)] = await cursor.fetchall()
    return int(count)


async def _heard(connection: Connection) -> tuple[datetime, datetime] | None:
    cursor = await connection.execute("select min(at), max(at) from reports")
    [(first, last)] = await cursor.fetchall()
    return None if first is None else (first, last)


async def _cases(connection: Connection) -> tuple[ConcludedCase, ...]:
    cursor = await connection.execute(_CASES)
    return tuple(
        ConcludedCase(
            id=CaseId(number),
            vin=Vin(vin),
            component=ComponentId(component),
            code=TroubleCode(code),
            opened_at=opened_at,
            judged_at=judged_at,
            severity=Severity(severity),
            rule=RuleId(rule),
            causes=tuple(one.id for one in causes_from_json(causes or [])),
        )
        for number, vin, component, code, opened_at, judged_at, severity, rule, causes in (
            await cursor.fetchall()
        )
    )


async def _tried(connection: Connection) -> tuple[TriedRemedy, ...]:
    cursor = await connection.execute(_ATTEMPTS)
    return tuple(
        TriedRemedy(
            case=CaseId(case),
            component=ComponentId(component),
            remedy=remedy,
            started_at=started_at,
            ended_at=ended_at,
            proof=ProofState(proof) if proof else None,
            resets=resets,
            clears=clears,
        )
        for case, component, remedy, started_at, ended_at, proof, resets, clears in (
            await cursor.fetchall()
        )
    )


async def _booked(connection: Connection) -> tuple[BookedSkills, ...]:
    cursor = await connection.execute(_APPOINTMENTS)
    return tuple(
        BookedSkills(CaseId(case), frozenset(skills))
        for case, skills in await cursor.fetchall()
    )


async def _seen(connection: Connection) -> Mapping[SeenCode, datetime]:
    cursor = await connection.execute(_SEEN)
    return {
        (Vin(vin), ComponentId(component), TroubleCode(code)): at
        for vin, component, code, at in await cursor.fetchall()
    }
