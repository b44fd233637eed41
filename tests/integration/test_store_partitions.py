"""Partitions by time: nothing is refused, nobody waits, the old goes."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from gateway.store.partitions import HOURS, TELEMETRY, partition_starts, tend
from gateway.store.pool import Pool, open_pool
from gateway.store.timescale import has_hypertables
from tests.fix_blocks import a_block, a_vehicle

pytestmark = pytest.mark.slow
NOW = datetime(2026, 4, 3, 12, tzinfo=UTC)
DAY = timedelta(days=1)
WEEK = 7 * DAY
VIN = "WVWZZZ1JZXW000001"


@pytest.fixture
async def pool(dsn: str) -> AsyncIterator[Pool]:
    async with open_pool(dsn) as opened:
        if await has_hypertables(opened):
            pytest.skip("TimescaleDB makes and drops its own chunks")
        yield opened


async def rows(pool: Pool) -> dict[str, int]:
    """Blocks by the partition that holds them, without the table's name."""
    async with pool.connection() as connection:
        cursor = await connection.execute(
            "select tableoid::regclass::text, count(*) from telemetry_blocks group by 1"
        )
        return {n.removeprefix("telemetry_blocks_"): c for n, c in await cursor.fetchall()}


async def keep(pool: Pool, *times: datetime) -> None:
    """A block of one vehicle at each of these."""
    async with pool.connection() as connection:
        cursor = await connection.execute("select id from vehicles where vin = %s", [VIN])
        row = await cursor.fetchone()
        vehicle = row[0] if row else await a_vehicle(connection, VIN)
        for at in times:
            await a_block(connection, vehicle, at, (1.0, 2.0))


async def test_days_are_made_beforehand(pool: Pool) -> None:
    """From yesterday to a week from now: where intake writes, nothing needs to be moved."""
    await tend(pool, TELEMETRY, NOW, None)
    await keep(pool, NOW, NOW + WEEK, NOW - DAY, NOW - WEEK)
    assert await rows(pool) == {
        "2026_04_02": 1,
        "2026_04_03": 1,
        "2026_04_10": 1,
        "default": 1,
    }


async def test_no_day_is_made_that_is_too_old_to_keep(pool: Pool) -> None:
    """Otherwise each look would make yesterday's partition, and the next one drop it."""
    await tend(pool, TELEMETRY, NOW, DAY / 2)
    async with pool.connection() as connection:
        there = await partition_starts(connection, TELEMETRY)
    assert there is not None
    assert min(there) == NOW - DAY / 2


async def test_no_time_is_refused_and_all_find_their_day(pool: Pool) -> None:
    """What came before its partition is moved there; what no clock can mean stays aside."""
    ages = [timedelta(), timedelta(hours=13), WEEK, timedelta(days=3000), -2 * WEEK]
    await keep(pool, *(NOW - age for age in ages))
    assert await rows(pool) == {"default": 5}
    await tend(pool, TELEMETRY, NOW, None)
    assert await rows(pool) == {
        "2026_04_03": 1,
        "2026_04_02": 1,
        "2026_03_27": 1,
        "default": 2,
    }


async def test_looking_again_changes_nothing(pool: Pool) -> None:
    """Every look may be repeated, also on the table of months."""
    await keep(pool, NOW)
    for of in (TELEMETRY, HOURS):
        await tend(pool, of, NOW, WEEK)
        await tend(pool, of, NOW, WEEK)
    assert await rows(pool) == {"2026_04_03": 1}


async def test_what_is_older_than_the_retention_goes(pool: Pool) -> None:
    """A day goes when all of it is too old, a stray as soon as it is itself."""
    times = [NOW - WEEK, NOW - 2 * WEEK, NOW]
    await tend(pool, TELEMETRY, NOW - 2 * WEEK, None)
    await keep(pool, *times)
    await tend(pool, TELEMETRY, NOW, WEEK)
    assert await rows(pool) == {"2026_03_27": 1, "2026_04_03": 1}
    await tend(pool, TELEMETRY, NOW + timedelta(hours=11), WEEK)
    assert await rows(pool) == {"2026_03_27": 1, "2026_04_03": 1}
    await tend(pool, TELEMETRY, NOW + timedelta(hours=12), WEEK)
    assert await rows(pool) == {"2026_04_03": 1}


async def test_it_gives_way_to_who_writes(pool: Pool) -> None:
    """While a batch is open nothing is moved or dropped; the next look does it."""
    await tend(pool, TELEMETRY, NOW - 2 * WEEK, None)
    await keep(pool, NOW - 2 * WEEK)
    async with pool.connection() as batch:
        await a_block(batch, await a_vehicle(batch, "WVWZZZ1JZXW000002"), NOW, (1.0, 2.0))
        await tend(pool, TELEMETRY, NOW, WEEK)
    assert await rows(pool) == {"2026_03_20": 1, "default": 1}
    await tend(pool, TELEMETRY, NOW, WEEK)
    assert await rows(pool) == {"2026_04_03": 1}


async def test_who_writes_to_a_day_that_is_there_does_not_wait(pool: Pool) -> None:
    """A partition is attached beside an open batch on another one."""
    await tend(pool, TELEMETRY, NOW, None)
    await keep(pool, NOW - WEEK)
    async with pool.connection() as batch:
        await a_block(batch, await a_vehicle(batch, "WVWZZZ1JZXW000002"), NOW, (1.0, 2.0))
        await tend(pool, TELEMETRY, NOW, None)
        assert await rows(pool) == {"2026_03_27": 1}
    assert await rows(pool) == {"2026_03_27": 1, "2026_04_03": 1}
