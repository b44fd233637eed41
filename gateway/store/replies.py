"""Replies: kept as they came, applied to their operations where the order of states allows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from gateway.domain.operation import OperationState
from gateway.domain.report import Placed, Reply
from gateway.domain.vin import Vin
from gateway.store.encode import exchanges_to_json, integers
from gateway.store.pool import Connection

Ids = Mapping[Vin, int]
Replies = Sequence[Placed[Reply]]

_KEEP = """
insert into replies (vehicle_id, boot_id, seq, at, command_id, state, reason, step, steps,
  doing, exchanges, time_source, received_at, uptime_ms, age_ms, wall_ms)
select vehicle_id, boot_id, seq, at, command_id, state, reason, step, steps, doing, exchanges,
  time_source, received_at, uptime_ms, age_ms, wall_ms
from jsonb_populate_recordset(null::replies, %s)
"""
# Only what this vehicle was asked: none answers for another.
_ASKED = """
select o.vehicle_id, o.id, o.state, o.step from operations o
where (o.vehicle_id, o.id) in (select * from unnest(%s::int[], %s::uuid[]))
order by o.id for update
"""
# The vehicle's ledger has spoken: whatever it said, it is not asked again.
_SETTLE = """
with settled as (
  update operations o set settled_at = coalesce(o.settled_at, said.at)
  from unnest(%s::uuid[], %s::timestamptz[]) said (id, at) where o.id = said.id
  returning o.id
)
delete from outbox where operation_id in (select id from settled)
"""
_MOVE = """
update operations o set state = new.state, reason = new.reason, step = new.step,
  steps = new.steps, doing = new.doing, ended_at = new.ended_at,
  exchanges = coalesce(new.exchanges, o.exchanges)
from jsonb_populate_recordset(null::operations, %s) new where o.id = new.id
"""
_TELL = """
insert into operation_events (operation_id, at, state, words)
select * from unnest(%s::uuid[], %s::timestamptz[], %s::text[], %s::text[])
"""


@dataclass(slots=True)
class _Operation:
    """As it stands, with what of the batch has moved it, and when it was settled."""

    state: OperationState
    step: int
    moved_by: list[Placed[Reply]] = field(default_factory=list)
    settled_at: datetime | None = None

    def hear(self, placed: Placed[Reply]) -> None:
        reply = placed.report
        if reply.state.settled:
            self.settled_at = self.settled_at or placed.at
        stale = reply.state is self.state and reply.step < self.step
        if not stale and self.state.may_become(reply.state):
            self.state, self.step = reply.state, reply.step
            self.moved_by.append(placed)


async def keep_replies(connection: Connection, ids: Ids, replies: Replies) -> None:
    """Some five statements, however many they are."""
    if not replies:
        return
    await connection.execute(_KEEP, [Jsonb([_row(ids, placed) for placed in replies])])
    operations = await _asked(connection, ids, replies)
    for placed in replies:
        reply = placed.report
        operation = operations.get((ids[reply.header.id.vin], reply.command_id))
        if operation is not None:
            operation.hear(placed)
    settled = [
        (number, operation.settled_at)
        for (_, number), operation in operations.items()
        if operation.settled_at is not None
    ]
    if settled:
        await connection.execute(_SETTLE, _columns(settled))
    moved = [operation.moved_by for operation in operations.values() if operation.moved_by]
    if moved:
        await connection.execute(_MOVE, [Jsonb([_moved(replies) for replies in moved])])
        await connection.execute(_TELL, _columns(map(_event, (p for m in moved for p in m))))


async def _asked(
    connection: Connection, ids: Ids, replies: Replies
) -> dict[tuple[int, UUID], _Operation]:
    cursor = await connection.execute(
        _ASKED,
        [
            integers([ids[placed.report.header.id.vin] for placed in replies]),
            [placed.report.command_id for placed in replies],
        ],
    )
    return {
        (vehicle, number): _Operation(OperationState(state), step)
        for vehicle, number, state, step in await cursor.fetchall()
    }


def _row(ids: Ids, placed: Placed[Reply]) -> dict[str, Any]:
    """As the table `replies` has it."""
    reply, header = placed.report, placed.report.header
    return {
        "vehicle_id": ids[header.id.vin],
        "boot_id": header.id.boot_id,
        "seq": header.id.seq,
        "at": placed.at.isoformat(),
        "command_id": str(reply.command_id),
        "state": reply.state.value,
        "reason": reply.reason,
        "step": reply.step,
        "steps": reply.steps,
        "doing": reply.doing,
        "exchanges": exchanges_to_json(reply.exchanges),
        "time_source": placed.source.value,
        "received_at": header.received_at.isoformat(),
        "uptime_ms": header.uptime_ms,
        "age_ms": header.age_ms,
        "wall_ms": header.wall_ms,
    }


def _moved(replies: Replies) -> dict[str, Any]:
    """As the table `operations` has it, after the last of these; the newest exchanges."""
    last = replies[-1]
    exchanges = [placed.report.exchanges for placed in replies if placed.report.exchanges]
    return {
        "id": str(last.report.command_id),
        "state": last.report.state.value,
        "reason": last.report.reason,
        "step": last.report.step,
        "steps": last.report.steps,
        "doing": last.report.doing,
        "ended_at": last.at.isoformat() if last.report.state.settled else None,
        "exchanges": exchanges_to_json(exchanges[-1]) if exchanges else None,
    }


def _event(placed: Placed[Reply]) -> tuple[UUID, datetime, str, str]:
    reply = placed.report
    return reply.command_id, placed.at, reply.state.value, reply.doing or reply.reason


def _columns(rows: Iterable[tuple[Any, ...]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]
