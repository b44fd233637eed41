"""Near misses over the fleet: what failed and healed before it was confirmed, by code."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from gateway.domain.severity import Severity
from gateway.domain.vin import Vin
from gateway.store.console import PostgresConsole
from gateway.store.pool import Pool, open_pool
from gateway.store.vehicles import register
from gateway.wiring.knowledge import RULEBOOK, signals_that_tell
from tests import fix_wire as wire
from tests.fix_intake import a_frame, an_intake
from tests.fix_knowledge import NOON
from tests.fix_store import CAR, OTHER_CAR, PAPERS, StillClock, in_postgres

pytestmark = pytest.mark.slow
PENDING, PASSED, CONFIRMED = 0x27, 0x20, 0x2F
PUMP, LOST = "P0C73-71", wire.SERVICES_LOST
DAY = timedelta(days=1)


@pytest.fixture
async def pool(dsn: str) -> AsyncIterator[Pool]:
    async with open_pool(dsn) as opened:
        await register(opened, PAPERS)
        yield opened


async def tell(pool: Pool, vin: Vin, code: str, *statuses: int) -> None:
    """This car's component says of this code one after the other, a second apart."""
    frames = [
        a_frame(
            wire.faults(vin, seq, {code: status}, uptime_ms=seq * 1000, age_ms=0), "faults"
        )._replace(topic=wire.topic(vin, "faults"))
        for seq, status in enumerate(statuses, 1)
    ]
    await an_intake(in_postgres(pool, StillClock()).journal).take(frames)


async def test_what_healed_unconfirmed_is_told_by_code(pool: Pool) -> None:
    """With its vehicles, newest first; neither what was confirmed nor what is still there."""
    console = PostgresConsole(pool, RULEBOOK.entry, signals_that_tell)
    await tell(pool, CAR, PUMP, PENDING, PASSED)
    await tell(pool, OTHER_CAR, PUMP, PENDING, PASSED)
    [line] = await console.near_misses(NOON - DAY)
    assert (str(line.code), line.vehicles, line.times) == (PUMP, 2, 2)
    assert {(vin, plate) for vin, plate, _ in line.latest} == {
        (one.vin, one.plate) for one in PAPERS
    }
    entry = RULEBOOK.entry(line.component, line.code)
    known = ("Not in the catalogue", Severity.UNKNOWN)
    if entry is not None:
        known = (entry.title, entry.severity)
    assert (line.title, line.severity) == known
    assert await console.near_misses(NOON + DAY) == ()


async def test_faults_are_no_near_misses(pool: Pool) -> None:
    """Confirmed before it healed; or pending still."""
    console = PostgresConsole(pool, RULEBOOK.entry, signals_that_tell)
    await tell(pool, CAR, LOST, PENDING, CONFIRMED, PASSED)
    await tell(pool, OTHER_CAR, LOST, PENDING)
    assert await console.near_misses(NOON - DAY) == ()
