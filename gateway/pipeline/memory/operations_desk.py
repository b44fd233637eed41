"""What a signed-in person may do, in memory."""

from dataclasses import replace
from uuid import UUID

from gateway.domain.operation import OperationState
from gateway.domain.vin import Vin
from gateway.pipeline.ask import Pen
from gateway.pipeline.memory.rows import OperationRow, Waiting
from gateway.pipeline.memory.transaction import Memory
from gateway.pipeline.ports import Clock


class MemoryOperationsDesk:
    """Implements `gateway.pipeline.ports.Desk`."""

    def __init__(
        self,
        memory: Memory,
        clock: Clock,
        pen: Pen,
    ) -> None:
        self._memory = memory
        self._clock = clock
        self._pen = pen

    async def cancel_operation(self, operation_id: UUID, by: str) -> bool:
        now = self._clock.now()
        async with self._memory.transaction() as transaction:
            row = transaction.rows.operations.get(operation_id)
            if row is None or row.state is not OperationState.QUEUED:
                return False
            transaction.rows.operations[operation_id] = replace(
                row,
                state=OperationState.CANCELLED,
                reason=f"by {by}",
                ended_at=now,
                settled_at=now,
                waiting=None,
            )
            await transaction.wake_cases([row.command.vin], now)
            return True

    async def ask_again(self, vin: Vin, by: str) -> bool:
        now = self._clock.now()
        async with self._memory.transaction() as transaction:
            open_episodes = [
                one
                for one in transaction.rows.episodes.values()
                if one.key.vin == vin and one.ended_at is None
            ]
            for component in sorted({one.key.component for one in open_episodes}):
                order = self._pen.reading(vin, component, now)
                transaction.rows.operations[order.command.id] = OperationRow(
                    command=order.command,
                    asked_by=by,
                    waiting=Waiting(downlink=order.downlink),
                )
            return bool(open_episodes)
