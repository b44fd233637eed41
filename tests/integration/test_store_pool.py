"""Connections: a transaction that stands still does not stand for ever."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from gateway.domain.errors import StoreUnavailable
from gateway.store.pool import Pool, open_pool

pytestmark = pytest.mark.slow


@pytest.fixture
async def pool(dsn: str) -> AsyncIterator[Pool]:
    async with open_pool(dsn) as opened:
        yield opened


async def test_who_stands_still_in_a_transaction_loses_it(pool: Pool) -> None:
    """With its locks, after a bounded time; it is told that the store was away, and goes on."""
    async with pool.connection() as connection:
        cursor = await connection.execute("show idle_in_transaction_session_timeout")
        assert await cursor.fetchall() == [("1min",)]

    async def stand_still() -> None:
        async with pool.connection() as connection:
            await connection.execute("set idle_in_transaction_session_timeout = '50ms'")
            await connection.execute("lock table vehicles")
            await still_locked(pool)
            await connection.execute("select 1")

    with pytest.raises(StoreUnavailable):
        await stand_still()
    async with pool.connection() as connection:
        await connection.execute("select 1")


async def still_locked(pool: Pool) -> None:
    """Returns once somebody else has got the lock."""
    async with asyncio.timeout(30), pool.connection() as other:
        await other.execute("lock table vehicles")
