"""Roll-ups: every stored block counts once, however late it comes and whoever still writes."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from gateway.doctor.check import Health
from gateway.doctor.database import check_database
from gateway.store.maintenance import Maintenance
from gateway.store.pool import Connection, Pool, open_pool
from gateway.store.retention import FOR_EVER
from gateway.store.roll_ups import roll_up
from gateway.store.series import latest_values
from tests.fix_blocks import Point, a_block, a_signal_set, a_vehicle, rolled_up
from tests.fix_demo import ROOT

pytestmark = pytest.mark.slow
NOON = datetime(2026, 4, 3, 12, tzinfo=UTC)
MIDNIGHT = datetime(2026, 4, 3, tzinfo=UTC)
HOUR = timedelta(hours=1)
NAN = float("nan")
HOW_TO = ROOT / "docs/how-to/back-up.md"
MENDED = r"^ +begin;\n(.*?)^ +commit;"


@pytest.fixture
async def pool(dsn: str) -> AsyncIterator[Pool]:
    async with open_pool(dsn) as opened:
        yield opened


@pytest.fixture
async def vehicle(pool: Pool) -> int:
    async with pool.connection() as connection:
        await a_signal_set(connection, (3, 7))
        return await a_vehicle(connection, "WVWZZZ1JZXW000001")


async def points(pool: Pool, vehicle: int, span: str) -> list[Point]:
    """Of signal 3."""
    async with pool.connection() as connection:
        return await rolled_up(connection, vehicle, 3, span)


async def keep(pool: Pool, vehicle: int, at: datetime, *values: float) -> None:
    async with pool.connection() as connection:
        await block(connection, vehicle, at, *values)


async def block(connection: Connection, vehicle: int, at: datetime, *values: float) -> None:
    await a_block(connection, vehicle, at, *((value, 0.0) for value in values))


async def test_hours_and_days_say_what_was_measured(pool: Pool, vehicle: int) -> None:
    """Count, sum, extremes, first and last; a block over the hour is in both of its hours."""
    await keep(pool, vehicle, NOON - timedelta(seconds=2), 4.0, NAN, 1.0, 8.0)
    await roll_up(pool, days=True)
    eleven = Point(
        start=NOON - HOUR, samples=1, total=4.0, lowest=4.0, highest=4.0, first=4.0, last=4.0
    )
    twelve = Point(
        start=NOON, samples=2, total=9.0, lowest=1.0, highest=8.0, first=1.0, last=8.0
    )
    assert await points(pool, vehicle, "hour") == [eleven, twelve]
    assert await points(pool, vehicle, "day") == [
        Point(
            start=MIDNIGHT, samples=3, total=13.0, lowest=1.0, highest=8.0, first=4.0, last=8.0
        )
    ]


async def test_late_samples_are_added_once(pool: Pool, vehicle: int) -> None:
    """What was measured before is first, although it came last."""
    await keep(pool, vehicle, NOON + timedelta(minutes=5), 5.0)
    assert await roll_up(pool, days=True) == 1
    await keep(pool, vehicle, NOON, 2.0)
    assert [await roll_up(pool, days=True), await roll_up(pool, days=True)] == [1, 0]
    told = {
        "samples": 2,
        "total": 7.0,
        "lowest": 2.0,
        "highest": 5.0,
        "first": 2.0,
        "last": 5.0,
    }
    assert await points(pool, vehicle, "hour") == [Point(start=NOON, **told)]  # type: ignore[arg-type]
    assert await points(pool, vehicle, "day") == [Point(start=MIDNIGHT, **told)]  # type: ignore[arg-type]


async def test_a_batch_that_is_still_open_is_not_missed(pool: Pool, vehicle: int) -> None:
    """It began before others that are added already, and commits after them."""
    async with pool.connection() as slow:
        await block(slow, vehicle, NOON, 1.0)
        await keep(pool, vehicle, NOON, 2.0)
        before = await roll_up(pool, days=True)
    assert before + await roll_up(pool, days=True) == 2
    assert [point.total for point in await points(pool, vehicle, "hour")] == [3.0]


async def test_a_time_of_arrival_is_not_when_it_was_measured(pool: Pool, vehicle: int) -> None:
    """Samples that nobody can place are in no hour."""
    async with pool.connection() as connection:
        await a_block(connection, vehicle, NOON, (1.0, 1.0), time_source="arrival")
    await roll_up(pool, days=True)
    assert await points(pool, vehicle, "hour") == []


async def test_two_gateways_add_nothing_twice(pool: Pool, vehicle: int) -> None:
    """One does it while the other goes on with its own work."""
    await keep(pool, vehicle, NOON, 1.0)
    one, other = Maintenance(pool, FOR_EVER), Maintenance(pool, FOR_EVER)
    async with pool.connection() as guard:
        await guard.execute("select pg_advisory_xact_lock(%s)", [0x76646775])
        assert not await one.look(NOON)
        assert await points(pool, vehicle, "hour") == []
    assert await other.look(NOON)
    assert await one.look(NOON)
    assert [point.samples for point in await points(pool, vehicle, "hour")] == [1]


async def test_what_was_measured_long_ago_is_still_the_latest(pool: Pool, vehicle: int) -> None:
    """A signal that is not sent any more is found on its last day, without a search of all."""
    async with pool.connection() as connection:
        await a_block(connection, vehicle, NOON - timedelta(days=90), (1.0, 2.0), (3.0, NAN))
        await a_block(connection, vehicle, NOON, (5.0,), signals=(3,))
        await connection.execute("insert into oddities values ('unknown_signal', '7')")
        await connection.execute("insert into oddities values ('unknown_signal', 'others')")
        await connection.execute("update vehicles set latest_at = %s", [NOON])
    await roll_up(pool, days=True)
    async with pool.connection() as connection:
        found = {one.number: one for one in await latest_values(connection, vehicle)}
    assert {number: one.value for number, one in found.items()} == {3: 5.0, 7: 2.0}
    assert found[7].at == NOON - timedelta(days=90)


async def test_a_dump_of_another_server_is_added_once_it_is_mended(
    dsn: str, pool: Pool, vehicle: int
) -> None:
    """Its transactions are beyond ours: nothing is added, it is told, the how-to mends it."""
    async with pool.connection() as connection:
        for stored_by in (7_000_000_000, 8_000_000_000):
            await a_block(connection, vehicle, NOON, (1.0, 0.0), stored_by=stored_by)
        await connection.execute("update roll_up_progress set stored_before = 7500000000")
    for _ in range(2):
        assert await roll_up(pool, days=True) == 0
    assert await told(dsn) is Health.ODD
    [mended] = re.findall(MENDED, HOW_TO.read_text(), re.DOTALL | re.MULTILINE)
    async with pool.connection() as connection:
        await connection.execute(mended.encode())
    await keep(pool, vehicle, NOON, 3.0)
    assert [await roll_up(pool, days=True) for _ in range(2)] == [2, 0]
    assert await told(dsn) is Health.GOOD


async def told(dsn: str) -> Health:
    """What `vdg doctor` thinks of the roll-ups."""
    [health] = [c.health async for c in check_database(dsn) if c.what == "roll-ups"]
    return health
