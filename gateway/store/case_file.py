"""Reads everything that bears on one case."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from gateway.domain.case import CaseId, CaseState
from gateway.domain.catalogue import RemedyId
from gateway.domain.component import ComponentId
from gateway.domain.finding import Finding, RuleId
from gateway.domain.operation import OperationState
from gateway.domain.proof import ProofState
from gateway.domain.service import BayId, CentreId, Slot
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode
from gateway.domain.verdict import Verdict
from gateway.domain.vin import Vin
from gateway.pipeline.casework import Booked, CaseFile, OpenAttempt
from gateway.remedy.evidence import brings_evidence
from gateway.remedy.plan import AttemptState, PastAttempt
from gateway.remedy.steps import StepResult
from gateway.store.causes import causes_from_json
from gateway.store.encode import (
    action_from_json,
    exchanges_from_json,
    verdict_from_row,
)
from gateway.store.pool import Connection

_CASE = """
select c.vehicle_id, v.vin, v.country, v.subdivision, c.component, c.code, c.state,
  c.opened_at, c.since, c.next_step, (select count(*) from verdicts where case_id = c.id),
  (select words from timeline where case_id = c.id and kind = 'decision'
   order by id desc limit 1),
  least(v.latest_at, (select min(at) from held_back h where h.vehicle_id = v.id)),
  (select e.passed_at from episodes e where e.ended_at is null
   and (e.vehicle_id, e.component, e.code) = (c.vehicle_id, c.component, c.code))
from cases c join vehicles v on v.id = c.vehicle_id where c.id = %s
"""


async def read_case_file(connection: Connection, case: CaseId) -> CaseFile:
    cursor = await connection.execute(_CASE, [case])
    row = await cursor.fetchone()
    if row is None:
        msg = f"case {case} vanished under its lock"
        raise RuntimeError(msg)
    vehicle, vin, country, subdivision, component, code, state, opened_at, since, *rest = row
    next_step, versions, decision, heard_at, passed_at = rest
    findings = await _findings(connection, case, Vin(vin), component, code)
    return CaseFile(
        id=case,
        vin=Vin(vin),
        country=country,
        subdivision=subdivision,
        component=ComponentId(component),
        code=TroubleCode(code),
        state=CaseState(state),
        opened_at=opened_at,
        since=since,
        next_step=next_step,
        decision=decision or "",
        findings=tuple(finding for finding, _ in findings),
        still_true=frozenset(finding.rule for finding, ended in findings if ended is None),
        quiet_since=_quiet_since([ended for _, ended in findings]),
        verdict=await _verdict(connection, case),
        versions=versions,
        attempt=await _open_attempt(connection, case),
        history=await _history(connection, vehicle),
        appointment=await _appointment(connection, case),
        explains=await _explains(connection, case),
        last_contact_at=heard_at,
        passed_at=passed_at,
    )


async def _findings(
    connection: Connection, case: CaseId, vin: Vin, component: str, code: int
) -> list[tuple[Finding, datetime | None]]:
    """With when it ended; None: it is still true."""
    cursor = await connection.execute(
        "select f.rule, f.rulebook_version, f.opened_at, f.severity, f.cause, f.evidence,"
        " f.missing, f.causes, f.ended_at"
        " from findings f join cases c using (vehicle_id, component, code)"
        " where c.id = %s and (f.ended_at is null or f.opened_at >= c.opened_at)"
        " order by f.opened_at, f.rule",
        [case],
    )
    return [
        (_finding(vin, ComponentId(component), TroubleCode(code), row[:-1]), row[-1])
        for row in await cursor.fetchall()
    ]


def _finding(
    vin: Vin, component: ComponentId, code: TroubleCode, row: tuple[Any, ...]
) -> Finding:
    rule, version, at, severity, cause, evidence, missing, causes = row
    return Finding(
        vin=vin,
        rule=RuleId(rule),
        rulebook_version=version,
        at=at,
        severity=Severity(severity),
        cause=cause,
        component=component,
        code=code,
        evidence=tuple(evidence),
        missing=tuple(missing),
        causes=causes_from_json(causes),
    )


def _quiet_since(ends: Sequence[datetime | None]) -> datetime | None:
    ended = [end for end in ends if end is not None]
    return max(ended) if ended and len(ended) == len(ends) else None


async def _appointment(connection: Connection, case: CaseId) -> Booked | None:
    cursor = await connection.execute(
        "select centre_id, bay, lower(during), upper(during), severity from appointments a"
        " join verdicts d on d.id = a.verdict_id"
        " where a.case_id = %s and a.state in ('held', 'booked')",
        [case],
    )
    row = await cursor.fetchone()
    if row is None:
        return None
    centre, bay, starts_at, ends_at, severity = row
    slot = Slot(centre=CentreId(centre), bay=BayId(bay), starts_at=starts_at, ends_at=ends_at)
    return Booked(slot, Severity(severity))


async def _explains(connection: Connection, case: CaseId) -> tuple[Severity, ...]:
    cursor = await connection.execute(
        "select severity from cases where explained_by = %s and muted order by id", [case]
    )
    return tuple(Severity(severity) for (severity,) in await cursor.fetchall())


async def _verdict(connection: Connection, case: CaseId) -> Verdict | None:
    cursor = await connection.execute(
        "select at, severity, rule, rulebook_version, body from verdicts"
        " where case_id = %s order by id desc limit 1",
        [case],
    )
    row = await cursor.fetchone()
    return None if row is None else verdict_from_row(*row)


async def _open_attempt(connection: Connection, case: CaseId) -> OpenAttempt | None:
    cursor = await connection.execute(
        "select id, remedy, title, claimed_at, proof from attempts"
        " where case_id = %s and ended_at is null order by id desc limit 1",
        [case],
    )
    row = await cursor.fetchone()
    if row is None:
        return None
    number, remedy, title, claimed_at, proof = row
    return OpenAttempt(
        id=number,
        remedy=RemedyId(remedy),
        title=title,
        results=await _results(connection, number),
        claimed_at=claimed_at,
        proof=None if proof is None else ProofState(proof),
    )


async def _results(connection: Connection, attempt: int) -> tuple[StepResult, ...]:
    cursor = await connection.execute(
        "select step_index, state, coalesce(ended_at, asked_at), reason,"
        " settled_at is not null, action, exchanges from operations"
        " where attempt_id = %s order by asked_at, step_index",
        [attempt],
    )
    return tuple(
        StepResult(
            action_index=index,
            state=OperationState(state),
            at=at,
            reason=reason,
            settled=settled,
            evidence=brings_evidence(action_from_json(action), exchanges_from_json(exchanges)),
        )
        for index, state, at, reason, settled, action, exchanges in await cursor.fetchall()
    )


async def _history(connection: Connection, vehicle: int) -> tuple[PastAttempt, ...]:
    cursor = await connection.execute(
        "select remedy, started_at, ended_at, proof from attempts"
        " where vehicle_id = %s order by started_at",
        [vehicle],
    )
    return tuple(
        PastAttempt(RemedyId(remedy), started_at, _attempt_state(ended_at, proof))
        for remedy, started_at, ended_at, proof in await cursor.fetchall()
    )


def _attempt_state(ended_at: datetime | None, proof: str | None) -> AttemptState:
    if proof is not None and ProofState(proof).final:
        return AttemptState(proof)
    return AttemptState.UNDER_WAY if ended_at is None else AttemptState.GAVE_UP
