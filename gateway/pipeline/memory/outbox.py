"""The outbox in memory: what may leave, what has expired, what is lost."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from gateway.domain.operation import OperationState
from gateway.pipeline.dispatch import Parcel
from gateway.pipeline.memory.rows import OperationRow, Waiting
from gateway.pipeline.memory.transaction import Memory, Transaction

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

    async def take_due(self, now: datetime, resend_before: datetime) -> Sequence[Parcel]:
        async with self._memory.transaction() as transaction:
            rows = transaction.rows
            parcels = []
            for number, row in sorted(rows.operations.items(), key=lambda pair: pair[0]):
                waiting = row.waiting
                if waiting is None or not _may_leave(transaction, row, waiting, now):
                    continue
                session = transaction.vehicle(row.command.vin).session
                if waiting.sent_in != session or _unanswered(row, waiting, resend_before):
                    rows.operations[number] = _sent(
                        row, replace(waiting, sent_at=now, sent_in=session)
                    )
                    parcels.append(
                        Parcel(operation=number, vin=row.command.vin, downlink=waiting.downlink)
                    )
            return parcels

    async def expire(self, now: datetime, lost_before: datetime) -> int:
        async with self._memory.transaction() as transaction:
            ended = {
                number: row
                for number, row in transaction.rows.operations.items()
                if _is_late(row, now) or _is_lost(row, lost_before)
            }
            for number, row in ended.items():
                transaction.rows.operations[number] = _ended(row, now)
            await transaction.wake_cases({row.command.vin for row in ended.values()}, now)
            return len(ended)


def _may_leave(
    transaction: Transaction, row: OperationRow, waiting: Waiting, now: datetime
) -> bool:
    """The vehicle says that it is there; what never left must still be in time."""
    in_time = waiting.sent_at is not None or row.command.expires_at > now
    return transaction.vehicle(row.command.vin).online and in_time


def _unanswered(row: OperationRow, waiting: Waiting, resend_before: datetime) -> bool:
    sent_long_ago = waiting.sent_at is not None and waiting.sent_at < resend_before
    return row.state is OperationState.SENT and sent_long_ago


def _sent(row: OperationRow, waiting: Waiting) -> OperationRow:
    first = row.state is OperationState.QUEUED
    return replace(row, waiting=waiting, state=OperationState.SENT if first else row.state)


def _is_late(row: OperationRow, now: datetime) -> bool:
    return row.state is OperationState.QUEUED and row.command.expires_at <= now


def _is_lost(row: OperationRow, lost_before: datetime) -> bool:
    over_at = row.command.expires_at + timedelta(seconds=row.command.budget_s)
    return row.state in _UNDER_WAY and over_at <= lost_before


def _ended(row: OperationRow, now: datetime) -> OperationRow:
    """Never sent: expired for good. Sent: unknown, and kept until the ledger settles it."""
    if row.state is OperationState.QUEUED:
        expired = OperationState.EXPIRED
        settled = replace(row, settled_at=now, waiting=None)
        return replace(settled, state=expired, reason="not_reached", ended_at=now)
    return replace(row, state=OperationState.UNKNOWN, reason="no_answer", ended_at=now)
