"""Gathers everything that bears on one case."""

from gateway.domain.case import CaseId
from gateway.pipeline.casework import Booked, CaseFile, OpenAttempt
from gateway.pipeline.memory.explanation import passed_at
from gateway.pipeline.memory.rows import AttemptRow, CaseRow, FindingRow, Rows
from gateway.pipeline.memory.transaction import Transaction
from gateway.remedy.evidence import brings_evidence
from gateway.remedy.plan import AttemptState, PastAttempt
from gateway.remedy.steps import StepResult


def case_file(transaction: Transaction, case: CaseId) -> CaseFile:
    rows = transaction.rows
    row = rows.cases[case]
    vehicle = transaction.vehicle(row.vin)
    findings = _findings(rows, row)
    ends = [one.ended_at for one in findings]
    heard = [at for report, at in rows.reports.items() if report.vin == row.vin]
    held = [one.at for one in rows.held.values() if one and one.id.vin == row.vin]
    return CaseFile(
        id=case,
        vin=row.vin,
        country=vehicle.country,
        subdivision=vehicle.subdivision,
        component=row.component,
        code=row.code,
        state=row.state,
        opened_at=row.opened_at,
        since=row.since,
        next_step=row.next_step,
        decision=_decision(rows, case),
        findings=tuple(one.finding for one in findings),
        still_true=frozenset(one.finding.rule for one in findings if one.ended_at is None),
        quiet_since=max((end for end in ends if end), default=None) if all(ends) else None,
        verdict=row.verdicts[-1] if row.verdicts else None,
        versions=len(row.verdicts),
        attempt=_open_attempt(rows, case),
        history=tuple(
            PastAttempt(one.remedy, one.started_at, _state(one))
            for one in sorted(rows.attempts.values(), key=lambda one: one.started_at)
            if one.vin == row.vin
        ),
        appointment=_appointment(rows, case),
        explains=tuple(
            one.severity
            for one in rows.cases.values()
            if one.muted and one.explained_by == case
        ),
        last_contact_at=min([max(heard), *held]) if heard else None,
        passed_at=passed_at(rows, row),
    )


def _decision(rows: Rows, case: CaseId) -> str:
    told = [
        n for n, line in rows.timeline.items() if (line.case, line.kind) == (case, "decision")
    ]
    return rows.timeline[max(told)].words if told else ""


def _findings(rows: Rows, case: CaseRow) -> list[FindingRow]:
    """All since the case was opened, and those that are still true; oldest first."""
    found = [
        row
        for row in rows.findings.values()
        if (row.finding.vin, row.finding.component, row.finding.code)
        == (case.vin, case.component, case.code)
        and (row.ended_at is None or row.finding.at >= case.opened_at)
    ]
    return sorted(found, key=lambda row: (row.finding.at, row.finding.rule))


def _appointment(rows: Rows, case: CaseId) -> Booked | None:
    for row in rows.appointments.values():
        if row.case == case and row.stands:
            return Booked(row.slot, row.severity)
    return None


def _open_attempt(rows: Rows, case: CaseId) -> OpenAttempt | None:
    tried = [n for n, a in rows.attempts.items() if a.case == case and a.ended_at is None]
    if not tried:
        return None
    number = max(tried)
    row = rows.attempts[number]
    return OpenAttempt(
        id=number,
        remedy=row.remedy,
        title=row.title,
        results=_results(rows, number),
        claimed_at=row.claimed_at,
        proof=row.proof,
    )


def _results(rows: Rows, attempt: int) -> tuple[StepResult, ...]:
    asked = [row for row in rows.operations.values() if row.attempt == attempt]
    asked.sort(key=lambda row: (row.command.issued_at, row.index))
    return tuple(
        StepResult(
            action_index=row.index,
            state=row.state,
            at=row.ended_at or row.command.issued_at,
            reason=row.reason,
            settled=row.settled_at is not None,
            evidence=brings_evidence(row.command.action, row.exchanges),
        )
        for row in asked
    )


def _state(row: AttemptRow) -> AttemptState:
    if row.proof is not None and row.proof.final:
        return AttemptState(row.proof.value)
    return AttemptState.UNDER_WAY if row.ended_at is None else AttemptState.GAVE_UP
