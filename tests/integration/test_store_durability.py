"""What is acknowledged is on the disk, however the database was tuned."""

import pytest
from psycopg import AsyncConnection
from psycopg.sql import SQL, Identifier
from structlog.testing import capture_logs

from gateway.store import durability
from gateway.store.durability import Durability
from gateway.store.pool import Connection, open_pool

pytestmark = pytest.mark.slow


async def test_a_commit_waits_for_the_disk_even_where_that_was_switched_off(dsn: str) -> None:
    """Somebody has tuned the database for speed; our connections ask for safety."""
    async with await AsyncConnection.connect(dsn, autocommit=True) as connection:
        tuned = SQL("alter database {} set synchronous_commit = off")
        await connection.execute(tuned.format(Identifier(connection.info.dbname)))
    async with await AsyncConnection.connect(dsn) as plain:
        assert await _synchronous(plain) == "off"
    async with open_pool(dsn) as pool, pool.connection() as ours:
        assert await _synchronous(ours) == "on"


async def test_the_embedded_server_keeps_what_it_has_committed(dsn: str) -> None:
    """And nothing is said of it at the start."""
    async with open_pool(dsn) as pool:
        async with pool.connection() as connection:
            found = await durability.durability(connection)
        assert found == Durability(flushes=True, whole_pages=True, log_mib=1024)
        with capture_logs() as said:
            await durability.say_when_not_durable(pool)
    assert said == []


async def test_a_server_that_does_not_flush_is_told_of_at_the_start(
    dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Loudly: what cars were told is safe would not be."""

    async def careless(_connection: Connection) -> Durability:
        return Durability(flushes=False, whole_pages=True, log_mib=1024)

    monkeypatch.setattr(durability, "durability", careless)
    async with open_pool(dsn) as pool:
        with capture_logs() as said:
            await durability.say_when_not_durable(pool)
    assert [(one["log_level"], one["why"]) for one in said] == [("error", "fsync is off")]


async def _synchronous(connection: Connection) -> str:
    cursor = await connection.execute("select current_setting('synchronous_commit')")
    [(setting,)] = await cursor.fetchall()
    return str(setting)
