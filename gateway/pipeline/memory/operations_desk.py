"""What a signed-in person may do, in memory."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from gateway.decode.commands import COMMAND, Sign, encode_command, seal
from gateway.domain.operation import Command, OperationState, ReadFaults, SafetyClass
from gateway.domain.vin import Vin
from gateway.pipeline.memory.rows import OperationRow, Waiting
from gateway.pipeline.memory.transaction import Memory
from gateway.pipeline.ports import Clock

READING_EXPIRES_AFTER = timedelta(hours=24)
READING_BUDGET_S = 30.0


class MemoryOperationsDesk:
    """Implements `gateway.pipeline.ports.Desk`."""

    def __init__(
        self,
        memory: Memory,
        clock: Clock,
        new_id: Callable[[], UUID],
        sign: Sign,
    ) -> None:
        self._memory = memory
        self._clock = clock
        self._new_id = new_id
        self._sign = sign

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
                command = Command(
                    id=self._new_id(),
                    vin=vin,
                    component=component,
                    action=ReadFaults(),
                    safety_class=SafetyClass.INERT,
                    issued_at=now,
                    expires_at=now + READING_EXPIRES_AFTER,
                    budget_s=READING_BUDGET_S,
                )
                encoded = encode_command(command)
                transaction.rows.operations[command.id] = OperationRow(
                    command=command,
                    asked_by=by,
                    waiting=Waiting(downlink=seal(encoded, self._sign(COMMAND, encoded))),
                )
            return bool(open_episodes)
