"""Booking as part of a case: in time, at one place, with the reason when there is none."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from gateway.domain.case import CaseState
from gateway.domain.finding import RuleId
from gateway.domain.service import CentreId, Closure, ServiceCentre, Taken
from gateway.domain.severity import Severity
from gateway.pipeline.advance import advance
from gateway.pipeline.memory.case_desk import MemoryDesk
from gateway.pipeline.memory.rows import VehicleRow
from tests.fix_casework import ANY_JOB, Story
from tests.fix_knowledge import FINDING, NOON
from tests.fix_store import CAR, OTHER_CAR, later


async def test_no_slot_needs_a_person_with_the_reason() -> None:
    """The person sees at once why there is none."""
    unable = replace(ANY_JOB, bays=(replace(ANY_JOB.bays[0], skills=frozenset()),))
    story = Story(centres=(unable,), remedies=())
    case = await story.begins()
    row = story.memory.rows.cases[case]
    assert row.state is CaseState.NEEDS_PERSON
    assert "Berlin: no bay for electronics" in row.next_step
    assert row.next_step in story.told
    assert row.due_at == later(hours=8)


async def test_no_centre_needs_a_person() -> None:
    """An installation without service centres says so."""
    story = Story(centres=(), remedies=())
    case = await story.begins()
    row = story.memory.rows.cases[case]
    assert "no service centre is known" in row.next_step


async def test_an_appointment_that_is_over_needs_a_person() -> None:
    """Somebody asks the workshop what it found; the case is not closed by itself."""
    story = Story(remedies=())
    case = await story.begins()
    [appointment] = story.booked
    over = appointment.slot.ends_at
    assert (await story.look(case, over - timedelta(minutes=1))).state is CaseState.BOOKED
    row = await story.look(case, over)
    assert row.state is CaseState.NEEDS_PERSON
    assert "Ask the workshop" in row.next_step
    assert row.due_at is not None
    assert row.due_at > over


async def test_after_trouble_of_ours_the_place_is_told_again() -> None:
    """Where and when stands in the booking; an error's words do not outlive the error."""
    story = Story(remedies=())
    case = await story.begins()
    told = story.memory.rows.cases[case].next_step
    await story.house.shelf.postpone(case, later(minutes=5), "An internal error")
    assert told == (await story.look(case, later(minutes=5))).next_step


async def test_what_becomes_worse_is_booked_earlier() -> None:
    """The place is given back, and the graver verdict finds its own."""
    story = Story(remedies=())
    monday, an_hour_later = later(days=-3), later(days=-3, hours=1)
    case = await story.begins(replace(FINDING, at=monday))
    [first] = story.booked
    grave = replace(
        FINDING, rule=RuleId("worse"), severity=Severity.STOP_DRIVING, at=an_hour_later
    )
    await story.house.take(findings=[grave], now=an_hour_later)
    row = await story.look(case, an_hour_later)
    [second] = story.booked
    assert second.slot.starts_at < first.slot.starts_at
    assert (row.state, row.severity) == (CaseState.BOOKED, Severity.STOP_DRIVING)


class BlindDesk(MemoryDesk):
    """Sees no appointment: as if each was made between the look and the hold."""

    async def taken(
        self, centres: Sequence[ServiceCentre], since: datetime
    ) -> Mapping[CentreId, Sequence[Taken]]:
        del centres, since
        return {}


async def test_a_slot_that_was_just_taken_is_not_sold_twice() -> None:
    """Whoever is always too late gets a person, not a double booking."""
    story = Story(remedies=())
    await story.begins()
    late = await story.house.open_case(replace(FINDING, vin=OTHER_CAR))
    async with story.memory.transaction() as transaction:
        await transaction.lock(late)
        await advance(BlindDesk(transaction, late), story.means, NOON)
    row = story.memory.rows.cases[late]
    assert (row.state, len(story.booked)) == (CaseState.NEEDS_PERSON, 1)
    assert "just taken" in row.next_step


async def test_a_place_soon_enough_elsewhere_is_taken() -> None:
    """The nearest centre is full for weeks: an urgent job goes to the other one tomorrow."""
    full = replace(ANY_JOB, closures=(Closure(NOON.date(), later(days=20).date(), "full"),))
    munich = replace(ANY_JOB, id=CentreId("munich"), name="Munich", subdivision="DE-BY")
    abroad = replace(munich, id=CentreId("vienna"), country="AT", subdivision="AT-9")
    story = Story(centres=(abroad, full, munich), remedies=())
    await story.begins(replace(FINDING, severity=Severity.URGENT))
    [appointment] = story.booked
    assert appointment.slot.centre == munich.id
    assert appointment.slot.starts_at - NOON < timedelta(days=5)


async def test_a_car_without_papers_needs_a_person() -> None:
    """Nobody books it at the other end of the world."""
    story = Story(remedies=())
    story.memory.rows.vehicles[CAR] = VehicleRow()
    case = await story.begins()
    row = story.memory.rows.cases[case]
    assert (row.state, story.booked) == (CaseState.NEEDS_PERSON, [])
    assert "we do not know where the car is at home" in row.next_step


async def test_two_cases_get_two_slots() -> None:
    """The second is booked after the first."""
    story = Story(remedies=())
    await story.begins()
    await story.begins(replace(FINDING, vin=OTHER_CAR))
    first, second = (row.slot for row in story.booked)
    assert second.starts_at == first.ends_at


async def test_a_car_that_did_not_come_is_booked_again() -> None:
    """Decided anew when a person says so: another place, after the one that was missed."""
    story = Story(remedies=())
    case = await story.begins()
    [(number, first)] = story.memory.rows.appointments.items()
    over = first.slot.ends_at
    await story.look(case, over)
    house = story.house
    house.clock.time = over
    assert await house.desk.no_show(number, "R. Meyer")
    row = await story.look(case, over)
    assert row.state is CaseState.BOOKED
    [second] = story.booked
    assert second.slot.starts_at > over
    assert "The car did not come, says R. Meyer" in story.told
