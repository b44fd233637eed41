"""A component that chatters: everything is taken in, little is written, nobody else waits."""

from datetime import timedelta
from typing import Any

import pytest

from gateway.domain.report import Frame
from gateway.pipeline.views import VehiclePage
from gateway.store.console import PostgresConsole
from gateway.store.journal import PostgresJournal
from gateway.store.pool import Pool, open_pool
from gateway.triage.life import MOST_LINES, MOST_LIVES
from gateway.wiring.knowledge import RULEBOOK, signals_that_tell
from tests import fix_wire as wire
from tests.fix_intake import an_intake
from tests.fix_knowledge import NOON
from tests.fix_store import CAR, OTHER_CAR

pytestmark = pytest.mark.slow
CODE = "C0035-13"
STORM = 600


def chatter(seq: int, status: int | None) -> Frame:
    """Ten reports a second, each with the snapshot of its failure."""
    clocks = {"uptime_ms": 60_000 + 100 * seq, "age_ms": 0}
    said = {} if status is None else {CODE: status}
    payload = wire.faults(CAR, seq, said, "brakes", **clocks)
    return Frame.of(wire.topic(CAR, "faults"), payload, NOON + timedelta(seconds=seq / 10))


async def rows(pool: Pool, statement: str) -> Any:
    async with pool.connection() as connection:
        cursor = await connection.execute(statement.encode())
        return (await cursor.fetchall())[0]


async def page(pool: Pool) -> VehiclePage:
    found = await PostgresConsole(pool, RULEBOOK.entry, signals_that_tell).vehicle(CAR)
    assert found is not None
    return found


@pytest.mark.parametrize("off", [None, 0x28, 0x50])
@pytest.mark.parametrize("size", [STORM, 50])
async def test_a_storm_is_bounded_and_counted(dsn: str, off: int | None, size: int) -> None:
    """In one batch or in many: every report is kept, lives, lines and notes stay few."""
    frames = [chatter(seq, 0x2F if seq % 2 else off) for seq in range(1, STORM + 1)]
    calm = Frame.of(wire.topic(OTHER_CAR, "faults"), wire.faults(OTHER_CAR, 1), NOON)
    async with open_pool(dsn) as pool:
        intake = an_intake(PostgresJournal(pool))
        for first in range(0, STORM, size):
            await intake.take([*frames[first : first + size], calm])
        stored = await rows(pool, "select count(*) from fault_reports")
        lives, lines = await rows(pool, "select count(*), sum(lines) from episodes")
        history = await rows(pool, "select count(*) from episode_history")
        notes = await rows(pool, "select count(*) from timeline")
        fault = (await page(pool)).faults[0]
    assert stored == (STORM + 1,)
    assert lives <= MOST_LIVES + 1
    assert history == (lines,)
    assert lines <= (MOST_LINES + 8) * 2
    assert notes[0] <= 40
    assert fault.untold > STORM / 2


async def test_the_evidence_of_the_first_failure_stays(dsn: str) -> None:
    """Law 4: its snapshot has a line of its own, whatever comes after it."""
    async with open_pool(dsn) as pool:
        intake = an_intake(PostgresJournal(pool))
        await intake.take([chatter(seq, 0x2F if seq % 2 else 0x2E) for seq in range(1, 301)])
        first = await rows(
            pool, "select seq, snapshots from episode_history order by at, seq limit 1"
        )
        newest = await rows(pool, "select snapshots from episodes")
    assert first[0] == 1
    assert first[1] == newest[0] == [{"record": 1, "values": {"F40D": "2a"}}]


async def test_a_near_miss_stands_on_the_vehicle_s_page(dsn: str) -> None:
    """Pending, then gone before it was confirmed: it is history, and is called so."""
    async with open_pool(dsn) as pool:
        intake = an_intake(PostgresJournal(pool))
        await intake.take([chatter(1, 0x27), chatter(2, None)])
        shown = await page(pool)
    [fault] = shown.faults
    assert (fault.near_miss, fault.end) == (True, "healed")
    assert any("gone before it was confirmed" in line.text for line in shown.timeline)
