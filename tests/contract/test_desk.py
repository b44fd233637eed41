"""What a signed-in person may do: ask, call back, tell what the workshop found, judge."""

from datetime import datetime, timedelta

from gateway.domain.case import CaseId, CaseState
from gateway.domain.episode import Episode, EpisodeChange, FaultKey
from gateway.domain.instant import to_us
from gateway.domain.report import FaultReport, Placed
from gateway.domain.service import BayId, Slot
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import Status
from gateway.pipeline.memory import Memory
from tests.fix_centres import BERLIN
from tests.fix_knowledge import FINDING, NOON, a_verdict
from tests.fix_store import CAR, House, a_presence, later
from tests.fix_triage import faulty

ME = "R. Meyer"
SLOT = Slot(
    centre=BERLIN.id, bay=BayId("1"), starts_at=later(days=1), ends_at=later(days=1, hours=1)
)
OPEN = Episode(
    key=FaultKey(CAR, FINDING.component, FINDING.code),
    opened_at=NOON,
    updated_at=NOON,
    status=Status(0x2F),
    occurrences=1,
)
OVER = SLOT.ends_at
DAY = timedelta(days=1)


async def told(house: House, kind: str = "person") -> list[str]:
    """The timeline's lines of this kind, oldest first."""
    if isinstance(house.source, Memory):
        return [line.words for line in house.source.rows.timeline.values() if line.kind == kind]
    async with house.source.connection() as connection:
        cursor = await connection.execute(
            "select words from timeline where kind = %s order by id", [kind]
        )
        return [words for (words,) in await cursor.fetchall()]


async def appointment(house: House) -> tuple[int, str, str]:
    """Number, state and what was found, of the last one that was made."""
    if isinstance(house.source, Memory):
        number, row = max(house.source.rows.appointments.items())
        return number, row.state.value, row.found
    async with house.source.connection() as connection:
        cursor = await connection.execute(
            "select id, state, found from appointments order by id desc limit 1"
        )
        [(number, state, found)] = await cursor.fetchall()
        return number, state, found


def heard(seq: int, at: datetime) -> Placed[FaultReport]:
    """The car has spoken."""
    return faulty(seq, 0, FINDING.component, {}, vin=CAR)._replace(at_us=to_us(at))


async def settle(house: House, case: CaseId, state: CaseState, at: datetime = NOON) -> None:
    async with house.shelf.open(case) as desk:
        assert desk is not None
        await desk.settle(state, Severity.SOON, "next", due_at=later(days=9), since=at)


async def booked(house: House) -> CaseId:
    case = await house.open_case()
    async with house.shelf.open(case) as desk:
        assert desk is not None
        await desk.add_verdict(a_verdict())
        assert await desk.hold(SLOT, a_verdict(), later(minutes=10))
        await desk.book_held(NOON)
    await settle(house, case, CaseState.BOOKED)
    return case


async def is_open(house: House, case: CaseId) -> bool:
    async with house.shelf.open(case) as desk:
        return desk is not None


async def test_the_workshop_tells_what_it_found(house: House) -> None:
    """The appointment is done, the case closed, and the timeline names who said so."""
    case = await booked(house)
    number, state, _ = await appointment(house)
    assert state == "booked"
    assert await house.desk.complete_job(number, "Cable replaced.", ME)
    assert await appointment(house) == (number, "done", "Cable replaced.")
    assert not await is_open(house, case)
    assert await told(house) == [
        "Found and done at the workshop, says R. Meyer: Cable replaced."
    ]
    assert await told(house, "case") == ["The case is closed: a workshop has repaired it."]
    assert not await house.desk.complete_job(number, "Again.", ME)
    assert not await house.desk.no_show(number, ME)


async def test_a_fault_that_comes_back_after_a_repair_is_a_new_case(house: House) -> None:
    """The old one stays closed."""
    case = await booked(house)
    number, _, _ = await appointment(house)
    await house.desk.complete_job(number, "Cable replaced.", ME)
    again = await house.open_case()
    assert again != case


async def test_a_car_that_did_not_come_is_decided_anew(house: House) -> None:
    """Only once the time has come; then its place is over and it is looked at at once."""
    case = await booked(house)
    number, _, _ = await appointment(house)
    assert not await house.desk.no_show(number, ME)
    house.clock.time = OVER
    assert await house.desk.no_show(number, ME)
    assert (await appointment(house))[:2] == (number, "no_show")
    assert list(await house.shelf.due(OVER, 9)) == [case]
    async with house.shelf.open(case) as desk:
        assert desk is not None
        assert (desk.file.state, desk.file.since) == (CaseState.NEW, OVER)
        assert desk.file.appointment is None
    assert await told(house, "booking") == [
        "The car did not come, says R. Meyer; another place is looked for."
    ]
    assert not await house.desk.complete_job(number, "It came after all.", ME)


async def test_a_fault_that_outlives_its_repair_is_a_new_case(house: House) -> None:
    """Once the car itself has told of it a day after; what nobody repaired stays as it is."""
    case = await booked(house)
    number, _, _ = await appointment(house)
    assert await house.shelf.reopen(later(days=9), DAY) == 0
    await house.desk.complete_job(number, "Cable replaced.", ME)
    await house.take(heard(1, later(hours=23)))
    assert await house.shelf.reopen(later(days=9), DAY) == 0
    await house.take(heard(2, later(hours=25)))
    assert await house.shelf.reopen(later(days=9), DAY) == 1
    assert await house.shelf.reopen(later(days=9), DAY) == 0
    [again] = await house.shelf.due(later(days=9), 9)
    assert again != case
    async with house.shelf.open(again) as desk:
        assert desk is not None
        assert (desk.file.state, desk.file.since) == (CaseState.NEW, later(days=9))
        assert desk.file.still_true == {FINDING.rule}


async def test_a_person_s_word_on_a_case_is_not_doubted(house: House) -> None:
    """Judged is not repaired: the same question is not asked again the next day."""
    case = await house.open_case()
    await settle(house, case, CaseState.NEEDS_PERSON)
    await house.desk.close_case(case, "Known, harmless.", ME)
    await house.take(heard(1, later(hours=40)))
    assert await house.shelf.reopen(later(days=9), DAY) == 0


async def test_nobody_ends_what_is_not_there(house: House) -> None:
    """An unknown job is a no, not an error."""
    assert not await house.desk.complete_job(4711, "x", ME)
    assert not await house.desk.no_show(4711, ME)
    assert not await house.desk.close_case(CaseId(4711), "x", ME)


async def test_a_person_judges_what_waits_for_one(house: House) -> None:
    """With words, and only then; a case that a workshop expects is the workshop's."""
    case = await house.open_case()
    assert not await house.desk.close_case(case, "Known and harmless.", ME)
    await settle(house, case, CaseState.NEEDS_PERSON)
    assert await house.desk.close_case(case, "Known and harmless.", ME)
    assert not await is_open(house, case)
    assert await told(house) == ["R. Meyer has judged it: Known and harmless."]
    assert await told(house, "case") == ["The case is closed: a person has judged it."]
    assert not await house.desk.close_case(case, "Twice.", ME)


async def test_an_appointment_that_stands_is_not_judged_away(house: House) -> None:
    """It is over, and the workshop is asked first."""
    case = await booked(house)
    await settle(house, case, CaseState.NEEDS_PERSON)
    assert not await house.desk.close_case(case, "Forget it.", ME)
    assert await is_open(house, case)


async def test_nothing_is_asked_of_components_without_a_fault(house: House) -> None:
    """Nor told."""
    assert not await house.desk.ask_again(CAR, ME)
    assert await told(house) == []


async def test_what_was_asked_without_a_case_can_be_called_back(house: House) -> None:
    """It never leaves, and both are told with the name."""
    report = faulty(1, 0, FINDING.component, {str(FINDING.code): 0x2F}, vin=CAR)
    change = EpisodeChange(OPEN, report.report.entries[0], opened=True)
    await house.take(report, episodes=[(change, report)])
    assert await house.desk.ask_again(CAR, ME)
    await house.hear(a_presence())
    [parcel] = await house.outbox.take_due(NOON, NOON, 9)
    assert not await house.desk.cancel_operation(parcel.operation, ME)
    await house.outbox.put_back(parcel.operation)
    assert await house.desk.cancel_operation(parcel.operation, ME)
    assert list(await house.outbox.take_due(NOON, NOON, 9)) == []
    assert await told(house) == [
        "R. Meyer asked to read the fault memory of infotainment.",
        "R. Meyer cancelled “Read the fault memory” on infotainment.",
    ]
