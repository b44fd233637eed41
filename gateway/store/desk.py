"""What a signed-in person may do, on PostgreSQL, stored with their name."""

from datetime import datetime
from uuid import UUID

from gateway.care import words
from gateway.domain.case import CaseId
from gateway.domain.component import ComponentId
from gateway.domain.vin import Vin
from gateway.pipeline.ask import Pen
from gateway.pipeline.ports import Clock
from gateway.store.desk_cases import Ruling, close_case, complete_job, no_show
from gateway.store.journal_write import wake_cases
from gateway.store.operations import add_operation
from gateway.store.pool import Connection, Pool

_CANCEL = """
with waiting as (
  select o.id from operations o join outbox b on b.operation_id = o.id
  where o.id = %(id)s and o.state = 'queued' and b.taken_at is null
  for no key update of o, b
), gone as (
  delete from outbox b using waiting where b.operation_id = waiting.id
), told as (
  insert into operation_events (operation_id, at, state, words)
  select id, %(now)s, 'cancelled', %(reason)s from waiting
)
update operations o set state = 'cancelled', reason = %(reason)s, ended_at = %(now)s,
  settled_at = %(now)s
from waiting where o.id = waiting.id returning o.vehicle_id, o.case_id, o.title, o.component
"""


class PostgresOperationsDesk:
    """Implements `gateway.pipeline.ports.Desk`."""

    def __init__(self, pool: Pool, clock: Clock, pen: Pen) -> None:
        self._pool = pool
        self._clock = clock
        self._pen = pen

    async def cancel_operation(self, operation_id: UUID, by: str) -> bool:
        now = self._clock.now()
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                _CANCEL, {"id": operation_id, "reason": f"by {by}", "now": now}
            )
            row = await cursor.fetchone()
            if row is None:
                return False
            vehicle, case, title, component = row
            said = words.cancelled(title, ComponentId(component), by)
            await _note(connection, vehicle, case, now, said)
            await wake_cases(connection, [vehicle], now)
            return True

    async def ask_again(self, vin: Vin, by: str) -> bool:
        now = self._clock.now()
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                "select distinct component, vehicle_id from episodes e"
                " join vehicles v on v.id = e.vehicle_id"
                " where vin = %s and ended_at is null order by 1",
                [vin.text],
            )
            found = await cursor.fetchall()
            components = [ComponentId(name) for name, _ in found]
            for component in components:
                order = self._pen.reading(vin, component, now)
                await add_operation(connection, order.command, order.downlink, asked_by=by)
            if found:
                said = words.reading_asked(components, by)
                await _note(connection, found[0][1], None, now, said)
            return bool(found)

    async def complete_job(self, appointment_id: int, found: str, by: str) -> bool:
        async with self._pool.connection() as connection:
            ruling = Ruling(by=by, at=self._clock.now(), text=found)
            return await complete_job(connection, appointment_id, ruling)

    async def no_show(self, appointment_id: int, by: str) -> bool:
        async with self._pool.connection() as connection:
            ruling = Ruling(by=by, at=self._clock.now())
            return await no_show(connection, appointment_id, ruling)

    async def close_case(self, case_id: CaseId, because: str, by: str) -> bool:
        async with self._pool.connection() as connection:
            ruling = Ruling(by=by, at=self._clock.now(), text=because)
            return await close_case(connection, case_id, ruling)


async def _note(
    connection: Connection, vehicle: int, case: int | None, at: datetime, said: str
) -> None:
    await connection.execute(
        "insert into timeline (vehicle_id, case_id, at, kind, words)"
        " values (%s, %s, %s, 'person', %s)",
        [vehicle, case, at, said],
    )
