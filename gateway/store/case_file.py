"""Reads everything that bears on one case."""

from datetime import datetime

from gateway.domain.case import CaseId, CaseState
from gateway.domain.catalogue import RemedyId
from gateway.domain.component import ComponentId
from gateway.domain.finding import Finding, RuleId
from gateway.domain.operation import OperationState
from gateway.domain.proof import ProofState
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode
from gateway.domain.verdict import Verdict
from gateway.domain.vin import Vin
from gateway.pipeline.casework import CaseFile, OpenAttempt
from gateway.remedy.plan import AttemptState, PastAttempt
from gateway.remedy.steps import StepResult
from gateway.store.encode import verdict_from_row
from gateway.store.pool import Connection

_CASE = """
select c.vehicle_id, v.vin, v.country, v.subdivision, c.component, c.code, c.state, c.since,
  (select upper(during) from appointments a
    where a.case_id = c.id and a.state in ('held', 'booked')),
  (select max(at) from reports r where r.vehicle_id = c.vehicle_id)
from cases c join vehicles v on v.id = c.vehicle_id where c.id = %s
"""


async def read_case_file(connection: Connection, case: CaseId) -> CaseFile:
    cursor = await connection.execute(_CASE, [case])
    row = await cursor.fetchone()
    if row is None:
        msg = f"case {case} vanished under its lock"
        raise RuntimeError(msg)
    vehicle, vin, country, subdivision, component, code, state, since, ends_at, heard_at = row
    return CaseFile(
        id=case,
        vin=Vin(vin),
        country=country,
        subdivision=subdivision,
        component=ComponentId(component),
        code=TroubleCode(code),
        state=CaseState(state),
        since=since,
        findings=await _findings(connection, vehicle, Vin(vin), component, code),
        verdict=await _verdict(connection, case),
        attempt=await _open_attempt(connection, case),
        history=await _history(connection, vehicle),
        appointment_ends_at=ends_at,
        last_contact_at=heard_at,
    )


async def _findings(
    connection: Connection, vehicle: int, vin: Vin, component: str, code: int
) -> tuple[Finding, ...]:
    cursor = await connection.execute(
        "select rule, rulebook_version, opened_at, severity, cause, evidence, missing"
        " from findings where vehicle_id = %s and component = %s and code = %s"
        " and ended_at is null order by opened_at, rule",
        [vehicle, component, code],
    )
    return tuple(
        Finding(
            vin=vin,
            rule=RuleId(rule),
            rulebook_version=version,
            at=at,
            severity=Severity(severity),
            cause=cause,
            component=ComponentId(component),
            code=TroubleCode(code),
            evidence=tuple(evidence),
            missing=tuple(missing),
        )
        for rule, version, at, severity, cause, evidence, missing in await cursor.fetchall()
    )


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
        " not exists (select from outbox where operation_id = operations.id)"
        " from operations where attempt_id = %s order by asked_at, step_index",
        [attempt],
    )
    return tuple(
        StepResult(
            action_index=index,
            state=OperationState(state),
            at=at,
            reason=reason,
            settled=settled,
        )
        for index, state, at, reason, settled in await cursor.fetchall()
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
