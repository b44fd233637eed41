"""Samples around a moment: from blocks of any length, each once."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from gateway.store.pool import Pool, open_pool
from gateway.store.series import read_series
from tests.fix_blocks import a_block, a_vehicle

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
        [series] = await read_series(connection, vehicle, [3], NOON, NOON + MINUTE)
    expected = [
        place
        for second in range(61)
        for place, seconds in enumerate(lengths)
        if second <= seconds and NOON + second * SECOND + place * SECOND / 10 <= NOON + MINUTE
    ]
    assert sorted(v for v in series.values if v is not None) == sorted(map(float, expected))
