"""Connections to the database: typed, in UTC, prepared."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from psycopg import AsyncConnection
from psycopg.rows import TupleRow
from psycopg_pool import AsyncConnectionPool

from gateway.store.migrate import migrate

Connection = AsyncConnection[TupleRow]
Pool = AsyncConnectionPool[Connection]


@asynccontextmanager
async def open_pool(dsn: str, *, size: int = 8) -> AsyncIterator[Pool]:
    """A pool on a migrated database; waits for the server and raises when it stays away."""
    async with await AsyncConnection.connect(dsn) as connection:
        await migrate(connection)
    pool: Pool = AsyncConnectionPool(
        dsn,
        min_size=2,
        max_size=size,
        open=False,
        check=AsyncConnectionPool.check_connection,
        kwargs={"options": "-c timezone=UTC"},
    )
    async with pool:
        await pool.wait()
        yield pool
