"""What a signed-in person may do, in memory."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from gateway.care import words
from gateway.care.life import move
from gateway.domain.case import CaseId, CaseOutcome, CaseState
from gateway.domain.operation import OperationState
from gateway.domain.service import AppointmentState
from gateway.domain.vin import Vin
from gateway.pipeline.ask import Pen
from gateway.pipeline.memory.rows import (
    AppointmentRow,
    CaseRow,
    OperationRow,
    TimelineRow,
    Waiting,
)
from gateway.pipeline.memory.transaction import Memory, Transaction
from gateway.pipeline.ports import Clock


class MemoryOperationsDesk:
    """Implements `gateway.pipeline.ports.Desk`."""

    def __init__(self, memory: Memory, clock: Clock, pen: Pen) -> None:
        self._memory = memory
        self._clock = clock
        self._pen = pen

    async def cancel_operation(self, operation_id: UUID, by: str) -> bool:
        now = self._clock.now()
        async with self._memory.transaction() as transaction:
            row = transaction.rows.operations.get(operation_id)
            if row is None or row.state is not OperationState.QUEUED:
                return False
            if row.waiting is not None and row.waiting.taken_at is not None:
                return False
            transaction.rows.operations[operation_id] = replace(
                row,
                state=OperationState.CANCELLED,
                reason=f"by {by}",
                ended_at=now,
                settled_at=now,
                waiting=None,
            )
            command = row.command
            said = words.cancelled(str(command.action), command.component, by)
            _note(transaction, command.vin, row.case, now, said)
            transaction.wake_cases([command.vin], now)
            return True

    async def ask_again(self, vin: Vin, by: str) -> bool:
        now = self._clock.now()
        async with self._memory.transaction() as transaction:
            components = {
                one.key.component
                for one in transaction.rows.episodes.values()
                if one.key.vin == vin and one.ended_at is None
            }
            for component in sorted(components):
                order = self._pen.reading(vin, component, now)
                transaction.rows.operations[order.command.id] = OperationRow(
                    command=order.command,
                    asked_by=by,
                    waiting=Waiting(downlink=order.downlink),
                )
            if components:
                said = words.reading_asked(sorted(components), by)
                _note(transaction, vin, None, now, said)
            return bool(components)

    async def complete_job(self, appointment_id: int, found: str, by: str) -> bool:
        now = self._clock.now()
        async with self._memory.transaction() as transaction:
            job = await _job(transaction, appointment_id)
            if job is None:
                return False
            _end(transaction, appointment_id, AppointmentState.DONE, now, found)
            said = words.found_and_done(found, by)
            _close(transaction, job.case, CaseOutcome.REPAIRED, said, now)
            return True

    async def no_show(self, appointment_id: int, by: str) -> bool:
        now = self._clock.now()
        async with self._memory.transaction() as transaction:
            job = await _job(transaction, appointment_id)
            if job is None or job.slot.starts_at > now:
                return False
            _end(transaction, appointment_id, AppointmentState.NO_SHOW, now)
            case = transaction.rows.cases[job.case]
            transaction.rows.cases[job.case] = replace(
                case,
                state=move(case.state, CaseState.NEW),
                since=now,
                due_at=now,
                next_step=words.DECIDED_ANEW,
            )
            said = words.did_not_come(by)
            _note(transaction, case.vin, job.case, now, said, kind="booking")
            return True

    async def close_case(self, case_id: CaseId, because: str, by: str) -> bool:
        now = self._clock.now()
        async with self._memory.transaction() as transaction:
            case = await _open_case(transaction, case_id)
            jobs = transaction.rows.appointments.values()
            if case is None or case.state is not CaseState.NEEDS_PERSON:
                return False
            if any(job.case == case_id and job.stands for job in jobs):
                return False
            said = words.judged(because, by)
            _close(transaction, case_id, CaseOutcome.JUDGED_BY_PERSON, said, now)
            return True


async def _job(transaction: Transaction, appointment: int) -> AppointmentRow | None:
    """None unless it is booked, for a case that is open."""
    job = transaction.rows.appointments.get(appointment)
    if job is None or await _open_case(transaction, job.case) is None:
        return None
    job = transaction.rows.appointments[appointment]
    return job if job.state is AppointmentState.BOOKED else None


async def _open_case(transaction: Transaction, case: CaseId) -> CaseRow | None:
    await transaction.lock(case)
    row = transaction.rows.cases.get(case)
    return None if row is None or row.closed_at is not None else row


def _end(
    transaction: Transaction,
    appointment: int,
    state: AppointmentState,
    at: datetime,
    found: str = "",
) -> None:
    row = transaction.rows.appointments[appointment]
    transaction.rows.appointments[appointment] = replace(
        row, state=state, moved_at=at, found=found
    )


def _close(
    transaction: Transaction, case: CaseId, outcome: CaseOutcome, said: str, at: datetime
) -> None:
    row = transaction.rows.cases[case]
    transaction.rows.cases[case] = replace(
        row,
        state=move(row.state, CaseState.CLOSED),
        outcome=outcome,
        closed_at=at,
        due_at=None,
        next_step="",
        since=at,
    )
    _note(transaction, row.vin, case, at, said)
    _note(transaction, row.vin, case, at, words.case_closed(outcome), kind="case")


def _note(
    transaction: Transaction,
    vin: Vin,
    case: CaseId | None,
    at: datetime,
    said: str,
    *,
    kind: str = "person",
) -> None:
    transaction.rows.timeline[transaction.next_number()] = TimelineRow(
        vin=vin, case=case, at=at, kind=kind, words=said
    )
