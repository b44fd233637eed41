"""TimescaleDB's policies: what it drops, moves to columns and adds up by itself."""

from datetime import timedelta

from gateway.store.pool import Connection, Pool
from gateway.store.retention import Retention

COLUMNS_AFTER = {"telemetry_blocks": timedelta(days=7), "signal_hours": timedelta(days=60)}
"""Until then late rows find room in ordinary pages; later ones are taken in all the same."""
_HYPERTABLE = """
select exists (select from pg_class where oid = 'telemetry_blocks'::regclass and relkind = 'r')
"""
# Whatever has changed, however long ago, is added up anew; the last day is added as it is read.
_ADD_UP = """
select add_continuous_aggregate_policy('signal_days', start_offset => null,
  end_offset => interval '1 day', schedule_interval => interval '1 hour')
"""


async def has_hypertables(pool: Pool) -> bool:
    """What the migrations have found decides for ever: the extension may have come later."""
    async with pool.connection() as connection:
        cursor = await connection.execute(_HYPERTABLE)
        [(found,)] = await cursor.fetchall()
        return bool(found)


async def arrange(pool: Pool, keep: Retention) -> None:
    """Every policy as it should be now; may be said again, and with other times."""
    async with pool.connection() as connection:
        for table, after in COLUMNS_AFTER.items():
            await connection.execute(
                "call remove_columnstore_policy(%s::regclass, if_exists => true)", [table]
            )
            await connection.execute(
                "call add_columnstore_policy(%s::regclass, after => %s)", [table, after]
            )
        await connection.execute(
            "select remove_continuous_aggregate_policy('signal_days', if_exists => true)"
        )
        await connection.execute(_ADD_UP)
        await _drop_after(connection, "telemetry_blocks", keep.telemetry)
        await _drop_after(connection, "signal_hours", keep.roll_ups)
        await _drop_after(connection, "signal_days", keep.roll_ups)


async def _drop_after(connection: Connection, table: str, keep: timedelta | None) -> None:
    await connection.execute(
        "select remove_retention_policy(%s::regclass, if_exists => true)", [table]
    )
    if keep is not None:
        await connection.execute(
            "select add_retention_policy(%s::regclass, drop_after => %s)", [table, keep]
        )
