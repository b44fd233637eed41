"""The same statements over both layouts: partitions, and hypertables in rows and in columns."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from gateway.domain.errors import Overtaken
from gateway.domain.report import Placed
from gateway.domain.signal import HV_BATTERY_TEMPERATURE_MAX, LV_BATTERY_VOLTAGE
from gateway.store.journal import PostgresJournal
from gateway.store.migrate import migrate
from gateway.store.passage import Passage
from gateway.store.pool import Connection, Pool, open_pool
from gateway.store.roll_ups import roll_up
from gateway.store.series import latest_values, read_series
from gateway.store.timescale import has_hypertables
from tests.fix_store import an_entry, boot_of
from tests.fix_timescale import OneAfterTheOther
from tests.fix_triage import NINE, measured

pytestmark = pytest.mark.slow
DAY_S = 86_400
VOLTS, WARMTH = LV_BATTERY_VOLTAGE.number, HV_BATTERY_TEMPERATURE_MAX.number
Found = tuple[dict[int, float | None], dict[int, list[tuple[float, float | None]]]]


@pytest.fixture
async def partitions(dsn: str) -> AsyncIterator[Pool]:
    async with open_pool(dsn) as pool:
        yield pool


@pytest.fixture
async def hypertables(timescale: AsyncConnection[TupleRow]) -> OneAfterTheOther:
    await migrate(timescale)
    await timescale.set_autocommit(False)
    return OneAfterTheOther(timescale)


@pytest.fixture(params=["partitions", "hypertables"])
def pool(request: pytest.FixtureRequest) -> Pool:
    """An empty store of either layout."""
    # Only a synchronous fixture may ask for an asynchronous one by name.
    return request.getfixturevalue(request.param)  # type: ignore[no-any-return]


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements that were a transaction by themselves."""
    seen: list[str] = []
    kept = Passage.all_at_once

    async def noted(self: Passage, statement: Any, values: Any) -> None:
        await kept(self, statement, values)
        seen.append(statement)

    monkeypatch.setattr(Passage, "all_at_once", noted)
    return seen


async def take(journal: PostgresJournal, *placed: Placed[Any]) -> int:
    """How many of the batch were new."""
    async with journal.batch() as batch:
        fresh = await batch.claim(placed)
        if fresh:
            await batch.keep(an_entry(fresh, boots=dict(map(boot_of, placed))))
    return len(fresh)


async def found(pool: Pool) -> Found:
    """The newest values, and the voltage from half past nine on, as seconds after nine."""
    connection: Connection
    async with pool.connection() as connection:
        newest = await latest_values(connection, 1)
        start = NINE + timedelta(minutes=30)
        series = await read_series(
            connection, 1, [VOLTS, WARMTH], start, start + timedelta(minutes=1)
        )
    points = {
        one.number: [
            (at - NINE.timestamp(), value)
            for at, value in zip(one.times, one.values, strict=True)
        ]
        for one in series
    }
    return {one.number: one.value for one in newest}, points


async def into_columns(pool: Pool, table: str) -> None:
    """All that lies in it, where there are columns; elsewhere it stays where it is."""
    if await has_hypertables(pool):
        async with pool.connection() as connection:
            cursor = await connection.execute(
                "select compress_chunk(c, true) from show_chunks(%s::regclass) c", [table]
            )
            assert cursor.rowcount > 0


async def test_what_is_taken_in_is_found(pool: Pool, at_once: list[str]) -> None:
    """Once, by one statement a batch, also what belongs into columns; by the same readers."""
    journal = PostgresJournal(pool)
    days_ago = measured(1, -3 * DAY_S, HV_BATTERY_TEMPERATURE_MAX, [64, 63])
    long = measured(2, 0, LV_BATTERY_VOLTAGE, [12.5] * 400)  # until six minutes past ten
    assert await take(journal, days_ago, long) == 2
    assert at_once == []  # a boot that nobody knew
    later = measured(3, 1_805, LV_BATTERY_VOLTAGE, [13.0, 13.5], every_s=3_600)
    assert await take(journal, later, long) == 1
    assert len(at_once) == 1
    days = not await has_hypertables(pool)
    await roll_up(pool, days=days)
    newest = {VOLTS: 13.5, WARMTH: 63.0}
    drawn = [(1_800.0 + 10 * n, 12.5) for n in range(7)]
    expected = newest, {VOLTS: sorted([*drawn, (1_805.0, 13.0)])}
    assert await found(pool) == expected

    await into_columns(pool, "telemetry_blocks")
    await into_columns(pool, "signal_hours")
    assert await found(pool) == expected
    late = [
        measured(4, 1_812, LV_BATTERY_VOLTAGE, [14.0]),
        measured(5, -3 * DAY_S + 60, HV_BATTERY_TEMPERATURE_MAX, [62]),
    ]
    assert await take(journal, *late) == 2
    assert await take(journal, *late, later) == 0
    assert len(at_once) == 2
    await roll_up(pool, days=days)
    sixth = measured(6, 1_820.5, LV_BATTERY_VOLTAGE, [14.5])
    assert await take(PostgresJournal(pool), sixth) == 1
    with pytest.raises(Overtaken):
        await take(journal, sixth)
    assert await take(journal, sixth) == 0
    drawn += [(1_805.0, 13.0), (1_812.0, 14.0), (1_820.5, 14.5)]
    assert await found(pool) == ({VOLTS: 13.5, WARMTH: 62.0}, {VOLTS: sorted(drawn)})
