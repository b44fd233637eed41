"""What the console reads: worst first, found by what people know, complete and current."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from gateway.domain.operation import OperationState
from gateway.domain.person import PhoneNumber
from gateway.domain.service import AppointmentState, CentreId
from gateway.domain.severity import Severity
from gateway.domain.vin import Vin
from gateway.pipeline.advance import advance
from gateway.pipeline.ask import Pen
from gateway.pipeline.casework import Means
from gateway.pipeline.fleet_list import FleetQuestion, Order, Show
from gateway.store.centres import enter_centres
from gateway.store.console import PostgresConsole
from gateway.store.pool import Pool, open_pool
from gateway.store.vehicles import register
from gateway.wiring.knowledge import INSTALLED, RULEBOOK, Knowing, signals_that_tell
from tests import fix_wire as wire
from tests.fix_casework import ANY_JOB, numbered
from tests.fix_intake import a_frame, an_intake
from tests.fix_knowledge import NOON
from tests.fix_store import (
    CAR,
    OTHER_CAR,
    PAPERS,
    House,
    StillClock,
    in_postgres,
    later,
    signed,
)

pytestmark = pytest.mark.slow
CALM_CAR = Vin("WVWZZZ1JZXW000003")
LOST, PUMP, ISOLATION = wire.SERVICES_LOST, "P0C73-71", "P0AA6-1A"


@pytest.fixture
async def pool(dsn: str) -> AsyncIterator[Pool]:
    """Three cars with owners, and a workshop that can do everything."""
    async with open_pool(dsn) as opened:
        first, second = PAPERS
        await register(
            opened,
            [
                replace(first, owner="Ada Okafor", phone=PhoneNumber("+49305550104")),
                replace(second, owner="Bo 50% Berg", phone=PhoneNumber("+498955501999")),
                replace(second, vin=CALM_CAR, plate="M_X 7", owner="Cy", phone=None),
            ],
        )
        await enter_centres(opened, [ANY_JOB])
        yield opened


@pytest.fixture
def house(pool: Pool) -> House:
    return in_postgres(pool, StillClock())


@pytest.fixture
def console(pool: Pool) -> PostgresConsole:
    return PostgresConsole(pool, RULEBOOK.entry, signals_that_tell)


async def hear(house: House, vin: Vin, seq: int, component: str, code: str) -> None:
    """This car reports this code, and whatever follows from it is done."""
    body = wire.faults(vin, seq, {code: wire.FAILED}, component, uptime_ms=seq, age_ms=0)
    frame = a_frame(body, "faults")._replace(topic=wire.topic(vin, "faults"))
    await an_intake(house.journal).take([frame])
    await follow_up(house)


async def follow_up(house: House) -> None:
    """Every case that is due is looked at once."""
    ids = numbered()
    means = Means(
        knowledge=Knowing(INSTALLED, [ANY_JOB]).knowledge, pen=Pen(lambda: next(ids), signed)
    )
    for case in await house.shelf.due(NOON, 9):
        async with house.shelf.open(case) as desk:
            assert desk is not None
            await advance(desk, means, NOON)


async def test_the_worst_vehicle_comes_first(house: House, console: PostgresConsole) -> None:
    """By severity of the gravest open case; those without any come last."""
    await hear(house, OTHER_CAR, 1, "telematics", LOST)
    await hear(house, CAR, 1, "battery_management", ISOLATION)
    lines = (await console.vehicles(FleetQuestion())).lines
    assert [(one.vin, one.severity) for one in lines] == [
        (CAR, Severity.STOP_DRIVING),
        (OTHER_CAR, Severity.SOON),
        (CALM_CAR, None),
    ]
    assert lines[0].top_fault.startswith(ISOLATION)


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", [CAR, OTHER_CAR, CALM_CAR]),
        (CAR.text, [CAR]),
        (CAR.text[-4:].lower(), [CAR]),
        ("b-vd 002", [OTHER_CAR]),
        ("okafor", [CAR]),
        ("  Okafor ", [CAR]),
        ("030 555 0104", [CAR]),
        ("+49 (30) 5550104", [CAR]),
        ("0104", [CAR]),
        ("50%", [OTHER_CAR]),
        ("%", [OTHER_CAR]),
        ("_", [CALM_CAR]),
        ("U1A10-87", [CAR]),
        ("u1a10", [CAR]),
        ("U1A10-88", []),
        ("P0C73", [OTHER_CAR]),
        ("nobody", []),
        ("'; drop table vehicles; --", []),
    ],
)
async def test_vehicles_are_found_by_what_people_know(
    house: House, console: PostgresConsole, search: str, found: list[Vin]
) -> None:
    """VIN, plate, owner, digits of a phone number, a code with or without its failure type."""
    await hear(house, CAR, 1, "telematics", LOST)
    await hear(house, OTHER_CAR, 1, "thermal_management", PUMP)
    listed = await console.vehicles(FleetQuestion(search=search))
    assert {one.vin for one in listed.lines} == set(found)
    assert listed.counts[Show.ALL] == len(found)


@pytest.mark.parametrize(
    ("question", "found"),
    [
        (FleetQuestion(show=Show.STOP_DRIVING), [CAR]),
        (FleetQuestion(show=Show.SOON), [OTHER_CAR]),
        (FleetQuestion(show=Show.URGENT), []),
        (FleetQuestion(show=Show.SILENT, order=Order.PLATE), [CAR, OTHER_CAR, CALM_CAR]),
        (FleetQuestion(order=Order.SILENCE), [CALM_CAR, CAR, OTHER_CAR]),
        (FleetQuestion(page=1), []),
    ],
)
async def test_the_list_is_filtered_and_sorted_in_the_store(
    house: House, console: PostgresConsole, question: FleetQuestion, found: list[Vin]
) -> None:
    """Each filter and order; the counts are those of all pages, whatever is shown."""
    await hear(house, OTHER_CAR, 1, "telematics", LOST)
    await hear(house, CAR, 1, "battery_management", ISOLATION)
    listed = await console.vehicles(question)
    assert [one.vin for one in listed.lines] == found
    assert listed.counts == {
        Show.STOP_DRIVING: 1,
        Show.URGENT: 0,
        Show.SOON: 1,
        Show.PERSON: 0,
        Show.SILENT: 3,
        Show.ALL: 3,
    }


async def test_the_newest_value_is_the_last_that_was_measured(
    house: House, console: PostgresConsole
) -> None:
    """With its own time, even where the latest sample is missing."""
    body = wire.telemetry(
        CAR, 1, {10: [12.5, float("nan")], 2: [1, 2]}, uptime_ms=0, age_ms=1000
    )
    await an_intake(house.journal).take([a_frame(body, at=later(seconds=1))])
    page = await console.vehicle(CAR)
    assert page is not None
    volts = next(one for one in page.signals if one.number == 10)
    assert (volts.value, volts.at, volts.unit) == (12.5, NOON, "V")
    assert page.phase is not None
    assert page.phase.value == 2


async def test_the_page_of_a_vehicle_tells_its_story(
    house: House, console: PostgresConsole
) -> None:
    """Fault, verdict, attempt with its operation, timeline; and nobody's page is none."""
    await hear(house, CAR, 1, "telematics", LOST)
    page = await console.vehicle(CAR)
    assert page is not None
    [fault], [case] = page.faults, page.cases
    assert (str(fault.code), fault.title) == (LOST, "Connected services lost")
    assert case.verdict is not None
    assert (case.verdict.severity, case.due_at) == (Severity.SOON, later(hours=24))
    [attempt] = case.attempts
    [operation] = attempt.operations
    assert operation.state is OperationState.QUEUED
    assert operation.title == f"Read the evidence of {LOST}"
    assert {"fault", "verdict", "decision", "operation"} <= {one.kind for one in page.timeline}
    assert await console.vehicle(Vin("WVWZZZ1JZXW000009")) is None


async def test_a_job_carries_its_evidence(house: House, console: PostgresConsole) -> None:
    """Verdict, faults, freeze frame and the signals around the fault, for the workshop."""
    volts = wire.telemetry(CAR, 1, {10: [12.5], 24: [80_000.0]}, uptime_ms=0, age_ms=0)
    await an_intake(house.journal).take([a_frame(volts)])
    await hear(house, CAR, 2, "battery_management", ISOLATION)
    board = await console.board(ANY_JOB.id, NOON, later(days=14))
    assert board is not None
    [line] = board.jobs
    assert (line.severity, line.plate) == (Severity.STOP_DRIVING, "B-VD 001")
    job = await console.job(line.appointment_id)
    assert job is not None
    assert (job.vin, job.owner, job.phone) == (CAR, "Ada Okafor", "+49305550104")
    assert job.verdict.severity is Severity.STOP_DRIVING
    assert job.verdict.drivability in {one.drivability for one in RULEBOOK.catalogue}
    assert [str(fault.code) for fault in job.faults] == [ISOLATION]
    assert job.snapshots
    assert 24 in {one.number for one in job.series}
    [centre] = await console.centres()
    assert (centre.id, centre.booked) == (ANY_JOB.id, 1)


async def test_a_job_on_signals_alone_shows_them(
    house: House, console: PostgresConsole
) -> None:
    """Isolation is lost before the component says so: the curve is there all the same."""
    lost = {24: [80_000.0] * 61}
    body = wire.telemetry(CAR, 1, lost, uptime_ms=0, age_ms=60_000)
    await an_intake(house.journal).take([a_frame(body, at=later(minutes=1))])
    await follow_up(house)
    board = await console.board(ANY_JOB.id, NOON, later(days=14))
    assert board is not None
    job = await console.job(board.jobs[0].appointment_id)
    assert job is not None
    assert (job.faults, job.snapshots) == ((), ())
    assert 24 in {one.number for one in job.series}


async def test_what_nobody_knows_is_none(console: PostgresConsole) -> None:
    """A job or a centre that is not there is no error."""
    assert await console.job(404) is None
    assert await console.board(CentreId("nowhere"), NOON, later(days=1)) is None


async def test_the_page_tells_what_people_asked(house: House, console: PostgresConsole) -> None:
    """An operation of no case is shown, and the timeline tells who asked."""
    await hear(house, CAR, 1, "battery_management", ISOLATION)
    assert await house.desk.ask_again(CAR, "R. Meyer")
    page = await console.vehicle(CAR)
    assert page is not None
    [asked] = page.operations
    assert (asked.title, asked.component) == ("Read the fault memory", "battery_management")
    assert asked.state is OperationState.QUEUED
    assert "R. Meyer asked to read" in page.timeline[0].text
    assert await house.desk.cancel_operation(asked.id, "R. Meyer")
    page = await console.vehicle(CAR)
    assert page is not None
    assert [one.state for one in page.operations] == [OperationState.CANCELLED]


async def test_the_job_tells_what_was_found(house: House, console: PostgresConsole) -> None:
    """The owner's invitation before, the workshop's word after; the board still shows it."""
    await hear(house, CAR, 1, "battery_management", ISOLATION)
    page = await console.vehicle(CAR)
    assert page is not None
    [case] = page.cases
    assert case.appointment is not None
    job = await console.job(case.appointment.id)
    assert job is not None
    assert "Do not drive there; the car has to be towed." in job.invitation
    assert await house.desk.complete_job(job.appointment_id, "Heater replaced.", "R. Meyer")
    job = await console.job(job.appointment_id)
    assert job is not None
    assert job.appointment.state is AppointmentState.DONE
    assert (job.found, job.ended_by) == ("Heater replaced.", "R. Meyer")
    board = await console.board(ANY_JOB.id, NOON, later(days=9))
    assert board is not None
    assert [one.state for one in board.jobs] == [AppointmentState.DONE]
