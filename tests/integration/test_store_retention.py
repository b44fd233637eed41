"""Retention: what has had its time goes, what is still needed does not."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from gateway.store.pool import Connection, Pool, open_pool
from gateway.store.retention import FOR_EVER, Retention, let_go
from tests.fix_full_store import NOW, fill

pytestmark = pytest.mark.slow
DAY = timedelta(days=1)
KEEP = Retention(telemetry=DAY, roll_ups=DAY, operations=DAY, fault_reports=DAY, refused=DAY)
KEPT = {"refused": 1, "operations": 1, "events": 1, "replies": 1}
GONE = dict.fromkeys(KEPT, 0)
CLOSED = "update cases set closed_at = %s, due_at = null, outcome = 'repaired'"


@pytest.fixture
async def pool(dsn: str) -> AsyncIterator[Pool]:
    """A row in every table; the operation has ended, its case is closed, nothing is due."""
    async with open_pool(dsn) as opened:
        async with opened.connection() as connection:
            await fill(connection)
            await connection.execute("delete from outbox")
            await connection.execute(
                "update replies set command_id = (select id from operations)"
            )
            await connection.execute(CLOSED, [NOW])
        yield opened


async def there(pool: Pool) -> dict[str, int]:
    async with pool.connection() as connection:
        cursor = await connection.execute(
            "select (select count(*) from refused_frames), (select count(*) from operations),"
            " (select count(*) from operation_events), (select count(*) from replies)"
        )
        [row] = await cursor.fetchall()
        return dict(zip(KEPT, row, strict=True))


async def change(pool: Pool, statement: str) -> None:
    connection: Connection
    async with pool.connection() as connection:
        await connection.execute(statement.encode())


async def test_what_is_old_goes_with_all_that_was_said_of_it(pool: Pool) -> None:
    """Not a moment before its time."""
    await let_go(pool, KEEP, NOW + DAY)
    assert await there(pool) == KEPT
    await let_go(pool, KEEP, NOW + DAY + timedelta(seconds=1))
    assert await there(pool) == GONE


async def test_for_ever_is_for_ever(pool: Pool) -> None:
    """Unless somebody says otherwise."""
    await let_go(pool, FOR_EVER, NOW + 10_000 * DAY)
    assert await there(pool) == KEPT


@pytest.mark.parametrize(
    "why",
    [
        "update operations set settled_at = null",
        "update cases set closed_at = null, due_at = now(), outcome = null",
        "insert into outbox select id, 1, '', now() from operations",
    ],
)
async def test_what_may_still_be_needed_stays(pool: Pool, why: str) -> None:
    """An operation that is not settled, of an open case, or still to be sent."""
    await change(pool, why)
    await let_go(pool, KEEP, NOW + 10 * DAY)
    assert await there(pool) == {**KEPT, "refused": 0}
