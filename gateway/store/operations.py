"""Operations and the outbox, on PostgreSQL: persisted first, published afterwards.

Who needs both rows locks the operation first, so that nobody waits in a circle.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from psycopg.types.json import Jsonb

from gateway.domain.case import CaseId
from gateway.domain.errors import NeverFromAfar
from gateway.domain.explanation import PhaseSample
from gateway.domain.operation import Command, is_never
from gateway.domain.vin import Vin
from gateway.pipeline.dispatch import Parcel
from gateway.store.encode import action_to_json
from gateway.store.explanation import read_update_phases
from gateway.store.journal_write import wake_cases
from gateway.store.pool import Connection, Pool

_TAKE_DUE = """
with due as (
  select b.operation_id from outbox b
  join vehicles v on v.id = b.vehicle_id
  join operations o on o.id = b.operation_id
  where v.online and v.vin <> all(%(besides)s) and case
    when b.taken_at is null then b.expires_at > %(now)s
    when b.taken_at is distinct from b.sent_at then b.taken_at < %(resend_before)s
    else b.taken_in is distinct from v.presence_order
      or (o.state = 'sent' and b.sent_at < %(resend_before)s) end
  order by b.taken_at nulls first, b.operation_id
  limit %(limit)s
  for no key update of o, b skip locked
)
update outbox b set taken_at = %(now)s, taken_in = v.presence_order
from due, vehicles v
where b.operation_id = due.operation_id and v.id = b.vehicle_id
returning b.operation_id, v.vin, b.downlink
"""
_MARK_SENT = """
with known as (
  select id, state from operations where id = %(operation)s for no key update
), marked as (
  update outbox b set sent_at = taken_at from known where b.operation_id = known.id
), told as (
  insert into operation_events (operation_id, at, state, words)
  select id, %(at)s, 'sent', case when exists (
    select from operation_events where operation_id = %(operation)s and state = 'sent')
    then 'sent again' else 'sent' end from known
)
update operations o set state = 'sent' from known
where o.id = known.id and known.state = 'queued'
"""
_EXPIRE = """
with late as (
  select o.id from operations o join outbox b on b.operation_id = o.id
  where o.state = 'queued' and o.expires_at <= %(now)s and b.taken_at is null
  for no key update of o skip locked
), gone as (
  delete from outbox b using late where b.operation_id = late.id
)
update operations o set state = 'expired', reason = 'not_reached', ended_at = %(now)s,
  settled_at = %(now)s
from late where o.id = late.id returning o.id, state, reason, vehicle_id
"""
_LOSE = """
update operations o set state = 'unknown', reason = 'no_answer', ended_at = %(now)s
where state in ('queued', 'sent', 'accepted', 'waiting', 'running')
  and o.expires_at <= %(lost_before)s
  and o.expires_at + make_interval(secs => budget_s) <= %(lost_before)s
  and (state <> 'queued' or exists (
    select from outbox b where b.operation_id = o.id and b.taken_at is not null))
returning id, state, reason, vehicle_id
"""


async def add_operation(
    connection: Connection,
    command: Command,
    downlink: bytes,
    *,
    asked_by: str,
    case: CaseId | None = None,
    attempt: tuple[int, int] | None = None,
) -> None:
    """The operation and its parcel; `attempt` is (attempt, index of the step).

    Every command passes here: raises `NeverFromAfar` for what law 2 forbids.
    """
    if is_never(command.component, command.action):
        raise NeverFromAfar(f"{command.action} on {command.component}")
    number, index = attempt or (None, 0)
    await connection.execute(
        "insert into operations (id, vehicle_id, case_id, attempt_id, step_index, component,"
        " action, title, safety_class, asked_by, asked_at, expires_at, budget_s, state)"
        " values (%s, (select id from vehicles where vin = %s), %s, %s, %s, %s, %s, %s, %s, %s,"
        " %s, %s, %s, 'queued')",
        [
            command.id,
            command.vin.text,
            case,
            number,
            index,
            command.component,
            Jsonb(action_to_json(command.action)),
            str(command.action),
            command.safety_class.name,
            asked_by,
            command.issued_at,
            command.expires_at,
            command.budget_s,
        ],
    )
    await connection.execute(
        "insert into outbox (operation_id, vehicle_id, downlink, expires_at)"
        " select id, vehicle_id, %s, expires_at from operations where id = %s",
        [downlink, command.id],
    )
    await _events(
        connection, [(command.id, "queued", f"asked by {asked_by}")], command.issued_at
    )


class PostgresOutbox:
    """Implements `gateway.pipeline.dispatch.Outbox`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def take_due(
        self,
        now: datetime,
        resend_before: datetime,
        limit: int,
        besides: Collection[Vin] = (),
    ) -> Sequence[Parcel]:
        asked = {"now": now, "resend_before": resend_before, "limit": limit}
        asked |= {"besides": [vin.text for vin in besides]}
        async with self._pool.connection() as connection:
            cursor = await connection.execute(_TAKE_DUE, asked)
            return [
                Parcel(operation=operation, vin=Vin(vin), downlink=downlink)
                for operation, vin, downlink in await cursor.fetchall()
            ]

    async def update_phases(
        self, vin: Vin, start: datetime, end: datetime
    ) -> Sequence[PhaseSample]:
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                "select id from vehicles where vin = %s", [vin.text]
            )
            known = await cursor.fetchone()
            if known is None:  # erased since its command was taken
                return []
            return await read_update_phases(connection, known[0], start, end)

    async def mark_sent(self, operation: UUID, at: datetime) -> None:
        async with self._pool.connection() as connection:
            await connection.execute(_MARK_SENT, {"operation": operation, "at": at})

    async def put_back(self, operation: UUID) -> None:
        async with self._pool.connection() as connection:
            await connection.execute(
                "update outbox set taken_at = sent_at, taken_in = null where operation_id = %s",
                [operation],
            )

    async def expire(self, now: datetime, lost_before: datetime) -> int:
        async with self._pool.connection() as connection:
            ended = []
            for statement in (_EXPIRE, _LOSE):
                cursor = await connection.execute(
                    statement, {"now": now, "lost_before": lost_before}
                )
                ended += await cursor.fetchall()
            if not ended:
                return 0
            await _events(connection, [(i, state, why) for i, state, why, _ in ended], now)
            await wake_cases(connection, [vehicle for *_, vehicle in ended], now)
            return len(ended)


async def _events(
    connection: Connection, events: Sequence[tuple[UUID, str, str]], at: datetime
) -> None:
    async with connection.cursor() as cursor:
        await cursor.executemany(
            "insert into operation_events (operation_id, at, state, words)"
            " values (%s, %s, %s, %s)",
            [(operation, at, state, words) for operation, state, words in events],
        )
