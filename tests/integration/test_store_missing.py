"""What is missing, as the console tells and draws it."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from gateway.domain.report import Frame
from gateway.domain.vin import Vin
from gateway.pipeline.holdback import HOLD_BACK
from gateway.pipeline.missing import LateReports, MissingFate
from gateway.pipeline.views import LeftOut, VehiclePage
from gateway.store.console import PostgresConsole
from gateway.store.pool import Pool, open_pool
from gateway.wiring.knowledge import RULEBOOK, signals_that_tell
from proto.v1 import telemetry_pb2
from tests import fix_wire as wire
from tests.fix_intake import a_frame, an_intake
from tests.fix_knowledge import NOON
from tests.fix_store import CAR, House, StillClock, in_postgres, later

pytestmark = pytest.mark.slow


@pytest.fixture
async def pool(dsn: str) -> AsyncIterator[Pool]:
    async with open_pool(dsn) as opened:
        yield opened


@pytest.fixture
def house(pool: Pool) -> House:
    return in_postgres(pool, StillClock())


@pytest.fixture
def console(pool: Pool) -> PostgresConsole:
    return PostgresConsole(pool, RULEBOOK.entry, signals_that_tell)


async def test_a_page_tells_what_is_missing_and_what_came_late(
    house: House, console: PostgresConsole
) -> None:
    """How much, since when, and what becomes of it; what fills a gap behind others is late."""

    def body(seq: int, minutes: int, *omissions: telemetry_pb2.Omission) -> Frame:
        clocks: Any = {"uptime_ms": minutes * 60_000, "age_ms": (60 - minutes) * 60_000}
        said = telemetry_pb2.Telemetry.FromString(wire.telemetry(CAR, seq, **clocks))
        said.omissions.extend(omissions)
        return a_frame(said.SerializeToString())

    async def page() -> VehiclePage:
        shown = await console.vehicle(CAR)
        assert shown is not None
        return shown

    wall = StillClock()
    intake = an_intake(house.journal, wall=wall)
    await intake.take([body(1, 10), body(4, 20)])
    [missing] = (await page()).missing
    first, last = later(minutes=-50), later(minutes=-40)
    assert (missing.fate, missing.reports, missing.noticed_at) == (MissingFate.AWAY, 2, NOON)
    assert (missing.since, missing.until) == (first, last)
    here = wire.presence(CAR, last_seq=4, backlog=3)
    await intake.take([a_frame(here, "presence")])
    assert [one.fate for one in (await page()).missing] == [MissingFate.ON_BOARD]
    wall.time += HOLD_BACK
    await intake.release()
    await intake.take([body(2, 14)])
    shown = await page()
    assert shown.late == LateReports(
        reports=1, since=later(minutes=-46), until=later(minutes=-46), told_at=NOON
    )
    assert [one.reports for one in shown.missing] == [1]
    gone = telemetry_pb2.Omission(
        boot_id=wire.BOOT, first_seq=3, last_seq=3, reason=telemetry_pb2.NO_LONGER_KEPT
    )
    await intake.take([body(5, 30, gone)])
    [lost] = (await page()).missing
    assert (lost.fate, lost.reports) == (MissingFate.LOST, 1)


async def test_no_line_is_drawn_over_what_is_missing(
    house: House, console: PostgresConsole
) -> None:
    """Between two reports of which one between has not come; until it comes."""
    intake = an_intake(house.journal)

    async def values() -> list[float | None]:
        [volts] = await console.series(CAR, [10], NOON - timedelta(hours=1), later(hours=1))
        return list(volts.values)

    def body(seq: int) -> Frame:
        clocks: Any = {"uptime_ms": seq * 10_000, "age_ms": (60 - seq) * 10_000}
        return a_frame(wire.telemetry(CAR, seq, {10: [float(seq)]}, **clocks))

    await intake.take([body(1), body(2), body(4)])
    assert await values() == [1, 2, None, 4]
    await intake.take([body(3)])
    assert await values() == [1, 2, 3, 4]


async def test_a_page_tells_what_the_car_left_out(
    house: House, console: PostgresConsole
) -> None:
    """How much of it, and between which times; not what came all the same."""

    def body(seq: int, minutes: int, *omissions: telemetry_pb2.Omission) -> bytes:
        clocks: Any = {"uptime_ms": minutes * 60_000, "age_ms": (60 - minutes) * 60_000}
        said = telemetry_pb2.Telemetry.FromString(wire.telemetry(CAR, seq, **clocks))
        said.omissions.extend(omissions)
        return said.SerializeToString()

    gone = wire.given_up(2, 5, samples=1200)
    frames = [a_frame(body(1, 10)), a_frame(body(4, 25)), a_frame(body(6, 40))]
    await an_intake(house.journal).take(frames)
    page = await console.vehicle(CAR)
    assert page is not None
    assert page.left_out is None
    await an_intake(house.journal).take([a_frame(body(9, 60, gone))])
    page = await console.vehicle(CAR)
    assert page is not None
    assert page.left_out == LeftOut(
        reports=3, samples=1197, since=later(minutes=-50), until=later(minutes=-20)
    )


async def test_series_tell_where_nothing_was_measured(
    house: House, console: PostgresConsole
) -> None:
    """A gap is a gap, in order of event time, and only what was asked for."""
    nan = float("nan")
    bodies = [
        wire.telemetry(CAR, 2, {10: [12.2, nan]}, uptime_ms=60_000, age_ms=0),
        wire.telemetry(CAR, 1, {10: [12.5, 12.4], 2: [1, 1]}, uptime_ms=0, age_ms=60_000),
    ]
    await an_intake(house.journal).take([a_frame(body, at=later(minutes=1)) for body in bodies])
    [volts] = await console.series(CAR, [10, 99], NOON - timedelta(hours=1), later(hours=1))
    first = volts.times[0]
    assert [at - first for at in volts.times] == pytest.approx([0, 1, 59, 60], abs=1.01)
    assert list(volts.values) == pytest.approx([12.5, 12.4, 12.2, None], nan_ok=True)
    assert await console.series(CAR, [10], later(hours=2), later(hours=3)) == ()
    assert await console.series(Vin("WVWZZZ1JZXW000009"), [10], NOON, NOON) == ()
