"""Faults over the fleet: by code, the gravest case first, then what most vehicles have."""

from collections.abc import AsyncIterator

import pytest

from gateway.domain.severity import Severity
from gateway.domain.vin import Vin
from gateway.pipeline.fleet_faults import MOST_CODES
from gateway.pipeline.fleet_list import FleetQuestion
from gateway.store.console import PostgresConsole
from gateway.store.pool import Pool, open_pool
from gateway.store.vehicles import register
from gateway.wiring.knowledge import RULEBOOK, signals_that_tell
from tests import fix_wire as wire
from tests.fix_intake import a_frame, an_intake
from tests.fix_store import CAR, OTHER_CAR, PAPERS, StillClock, in_postgres, later

pytestmark = pytest.mark.slow
STORED, PASSED = 0x2E, 0x20
ISOLATION, PUMP, LOST = "P0AA6-1A", "P0C73-71", wire.SERVICES_LOST
UNKNOWN = "B3F01-00"


@pytest.fixture
async def pool(dsn: str) -> AsyncIterator[Pool]:
    async with open_pool(dsn) as opened:
        await register(opened, PAPERS)
        yield opened


@pytest.fixture
def console(pool: Pool) -> PostgresConsole:
    return PostgresConsole(pool, RULEBOOK.entry, signals_that_tell)


async def tell(
    pool: Pool, vin: Vin, seq: int, codes: dict[str, int], component: str = "telematics"
) -> None:
    """The report of this number of this car, so many seconds after noon."""
    body = wire.faults(vin, seq, codes, component, uptime_ms=seq * 1000, age_ms=0)
    frame = a_frame(body, "faults", later(seconds=seq))
    frame = frame._replace(topic=wire.topic(vin, "faults"))
    await an_intake(in_postgres(pool, StillClock()).journal).take([frame])


async def test_codes_are_told_with_their_vehicles(pool: Pool, console: PostgresConsole) -> None:
    """The gravest open case first; how many have it, how many fail, since when."""
    await tell(pool, CAR, 1, {LOST: wire.FAILED})
    await tell(pool, CAR, 2, {}, "infotainment")
    await tell(pool, OTHER_CAR, 1, {PUMP: PASSED}, "thermal_management")
    await tell(pool, OTHER_CAR, 2, {LOST: wire.FAILED})
    await tell(pool, OTHER_CAR, 3, {LOST: STORED})
    await tell(pool, CAR, 3, {ISOLATION: wire.FAILED}, "battery_management")
    grave, often = await console.faults()
    assert (str(grave.code), grave.component) == (ISOLATION, "battery_management")
    assert (grave.severity, grave.vehicles, grave.failing) == (Severity.STOP_DRIVING, 1, 1)
    assert (str(often.code), often.title) == (LOST, "Connected services lost")
    assert (often.severity, often.vehicles, often.failing) == (Severity.SOON, 2, 1)
    assert (often.oldest_at, often.newest_at) == (later(seconds=1), later(seconds=2))
    assert often.told_at == later(seconds=3)


async def test_what_has_ended_is_not_told(pool: Pool, console: PostgresConsole) -> None:
    """Neither a fault that has healed, nor the case of an earlier life."""
    await tell(pool, CAR, 1, {LOST: wire.FAILED})
    await tell(pool, CAR, 2, {})
    assert await console.faults() == ()
    async with pool.connection() as connection:
        await connection.execute(
            "update cases set closed_at = now(), due_at = null, outcome = 'repaired'"
        )
    await tell(pool, CAR, 3, {LOST: STORED})
    [line] = await console.faults()
    assert (line.vehicles, line.failing, line.severity) == (1, 0, None)


async def test_one_code_of_two_components_is_told_twice(
    pool: Pool, console: PostgresConsole
) -> None:
    """Those of most vehicles first; what the catalogue does not know is told too."""
    for vin in (CAR, OTHER_CAR):
        await tell(pool, vin, 1, {UNKNOWN: STORED}, "infotainment")
    await tell(pool, CAR, 2, {UNKNOWN: STORED}, "telematics")
    told = [(one.component, one.vehicles, one.title) for one in await console.faults()]
    assert told == [
        ("infotainment", 2, "Not in the catalogue"),
        ("telematics", 1, "Not in the catalogue"),
    ]


async def test_the_list_has_a_bound(pool: Pool, console: PostgresConsole) -> None:
    """However many codes a fleet has, the gravest are told."""
    await tell(pool, CAR, 1, {ISOLATION: wire.FAILED}, "battery_management")
    async with pool.connection() as connection:
        await connection.execute(
            "insert into episodes (vehicle_id, component, code, opened_at, updated_at, status,"
            " occurrences) select id, 'invented', n, now(), now(), 1, 1"
            " from vehicles, generate_series(1, %s) n where vin = %s",
            [MOST_CODES, CAR.text],
        )
    found = await console.faults()
    assert len(found) == MOST_CODES
    assert str(found[0].code) == ISOLATION


async def test_a_code_finds_the_vehicles_that_have_it(
    pool: Pool, console: PostgresConsole
) -> None:
    """And no other one whose owner's phone number has the digits of the code."""
    await tell(pool, CAR, 1, {"P2B61-71": STORED}, "thermal_management")
    async with pool.connection() as connection:
        await connection.execute(
            "update vehicles set phone = '+4930261710' where vin = %s", [OTHER_CAR.text]
        )
    for search, found in (("P2B61-71", [CAR]), ("26171", [OTHER_CAR])):
        listed = await console.vehicles(FleetQuestion(search=search))
        assert [one.vin for one in listed.lines] == found
