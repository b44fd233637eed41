"""Windows of months: each hour and day by its lowest and its highest value."""

from datetime import UTC, datetime, timedelta

import pytest

from gateway.domain.vin import Vin
from gateway.store.console import PostgresConsole
from gateway.store.pool import open_pool
from gateway.store.roll_ups import roll_up
from gateway.wiring.knowledge import RULEBOOK, signals_that_tell
from tests.fix_blocks import a_block, a_signal_set, a_vehicle

pytestmark = pytest.mark.slow
NOON = datetime(2026, 4, 3, 12, tzinfo=UTC)
CAR = Vin("WVWZZZ1JZXW000001")
HOUR_S, DAY_S = 3600.0, 86_400.0


@pytest.mark.parametrize(
    ("window", "begins", "length_s"),
    [
        (timedelta(days=30), NOON, HOUR_S),
        (timedelta(days=365), NOON.replace(hour=0), DAY_S),
    ],
)
async def test_a_long_window_is_drawn_from_roll_ups(
    dsn: str, window: timedelta, begins: datetime, length_s: float
) -> None:
    """A month by the hour, a year by the day; the spike of one second is in it."""
    async with open_pool(dsn) as pool:
        async with pool.connection() as connection:
            await a_signal_set(connection, (3, 7))
            vehicle = await a_vehicle(connection, CAR.text)
            rows = [(value, 0.0) for value in (4.0, 99.0, 2.0, 5.0)]
            await a_block(connection, vehicle, NOON + timedelta(minutes=1), *rows)
        await roll_up(pool, days=True)
        console = PostgresConsole(pool, RULEBOOK.entry, signals_that_tell)
        end = NOON + timedelta(days=3)
        [series] = await console.series(CAR, [3], end - window, end)
    at = begins.timestamp()
    assert series.times == (at + length_s / 4, at + length_s * 3 / 4)
    assert series.values == (2.0, 99.0)
