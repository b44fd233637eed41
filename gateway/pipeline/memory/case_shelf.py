"""The cases in memory: which are due, and one of them under its lock."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from gateway.care.words import OUTLIVED_ITS_REPAIR, SPEAKS_FOR_ITSELF
from gateway.domain.case import CaseId, CaseOutcome, CaseState
from gateway.domain.explanation import MutedCase
from gateway.domain.finding import Finding
from gateway.domain.service import AppointmentState
from gateway.pipeline.memory.case_desk import MemoryDesk
from gateway.pipeline.memory.explanation import gravest, muted_cases
from gateway.pipeline.memory.rows import CaseRow, Rows, TimelineRow
from gateway.pipeline.memory.transaction import Memory, pending_wake


class MemoryShelf:
    """Implements `gateway.pipeline.casework.CaseShelf`."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    async def due(self, now: datetime, limit: int) -> Sequence[CaseId]:
        rows = self._memory.rows
        due = []
        for number, case in rows.cases.items():
            times = [case.due_at, pending_wake(rows, number)]
            first = min((at for at in times if at is not None), default=None)
            if case.closed_at is None and first is not None and first <= now:
                due.append((first, number))
        return [number for _, number in sorted(due)[:limit]]

    @asynccontextmanager
    async def open(self, case: CaseId) -> AsyncIterator[MemoryDesk | None]:
        row = self._memory.rows.cases.get(case)
        if row is None or row.closed_at is not None or self._memory.locks[case].locked():
            yield None
            return
        async with self._memory.transaction() as transaction:
            await transaction.lock(case)
            transaction.wake_up(case)
            yield MemoryDesk(transaction, case)

    async def postpone(self, case: CaseId, until: datetime, because: str) -> None:
        async with self._memory.transaction() as transaction:
            await transaction.lock(case)
            row = transaction.rows.cases[case]
            if row.closed_at is None:
                transaction.wake_up(case)
                transaction.rows.cases[case] = replace(row, due_at=until, next_step=because)

    async def reopen(self, now: datetime, after: timedelta) -> int:
        async with self._memory.transaction() as transaction:
            outlived = {
                (one.finding.vin, one.finding.component, one.finding.code): one.finding.severity
                for one in reversed([*transaction.rows.findings.values()])
                if one.ended_at is None and _outlived(transaction.rows, one.finding, after)
            }
            for (vin, component, code), severity in outlived.items():
                transaction.rows.cases[CaseId(transaction.next_number())] = CaseRow(
                    vin=vin,
                    component=component,
                    code=code,
                    state=CaseState.NEW,
                    severity=severity,
                    next_step=OUTLIVED_ITS_REPAIR,
                    since=now,
                    opened_at=now,
                    due_at=now,
                )
            return len(outlived)

    async def muted(self) -> Sequence[MutedCase]:
        return muted_cases(self._memory.rows)

    async def unmute(self, case: CaseId, now: datetime) -> bool:
        async with self._memory.transaction() as transaction:
            rows, row = transaction.rows, transaction.rows.cases[case]
            if not row.muted:
                return False
            rows.cases[case] = replace(row, muted=False)
            severity = gravest(rows, row)
            if severity is None:
                return False
            number = CaseId(transaction.next_number())
            rows.cases[number] = CaseRow(
                vin=row.vin,
                component=row.component,
                code=row.code,
                state=CaseState.NEW,
                severity=severity,
                next_step=SPEAKS_FOR_ITSELF,
                since=now,
                opened_at=now,
                due_at=now,
            )
            rows.timeline[transaction.next_number()] = TimelineRow(
                vin=row.vin, case=number, at=now, kind="case", words=f"{SPEAKS_FOR_ITSELF}."
            )
            return True

    async def release_holds(self, now: datetime) -> int:
        async with self._memory.transaction() as transaction:
            late = {
                number: row
                for number, row in transaction.rows.appointments.items()
                if row.state is AppointmentState.HELD
                and row.held_until is not None
                and row.held_until < now
            }
            for number, row in late.items():
                transaction.rows.appointments[number] = replace(
                    row, state=AppointmentState.RELEASED, held_until=None
                )
            return len(late)


def _outlived(rows: Rows, finding: Finding, after: timedelta) -> bool:
    """Was its last case closed as repaired, and has the car been heard of so long after?"""
    known = [
        case
        for case in rows.cases.values()
        if (case.vin, case.component, case.code)
        == (finding.vin, finding.component, finding.code)
    ]
    if not known or known[-1].outcome is not CaseOutcome.REPAIRED:
        return False
    closed_at = known[-1].closed_at
    heard = [at for report, at in rows.reports.items() if report.vin == finding.vin]
    return closed_at is not None and any(at > closed_at + after for at in heard)
