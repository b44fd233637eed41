"""Samples around a moment: from blocks of any length, each once."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from gateway.store import series
from gateway.store.pool import Connection, Pool, open_pool
from gateway.store.series import latest_values, read_series
from tests.fix_blocks import a_block, a_signal_set, a_vehicle

pytestmark = pytest.mark.slow
NOON = datetime(2026, 4, 3, 12, tzinfo=UTC)
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


@pytest.fixture
async def pool(dsn: str) -> AsyncIterator[Pool]:
    async with open_pool(dsn) as opened:
        yield opened


async def test_blocks_of_any_length_are_found_once(pool: Pool) -> None:
    """They end before the window does, just after, and long after; one stands between both."""
    lengths = [1, 30, 60, 660, 661, 4000]
    async with pool.connection() as connection:
        vehicle = await a_vehicle(connection, "WVWZZZ1JZXW000001")
        for place, seconds in enumerate(lengths):
            begun = NOON + place * SECOND / 10
            values = [(float(place), 0.0)] * (seconds + 1)
            await a_block(connection, vehicle, begun, *values)
        await a_block(connection, vehicle, NOON + 2 * MINUTE, (99.0, 0.0))
        [found] = await read_series(connection, vehicle, [3], NOON, NOON + MINUTE)
    expected = [
        place
        for second in range(61)
        for place, seconds in enumerate(lengths)
        if second <= seconds and NOON + second * SECOND + place * SECOND / 10 <= NOON + MINUTE
    ]
    assert sorted(v for v in found.values if v is not None) == sorted(map(float, expected))


async def test_the_newest_block_of_each_set_is_looked_at(pool: Pool) -> None:
    """Whatever sets the vehicle uses, and in whatever order it met them; no other vehicle's."""
    async with pool.connection() as connection:
        vehicle, other = [await a_vehicle(connection, f"WVWZZZ1JZXW00000{n}") for n in (2, 3)]
        for minutes, value in ((0, 1.0), (2, 3.0), (1, 2.0)):
            at = NOON + minutes * MINUTE
            await a_block(connection, vehicle, at, (value, value), signals=(10, 11))
            await a_block(connection, vehicle, at - 9 * MINUTE, (value,), signals=(4,))
        await a_block(connection, vehicle, NOON + 5 * MINUTE, (9.0,), signals=(11,))
        await a_block(connection, other, NOON + 6 * MINUTE, (7.0, 7.0), signals=(3, 7))
        await connection.execute("update vehicles set latest_at = %s", [NOON + 6 * MINUTE])
        found = {one.number: one.value for one in await latest_values(connection, vehicle)}
    assert found == {10: 3.0, 11: 9.0, 4: 3.0}


async def test_what_other_vehicles_send_makes_the_look_no_longer(pool: Pool) -> None:
    """A thousand sets that this one never used: as many pages are read as before."""
    async with pool.connection() as connection:
        vehicle = await a_vehicle(connection, "WVWZZZ1JZXW000004")
        await a_block(connection, vehicle, NOON, (1.0, 2.0))
        before = await _pages_read(connection, vehicle)
        for number in range(1000):
            await a_signal_set(connection, (number, number + 1, 9))
        await connection.execute("analyze signal_sets")
        assert await _pages_read(connection, vehicle) <= before + 5


async def _pages_read(connection: Connection, vehicle: int) -> int:
    cursor = await connection.execute(
        "explain (analyze, buffers, format json) " + series._LATEST,
        [vehicle, NOON - timedelta(days=1), NOON + timedelta(days=1)],
    )
    [([told],)] = await cursor.fetchall()
    return int(told["Plan"]["Shared Hit Blocks"] + told["Plan"]["Shared Read Blocks"])
