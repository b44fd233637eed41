"""Operations and the outbox, on PostgreSQL: persisted first, published afterwards.

Who needs both rows locks the operation first, so that nobody waits in a circle.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg.types.json import Jsonb

from gateway.domain.case import CaseId
from gateway.domain.errors import NeverFromAfar
from gateway.domain.operation import Command, is_never
from gateway.domain.vin import Vin
from gateway.pipeline.dispatch import Parcel
from gateway.store.encode import action_to_json
from gateway.store.pool import Connection, Pool

_TAKE_DUE = """
with due as (
  select b.operation_id from outbox b
  join vehicles v on v.id = b.vehicle_id
  join operations o on o.id = b.operation_id
  where v.online
    and (b.times_sent > 0 or b.expires_at > %(now)s)
    and (b.sent_in is distinct from v.presence_order
         or (o.state = 'sent' and b.sent_at < %(resend_before)s))
  order by b.operation_id
  for update of o, b skip locked
)
update outbox b set sent_at = %(now)s, sent_in = v.presence_order, times_sent = times_sent + 1
from due, vehicles v
where b.operation_id = due.operation_id and v.id = b.vehicle_id
returning b.operation_id, v.vin, b.downlink
"""
_EXPIRE = """
with late as (
  select id from operations where state = 'queued' and expires_at <= %(now)s
  for update skip locked
), gone as (
  delete from outbox b using late where b.operation_id = late.id
)
update operations o set state = 'expired', reason = 'not_reached', ended_at = %(now)s,
  settled_at = %(now)s
from late where o.id = late.id returning o.id, state, reason, vehicle_id
"""
_LOSE = """
update operations o set state = 'unknown', reason = 'no_answer', ended_at = %(now)s
where state in ('sent', 'accepted', 'waiting', 'running')
  and o.expires_at + make_interval(secs => budget_s) <= %(lost_before)s
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

    async def take_due(self, now: datetime, resend_before: datetime) -> Sequence[Parcel]:
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                _TAKE_DUE, {"now": now, "resend_before": resend_before}
            )
            parcels = [
                Parcel(operation=operation, vin=Vin(vin), downlink=downlink)
                for operation, vin, downlink in await cursor.fetchall()
            ]
            cursor = await connection.execute(
                "update operations set state = 'sent' where id = any(%s) and state = 'queued'"
                " returning id",
                [[parcel.operation for parcel in parcels]],
            )
            first = {number for (number,) in await cursor.fetchall()}
            words = ["sent" if p.operation in first else "sent again" for p in parcels]
            events = [
                (p.operation, "sent", word) for p, word in zip(parcels, words, strict=True)
            ]
            await _events(connection, events, now)
            return parcels

    async def expire(self, now: datetime, lost_before: datetime) -> int:
        async with self._pool.connection() as connection:
            ended = []
            for statement in (_EXPIRE, _LOSE):
                cursor = await connection.execute(
                    statement, {"now": now, "lost_before": lost_before}
                )
                ended += await cursor.fetchall()
            await _events(connection, [(i, state, why) for i, state, why, _ in ended], now)
            await connection.execute(
                "update cases set due_at = %s where closed_at is null and vehicle_id = any(%s)",
                [now, [vehicle for *_, vehicle in ended]],
            )
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
