"""How long what is kept; what must not be kept any longer is deleted."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from psycopg.sql import SQL, Identifier

from gateway.store.fault_retention import let_fault_reports_go
from gateway.store.pool import Connection, Pool


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """None: for ever. Episodes, cases and what was concluded are always kept."""

    telemetry: timedelta | None
    roll_ups: timedelta | None
    operations: timedelta | None
    fault_reports: timedelta | None
    refused: timedelta | None


FOR_EVER = Retention(
    telemetry=None, roll_ups=None, operations=None, fault_reports=None, refused=None
)

_OLD_OPERATIONS = """
create temporary table old_operations on commit drop as
select o.id from operations o left join cases c on c.id = o.case_id
where o.ended_at < %s and o.settled_at < %s
  and (o.case_id is null or c.closed_at < %s)
  and not exists (select from outbox where operation_id = o.id)
"""


async def let_go(pool: Pool, keep: Retention, now: datetime) -> None:
    """Refused frames, settled operations of closed cases with their replies, fault reports."""
    async with pool.connection() as connection:
        if keep.refused is not None:
            for table in ("refused_frames", "refusals"):
                await connection.execute(
                    SQL("delete from {} where last_seen_at < %s").format(Identifier(table)),
                    [now - keep.refused],
                )
    if keep.operations is not None:
        async with pool.connection() as connection:
            await _let_operations_go(connection, now - keep.operations)
    if keep.fault_reports is not None:
        await let_fault_reports_go(pool, now - keep.fault_reports)


async def _let_operations_go(connection: Connection, before: datetime) -> None:
    await connection.execute(_OLD_OPERATIONS, [before] * 3)
    for statement in (
        "delete from operation_events e using old_operations o where e.operation_id = o.id",
        "delete from replies r using old_operations o where r.command_id = o.id",
        "delete from operations using old_operations o where operations.id = o.id",
    ):
        await connection.execute(statement)
