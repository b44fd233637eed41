"""What may explain a case, and what becomes of one that was muted, in memory."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from gateway.care import words
from gateway.care.explanation import RESETS_ECHO_FOR
from gateway.domain.case import CaseId
from gateway.domain.episode import FaultKey
from gateway.domain.explanation import Interruption, MutedCase, PhaseSample, Root
from gateway.domain.finding import Finding
from gateway.domain.operation import ClearFault, EcuReset
from gateway.domain.report import Placed, Telemetry
from gateway.domain.service import AppointmentState
from gateway.domain.severity import Severity
from gateway.domain.signal import SOFTWARE_UPDATE_PHASE, UpdatePhase
from gateway.domain.vin import Vin
from gateway.pipeline.memory.rows import CaseRow, FindingRow, Rows


def roots(rows: Rows, case: CaseId) -> list[Root]:
    """In the order of the cases, then of the rules."""
    vin = rows.cases[case].vin
    return [
        Root(
            case=number,
            rule=finding.rule,
            severity=finding.severity,
            title=row.verdicts[-1].title if row.verdicts else finding.cause,
        )
        for number, row in rows.cases.items()
        if row.vin == vin and row.closed_at is None and number != case
        for finding in sorted(_standing(rows, row), key=lambda one: one.rule)
    ]


def underway(rows: Rows, vin: Vin, now: datetime) -> list[Interruption]:
    return [
        one
        for one in (*_resets(rows, vin, now), *_visits(rows, vin))
        if one.since <= now < one.until
    ]


def gravest(rows: Rows, case: CaseRow) -> Severity | None:
    return max((one.severity for one in _standing(rows, case)), default=None)


def muted_cases(rows: Rows) -> list[MutedCase]:
    """It is asked after every piece of news: findings and episodes are gone through once."""
    muted = {number: row for number, row in rows.cases.items() if row.muted}
    if not muted:
        return []
    findings: dict[Vin, list[FindingRow]] = {row.vin: [] for row in muted.values()}
    for one in rows.findings.values():
        if one.finding.vin in findings:
            findings[one.finding.vin].append(one)
    keys = {_key(row) for row in muted.values()}
    passed = {
        one.key: one.passed_at
        for one in rows.episodes.values()
        if one.ended_at is None and one.key in keys
    }
    return [
        _muted(rows, number, findings[row.vin], passed.get(_key(row)))
        for number, row in muted.items()
    ]


def passed_at(rows: Rows, case: CaseRow) -> datetime | None:
    for one in rows.episodes.values():
        if one.key == _key(case) and one.ended_at is None:
            return one.passed_at
    return None


def update_phases(rows: Rows, vin: Vin, start: datetime, end: datetime) -> list[PhaseSample]:
    return [
        sample
        for placed in rows.telemetry.values()
        if placed.report.header.id.vin == vin
        for sample in phase_samples(placed)
        if start <= sample.at <= end
    ]


def phase_samples(placed: Placed[Telemetry]) -> Iterator[PhaseSample]:
    """What a report says of a software update; most say nothing."""
    for matrix in placed.report.matrices:
        if SOFTWARE_UPDATE_PHASE.number in matrix.signals:
            column = matrix.signals.index(SOFTWARE_UPDATE_PHASE.number)
            values = matrix.values[:, column].tolist()
            for offset_ms, value in zip(matrix.offsets_ms.tolist(), values, strict=True):
                if value in set(UpdatePhase):
                    at = placed.at + timedelta(milliseconds=offset_ms)
                    yield PhaseSample(at, UpdatePhase(int(value)))


def _muted(
    rows: Rows, number: CaseId, findings: Sequence[FindingRow], passed_at: datetime | None
) -> MutedCase:
    """`findings`: all of its vehicle."""
    row = rows.cases[number]
    root = None if row.explained_by is None else rows.cases[row.explained_by]
    standing = [one.finding for one in findings if _stands(one, row)]
    ends = [one.ended_at for one in findings if one.finding.rule == row.explained_by_rule]
    return MutedCase(
        id=number,
        severity=row.severity,
        gravest=max((one.severity for one in standing), default=None),
        until=row.muted_until,
        root_open=root is not None and root.closed_at is None,
        root_quiet_since=max((end for end in ends if end), default=None) if all(ends) else None,
        rules=frozenset(one.rule for one in standing),
        passed_at=passed_at,
    )


def _key(case: CaseRow) -> FaultKey:
    return FaultKey(case.vin, case.component, case.code)


def _standing(rows: Rows, case: CaseRow) -> Iterator[Finding]:
    return (row.finding for row in rows.findings.values() if _stands(row, case))


def _stands(row: FindingRow, case: CaseRow) -> bool:
    one = row.finding
    key = (one.vin, one.component, one.code)
    return row.ended_at is None and key == (case.vin, case.component, case.code)


def _resets(rows: Rows, vin: Vin, now: datetime) -> Iterator[Interruption]:
    for row in rows.operations.values():
        command = row.command
        changes = isinstance(command.action, EcuReset | ClearFault)
        if command.vin == vin and changes and row.state.touched:
            yield Interruption(
                because=words.being_reset(str(command.action), command.component),
                since=command.issued_at,
                until=(row.ended_at or now) + RESETS_ECHO_FOR,
                reset=command.component,
            )


def _visits(rows: Rows, vin: Vin) -> Iterator[Interruption]:
    for row in rows.appointments.values():
        if rows.cases[row.case].vin == vin and row.state is AppointmentState.BOOKED:
            slot = row.slot
            yield Interruption(
                because=words.IN_WORKSHOP, since=slot.starts_at, until=slot.ends_at
            )
