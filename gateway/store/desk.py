"""What a signed-in person may do, on PostgreSQL, stored with their name."""

from uuid import UUID

from gateway.domain.component import ComponentId
from gateway.domain.vin import Vin
from gateway.pipeline.ask import Pen
from gateway.pipeline.ports import Clock
from gateway.store.operations import add_operation
from gateway.store.pool import Pool


class PostgresOperationsDesk:
    """Implements `gateway.pipeline.ports.Desk`."""

    def __init__(
        self,
        pool: Pool,
        clock: Clock,
        pen: Pen,
    ) -> None:
        self._pool = pool
        self._clock = clock
        self._pen = pen

    async def cancel_operation(self, operation_id: UUID, by: str) -> bool:
        now = self._clock.now()
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                "with waiting as (select id from operations"
                "  where id = %(id)s and state = 'queued' for update),"
                " gone as (delete from outbox b using waiting"
                "  where b.operation_id = waiting.id)"
                " update operations o set state = 'cancelled', reason = %(reason)s,"
                " ended_at = %(now)s, settled_at = %(now)s from waiting where o.id = waiting.id"
                " returning vehicle_id",
                {"id": operation_id, "reason": f"by {by}", "now": now},
            )
            row = await cursor.fetchone()
            if row is None:
                return False
            await connection.execute(
                "insert into operation_events (operation_id, at, state, words)"
                " values (%s, %s, 'cancelled', %s)",
                [operation_id, now, f"by {by}"],
            )
            await connection.execute(
                "update cases set due_at = %s where vehicle_id = %s and closed_at is null",
                [now, row[0]],
            )
            return True

    async def ask_again(self, vin: Vin, by: str) -> bool:
        now = self._clock.now()
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                "select distinct component from episodes e"
                " join vehicles v on v.id = e.vehicle_id"
                " where vin = %s and ended_at is null order by 1",
                [vin.text],
            )
            components = [ComponentId(name) for (name,) in await cursor.fetchall()]
            for component in components:
                order = self._pen.reading(vin, component, now)
                await add_operation(connection, order.command, order.downlink, asked_by=by)
            return bool(components)
