"""Replies: kept as they came, applied to their operation where the order of states allows."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from psycopg.types.json import Jsonb

from gateway.domain.operation import OperationState
from gateway.domain.report import Placed, Reply
from gateway.domain.vin import Vin
from gateway.store.encode import exchanges_to_json
from gateway.store.pool import Connection


async def keep_replies(
    connection: Connection, ids: Mapping[Vin, int], replies: Sequence[Placed[Reply]]
) -> None:
    for placed in replies:
        await _keep(connection, ids[placed.report.header.id.vin], placed)
        await _apply(connection, ids[placed.report.header.id.vin], placed.report, placed.at)


async def _keep(connection: Connection, vehicle: int, placed: Placed[Reply]) -> None:
    reply = placed.report
    await connection.execute(
        "insert into replies (vehicle_id, boot_id, seq, at, command_id, state, reason, step,"
        " steps, doing, exchanges, time_source, received_at, uptime_ms, age_ms, wall_ms)"
        " values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            vehicle,
            reply.header.id.boot_id,
            reply.header.id.seq,
            placed.at,
            reply.command_id,
            reply.state.value,
            reply.reason,
            reply.step,
            reply.steps,
            reply.doing,
            Jsonb(exchanges_to_json(reply.exchanges)),
            placed.source.value,
            reply.header.received_at,
            reply.header.uptime_ms,
            reply.header.age_ms,
            reply.header.wall_ms,
        ],
    )


async def _apply(connection: Connection, vehicle: int, reply: Reply, at: datetime) -> None:
    """Only to what this vehicle was asked: none answers for another."""
    cursor = await connection.execute(
        "select state, step from operations where id = %s and vehicle_id = %s for update",
        [reply.command_id, vehicle],
    )
    row = await cursor.fetchone()
    if row is None:
        return
    state = OperationState(row[0])
    if reply.state.settled:
        await _settle(connection, reply, at)
    stale = reply.state is state and reply.step < row[1]
    if stale or not state.may_become(reply.state):
        return
    await connection.execute(
        "update operations set state = %s, reason = %s, step = %s, steps = %s, doing = %s,"
        " exchanges = case when %s then %s else exchanges end, ended_at = %s where id = %s",
        [
            reply.state.value,
            reply.reason,
            reply.step,
            reply.steps,
            reply.doing,
            bool(reply.exchanges),
            Jsonb(exchanges_to_json(reply.exchanges)),
            at if reply.state.settled else None,
            reply.command_id,
        ],
    )
    await connection.execute(
        "insert into operation_events (operation_id, at, state, words) values (%s, %s, %s, %s)",
        [reply.command_id, at, reply.state.value, reply.doing or reply.reason],
    )


async def _settle(connection: Connection, reply: Reply, at: datetime) -> None:
    """The vehicle's ledger has spoken: whatever it said, it is not asked again."""
    await connection.execute(
        "update operations set settled_at = coalesce(settled_at, %s) where id = %s",
        [at, reply.command_id],
    )
    await connection.execute("delete from outbox where operation_id = %s", [reply.command_id])
