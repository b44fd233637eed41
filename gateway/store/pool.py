"""Connections to the database: migrated, in UTC, and honest about a server that is away."""

import select
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from psycopg import AsyncConnection, OperationalError, errors
from psycopg.rows import TupleRow
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from gateway.domain.errors import StoreUnavailable
from gateway.store.migrate import migrate

Connection = AsyncConnection[TupleRow]
PATIENCE_S = 5.0
_OPTIONS = "-c timezone=UTC -c idle_in_transaction_session_timeout=60s -c synchronous_commit=on"
"""Who stands still inside a transaction, as a frozen process does, loses it with its locks.

What is acknowledged after a commit has to be on the disk, however the server was tuned.
"""
_UNFIT = (
    errors.ReadOnlySqlTransaction,
    errors.InsufficientPrivilege,
    errors.UndefinedTable,
    errors.UndefinedColumn,
)
"""The server is not as it has to be: no fault of what was to be stored, so that waits."""
_AWAY = (OperationalError, PoolTimeout, errors.IdleInTransactionSessionTimeout, *_UNFIT)


class Pool:
    """Transactions on a bounded number of connections."""

    def __init__(self, connections: AsyncConnectionPool[Connection]) -> None:
        self._connections = connections

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """One transaction: committed at the end, undone by an exception.

        Raises `StoreUnavailable` when the server is away or goes away meanwhile.
        """
        try:
            async with self._connections.connection() as connection:
                yield connection
        except _AWAY as error:
            if is_passing(error):
                raise StoreUnavailable(type(error).__name__) from error
            raise

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Connection]:
        """As `connection`; it reads everything as of one moment, and writes nothing."""
        async with self.connection() as connection:
            await connection.execute(
                "set transaction isolation level repeatable read read only"
            )
            yield connection


def is_passing(error: Exception) -> bool:
    """Will the same work succeed later? No, if the server found fault with the work itself."""
    return not isinstance(error, errors.ProgramLimitExceeded | errors.StatementTooComplex)


async def _check(connection: Connection) -> None:
    """Asks the server only where it has said something unasked, as one does that goes away."""
    unasked = select.poll()
    unasked.register(connection.fileno(), select.POLLIN)
    if unasked.poll(0):
        await AsyncConnectionPool.check_connection(connection)


async def _reset(connection: Connection) -> None:
    """Whoever takes it next finds it as it was."""
    if connection.autocommit:
        await connection.set_autocommit(False)


@asynccontextmanager
async def open_pool(dsn: str, *, size: int = 8) -> AsyncIterator[Pool]:
    """A pool on a migrated database. Raises `StoreUnavailable` and `SchemaTooNew`."""
    try:
        async with await AsyncConnection.connect(dsn) as connection:
            await migrate(connection)
    except OperationalError as error:
        raise StoreUnavailable(str(error).strip()) from error
    connections: AsyncConnectionPool[Connection] = AsyncConnectionPool(
        dsn,
        min_size=2,
        max_size=size,
        open=False,
        timeout=PATIENCE_S,
        check=_check,
        reset=_reset,
        kwargs={"options": _OPTIONS},
    )
    async with connections:
        await connections.wait()
        yield Pool(connections)
