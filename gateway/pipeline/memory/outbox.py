"""The outbox in memory: what may leave, what has expired, what is lost."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from gateway.domain.explanation import PhaseSample
from gateway.domain.operation import OperationState
from gateway.domain.vin import Vin
from gateway.pipeline.dispatch import Parcel
from gateway.pipeline.memory.explanation import update_phases
from gateway.pipeline.memory.rows import OperationRow, Rows, Session
from gateway.pipeline.memory.transaction import Memory

_UNDER_WAY = {
    OperationState.SENT,
    OperationState.ACCEPTED,
    OperationState.WAITING,
    OperationState.RUNNING,
}


class MemoryOutbox:
    """Implements `gateway.pipeline.dispatch.Outbox`."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    async def take_due(
        self,
        now: datetime,
        resend_before: datetime,
        limit: int,
        besides: Collection[Vin] = (),
    ) -> Sequence[Parcel]:
        async with self._memory.transaction() as transaction:
            rows = transaction.rows
            due = []
            for number, row in rows.operations.items():
                vehicle = transaction.vehicle(row.command.vin)
                if row.command.vin in besides:
                    continue
                if vehicle.online and _is_due(row, vehicle.session, now, resend_before):
                    due.append(number)
            parcels = []
            for number in sorted(due, key=lambda one: _order(rows.operations[one], one))[
                :limit
            ]:
                row = rows.operations[number]
                session = transaction.vehicle(row.command.vin).session
                _change(rows, number, taken_at=now, taken_in=session)
                parcels.append(_parcel(number, row))
            return parcels

    async def update_phases(
        self, vin: Vin, start: datetime, end: datetime
    ) -> Sequence[PhaseSample]:
        return update_phases(self._memory.rows, vin, start, end)

    async def mark_sent(self, operation: UUID, at: datetime) -> None:
        del at
        async with self._memory.transaction() as transaction:
            row = transaction.rows.operations[operation]
            if row.state is OperationState.QUEUED:
                sent = replace(row, state=OperationState.SENT)
                transaction.rows.operations[operation] = sent
            if row.waiting is not None:
                _change(transaction.rows, operation, sent_at=row.waiting.taken_at)

    async def put_back(self, operation: UUID) -> None:
        async with self._memory.transaction() as transaction:
            waiting = transaction.rows.operations[operation].waiting
            if waiting is not None:
                _change(transaction.rows, operation, taken_at=waiting.sent_at, taken_in=None)

    async def expire(self, now: datetime, lost_before: datetime) -> int:
        async with self._memory.transaction() as transaction:
            ended = {
                number: row
                for number, row in transaction.rows.operations.items()
                if _is_late(row, now) or _is_lost(row, lost_before)
            }
            for number, row in ended.items():
                transaction.rows.operations[number] = _ended(row, now)
            transaction.wake_cases({row.command.vin for row in ended.values()}, now)
            return len(ended)


def _is_due(
    row: OperationRow, session: Session, now: datetime, resend_before: datetime
) -> bool:
    waiting = row.waiting
    if waiting is None:
        return False
    if waiting.taken_at is None:
        return row.command.expires_at > now
    if waiting.on_its_way:
        return waiting.taken_at < resend_before
    unanswered = row.state is OperationState.SENT and waiting.taken_at < resend_before
    return waiting.taken_in != session or unanswered


def _order(row: OperationRow, number: UUID) -> tuple[bool, datetime, UUID]:
    """What was never taken first."""
    taken_at = row.waiting.taken_at if row.waiting else None
    return taken_at is not None, taken_at or row.command.issued_at, number


def _parcel(number: UUID, row: OperationRow) -> Parcel:
    downlink = row.waiting.downlink if row.waiting else b""
    return Parcel(operation=number, vin=row.command.vin, downlink=downlink)


def _change(rows: Rows, number: UUID, **fields: Any) -> None:
    row = rows.operations[number]
    waiting = None if row.waiting is None else replace(row.waiting, **fields)
    rows.operations[number] = replace(row, waiting=waiting)


def _was_taken(row: OperationRow) -> bool:
    return row.waiting is not None and row.waiting.taken_at is not None


def _is_late(row: OperationRow, now: datetime) -> bool:
    late = row.state is OperationState.QUEUED and row.command.expires_at <= now
    return late and not _was_taken(row)


def _is_lost(row: OperationRow, lost_before: datetime) -> bool:
    over_at = row.command.expires_at + timedelta(seconds=row.command.budget_s)
    left = row.state in _UNDER_WAY or (row.state is OperationState.QUEUED and _was_taken(row))
    return left and over_at <= lost_before


def _ended(row: OperationRow, now: datetime) -> OperationRow:
    """Never taken: expired for good. Else unknown, and kept until the ledger settles it."""
    if row.state is OperationState.QUEUED and not _was_taken(row):
        expired = OperationState.EXPIRED
        settled = replace(row, settled_at=now, waiting=None)
        return replace(settled, state=expired, reason="not_reached", ended_at=now)
    return replace(row, state=OperationState.UNKNOWN, reason="no_answer", ended_at=now)
