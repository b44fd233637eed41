"""Fault reports go in their time; windows, proofs and histories find what they did before."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from psycopg.types.json import Jsonb

from gateway.domain.vin import Vin
from gateway.pipeline.journal import Recollection
from gateway.store import fault_retention
from gateway.store.history import History, KnownVehicle
from gateway.store.pool import Connection, Pool, open_pool
from gateway.store.recall import recall
from gateway.store.retention import FOR_EVER, Retention, let_go
from tests.fix_blocks import a_vehicle

pytestmark = pytest.mark.slow
DAY = timedelta(days=1)
NOW = datetime(2026, 4, 3, 12, tzinfo=UTC)
KEEP = Retention(
    telemetry=None, roll_ups=None, operations=None, fault_reports=10 * DAY, refused=None
)
CARS = [Vin("WVWZZZ1JZXW000001"), Vin("WVWZZZ1JZXW000002")]
EPISODE = """
insert into episodes (id, vehicle_id, component, code, opened_at, updated_at, status,
  occurrences, ended_at) values (1, 1, 'brakes', 1, %(at)s, %(at)s, 47, 1, %(ended)s)
"""
LINE = """
insert into episode_history (episode_id, at, boot_id, seq, status, occurrences, snapshots)
select 1, at, boot_id, seq, 47, 1, '[]' from fault_reports where seq = 2
"""
CASE = """
insert into cases (vehicle_id, component, code, state, severity, next_step, since, opened_at,
  due_at, closed_at, outcome) values (1, 'brakes', 1, 'new', 'soon', '', now(), now(), %(due)s,
  %(closed)s, %(outcome)s)
"""
HOLD = """
insert into held_back (vehicle_id, boot_id, seq, unit_order, boot_count, at, until)
select vehicle_id, boot_id, seq, unit_order, boot_count, at, %s from fault_reports where seq = 3
"""


@pytest.fixture
async def pool(dsn: str) -> AsyncIterator[Pool]:
    """Two cars, of which nothing is known; the first has the number 1."""
    async with open_pool(dsn) as opened:
        async with opened.connection() as connection:
            assert [await a_vehicle(connection, vin.text) for vin in CARS] == [1, 2]
        yield opened


async def told(
    connection: Connection, *ages: float, component: str = "brakes", **columns: Any
) -> None:
    """One report of each age in days; they come in when they were measured, in that order."""
    sequence = columns.pop("sequence", None) or count(1)
    for age in ages:
        row = {
            "vehicle_id": 1,
            "boot_id": 7,
            "seq": next(sequence),
            "unit_order": 1,
            "boot_count": 1,
            "at": NOW - age * DAY,
            "component": component,
            "operation_cycle": 1,
            "available": 255,
            "entries": Jsonb([]),
            "time_source": "uptime",
            "received_at": NOW - age * DAY,
            "uptime_ms": 0,
            "wall_ms": 0,
        } | columns
        await connection.execute(
            f"insert into fault_reports ({', '.join(row)})"  # noqa: S608 -- a test's own words
            f" values ({', '.join(['%s'] * len(row))})".encode(),
            [*row.values()],
        )


async def kept(pool: Pool, keep: Retention = KEEP) -> list[int]:
    """Sequences of what is left after a look."""
    await let_go(pool, keep, NOW)
    async with pool.connection() as connection:
        cursor = await connection.execute(
            "select seq from fault_reports order by vehicle_id, seq"
        )
        return [seq for (seq,) in await cursor.fetchall()]


async def remembered(pool: Pool) -> dict[Vin, Recollection]:
    async with pool.connection() as connection:
        return await recall(connection, {vin: n for n, vin in enumerate(CARS, 1)}, DAY)


async def test_what_is_old_goes_but_for_the_newest(pool: Pool) -> None:
    """Not a moment before its time; for ever is for ever."""
    moment = 1 / 86_400
    async with pool.connection() as connection:
        await told(connection, 30, 20, 10 + moment, 10, 5)
    assert await kept(pool, FOR_EVER) == [1, 2, 3, 4, 5]
    assert await kept(pool) == [3, 4, 5]


@pytest.mark.parametrize(("measured", "received"), [(30, 1), (1, 30)])
async def test_it_was_measured_and_came_in_so_long_ago(
    pool: Pool, measured: int, received: int
) -> None:
    """What comes late is kept from then on; a clock that went ahead is believed."""
    async with pool.connection() as connection:
        ages = (measured, measured + 1, measured + 2)
        await told(connection, *ages, received_at=NOW - received * DAY)
    assert await kept(pool) == [1, 2, 3]


async def test_windows_are_rebuilt_as_before(pool: Pool) -> None:
    """Of each component its newest word; and the last moment of which the time is known."""
    numbers = count(1)
    async with pool.connection() as connection:
        for component in ("brakes", "airbag"):
            await told(connection, 40, 30, 35, component=component, sequence=numbers)
        arrived = {"time_source": "arrival", "sequence": numbers}
        await told(connection, 20, 19, component="airbag", **arrived)
        await told(connection, 50, 45, vehicle_id=2, boot_id=8, sequence=numbers)
        await told(connection, 44, 43, vehicle_id=2, boot_id=9, boot_count=0, sequence=numbers)
    before = await remembered(pool)
    assert [len(one.faults) for one in before.values()] == [3, 2]
    left = await kept(pool)
    assert await remembered(pool) == before
    assert left == [2, 3, 5, 8, 10, 12]


async def test_what_stood_when_the_kept_stretch_begins_still_stands(pool: Pool) -> None:
    """Who judges any of it again is told the same."""
    async with pool.connection() as connection:
        await told(connection, 40, 30, 5, 1)
        await told(connection, 40, 30, 20, component="airbag", sequence=count(11))
    history, car = History(pool), KnownVehicle(1, CARS[0])
    for age in (10, 7, 3):
        before = await history.heard(car, NOW - age * DAY, NOW)
        left = await kept(pool)
        assert await history.heard(car, NOW - age * DAY, NOW) == before
    assert left == [2, 3, 4, 13]


async def test_what_waits_for_its_verdict_stays(pool: Pool) -> None:
    """And is not taken for the newest word, which stays as well."""
    async with pool.connection() as connection:
        await told(connection, 40, 30, 20)
        await connection.execute(HOLD, [NOW])
    before = await remembered(pool)
    assert await kept(pool) == [2, 3]
    assert await remembered(pool) == before


@pytest.mark.parametrize(("ended", "left"), [(None, [2, 4]), (NOW - 20 * DAY, [4])])
async def test_what_an_open_episode_comes_from_stays(
    pool: Pool, ended: datetime | None, left: list[int]
) -> None:
    """As long as it is open, each report that has a line in its history."""
    async with pool.connection() as connection:
        await told(connection, 40, 30, 20, 15)
        await connection.execute(EPISODE, {"at": NOW - 30 * DAY, "ended": ended})
        await connection.execute(LINE)
    assert await kept(pool) == left


@pytest.mark.parametrize(
    ("closed", "left"), [(None, [1, 2, 13]), (NOW - 20 * DAY, [2, 13])], ids=["open", "closed"]
)
async def test_of_an_open_case_every_report_stays(
    pool: Pool, closed: datetime | None, left: list[int]
) -> None:
    """Of its component: proofs are read off them."""
    due = NOW if closed is None else None
    outcome = None if closed is None else "repaired"
    async with pool.connection() as connection:
        await told(connection, 40, 30)
        await told(connection, 50, 40, 30, component="airbag", sequence=count(11))
        await connection.execute(CASE, {"due": due, "closed": closed, "outcome": outcome})
    assert await kept(pool) == left


async def test_however_many_there_are_all_go_in_portions(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No transaction is longer than it may be, and none is left out."""
    monkeypatch.setattr(fault_retention, "VEHICLES_A_PORTION", 1)
    monkeypatch.setattr(fault_retention, "REPORTS_A_PORTION", 2)
    async with pool.connection() as connection:
        for vehicle in (1, 2):
            for component in ("airbag", "brakes", "steering"):
                ages = (60, 50, 40, 30)
                await told(connection, *ages, component=component, vehicle_id=vehicle)
    assert await kept(pool) == [4] * 6
