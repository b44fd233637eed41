"""The desk: verdicts, attempts, proof, slots and what the vehicle showed, on one case."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from gateway.domain.case import CaseId
from gateway.domain.catalogue import RemedyId
from gateway.domain.component import TELEMATICS
from gateway.domain.finding import RuleId
from gateway.domain.proof import Proof, ProofState
from gateway.domain.service import BayId, Slot, Taken
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import Status, TroubleCode
from gateway.domain.what_if import WhatIf
from gateway.pipeline.casework import Booked, CaseDesk
from gateway.remedy.plan import AttemptState, PastAttempt
from gateway.remedy.proof import Sighting
from tests.fix_centres import BERLIN
from tests.fix_commands import begun
from tests.fix_knowledge import FINDING, NOON, PLAYBOOK, RESTART, a_verdict
from tests.fix_store import CAR, OTHER_CAR, House, later
from tests.fix_triage import NINE, faulty

SLOT = Slot(
    centre=BERLIN.id, bay=BayId("1"), starts_at=later(days=1), ends_at=later(days=1, hours=1)
)
VERDICT = a_verdict()
OTHER_CODE = TroubleCode.parse("U3001-49")


def moved(slot: Slot, minutes: int, bay: str = "1") -> Slot:
    by = timedelta(minutes=minutes)
    return Slot(
        centre=slot.centre,
        bay=BayId(bay),
        starts_at=slot.starts_at + by,
        ends_at=slot.ends_at + by,
    )


async def hold(desk: CaseDesk | None, slot: Slot = SLOT) -> bool:
    assert desk is not None
    if desk.file.verdict is None:
        await desk.add_verdict(VERDICT)
    return await desk.hold(slot, VERDICT, later(minutes=10))


async def book(house: House, case: CaseId, slot: Slot = SLOT) -> bool:
    async with house.shelf.open(case) as desk:
        assert desk is not None
        held = await hold(desk, slot)
        if held:
            await desk.book_held(NOON)
        return held


async def test_the_last_verdict_speaks(house: House) -> None:
    """Every word of it comes back from the store."""
    case = await house.open_case()
    milder = WhatIf(Severity.SOON, "the screen is drawn", RuleId("test.drawn"))
    worse_now = a_verdict(
        severity=Severity.URGENT, missing=("the speed",), tow=True, what_ifs=(milder,)
    )
    async with house.shelf.open(case) as desk:
        assert desk is not None
        await desk.add_verdict(VERDICT)
        await desk.add_verdict(worse_now)
        await desk.reload()
        assert desk.file.verdict == worse_now
    async with house.shelf.open(case) as desk:
        assert desk is not None
        assert desk.file.verdict == worse_now


async def test_an_attempt_runs_until_its_proof_is_final(house: House) -> None:
    """It is the one under way from its beginning to its end, claimed in between."""
    case = await house.open_case()
    watching = Proof(state=ProofState.MONITORING, reason="awaited", due_at=later(hours=2))
    async with house.shelf.open(case) as desk:
        assert desk is not None
        number = await begun(desk)
        await desk.claim(number, later(minutes=1))
        await desk.set_proof(number, watching, later(minutes=2))
        await desk.reload()
        attempt = desk.file.attempt
        assert attempt is not None
        assert (attempt.id, attempt.remedy, attempt.title) == (number, RESTART, PLAYBOOK.title)
        assert (attempt.claimed_at, attempt.proof) == (later(minutes=1), ProofState.MONITORING)
        relapsed = Proof(state=ProofState.RELAPSED, reason="failed again", due_at=None)
        await desk.set_proof(number, relapsed, later(minutes=3))
        await desk.reload()
        assert desk.file.attempt is None
        assert desk.file.history == (PastAttempt(RESTART, NOON, AttemptState.RELAPSED),)


async def test_one_attempt_at_a_time_on_a_component(house: House) -> None:
    """A second is told no until the first has ended; another vehicle or component is free."""
    case, other = (
        await house.open_case(),
        await house.open_case(replace(FINDING, vin=OTHER_CAR)),
    )
    async with house.shelf.open(case) as desk, house.shelf.open(other) as others:
        assert desk is not None
        assert others is not None
        number = await desk.begin_attempt(PLAYBOOK, NOON)
        assert number is not None
        assert await desk.begin_attempt(replace(PLAYBOOK, id=RemedyId("two")), NOON) is None
        assert await desk.begin_attempt(replace(PLAYBOOK, component=TELEMATICS), NOON)
        assert await others.begin_attempt(PLAYBOOK, NOON)
        await desk.end_attempt(number, later(minutes=1), "was refused")
        assert await desk.begin_attempt(PLAYBOOK, later(minutes=2))


async def test_two_cases_at_once_begin_one_attempt(house: House) -> None:
    """Whoever is second waits for the first, and is told no."""
    await house.open_case()
    await house.take(findings=[replace(FINDING, rule=RuleId("slow"), code=OTHER_CODE)])
    cases = await house.shelf.due(NOON, 9)

    async def begin(case: CaseId) -> bool:
        async with house.shelf.open(case) as desk:
            assert desk is not None
            return await desk.begin_attempt(PLAYBOOK, NOON) is not None

    assert sorted(await asyncio.gather(*(begin(case) for case in cases))) == [False, True]


async def test_the_file_tells_the_last_decision(house: House) -> None:
    """Of this case, whatever else was told; nothing before the first."""
    case = await house.open_case()
    async with house.shelf.open(case) as desk:
        assert desk is not None
        assert desk.file.decision == ""
        for kind, said in (("decision", "one"), ("decision", "two"), ("booking", "three")):
            await desk.note(NOON, kind, said)
        await desk.reload()
        assert desk.file.decision == "two"


async def test_history_is_the_vehicles_own(house: House) -> None:
    """Every try on this vehicle, whichever case it belonged to; none of another vehicle's."""
    case = await house.open_case()
    unknown = replace(FINDING, component=TELEMATICS)
    second, others = await house.open_case(unknown), replace(FINDING, vin=OTHER_CAR)
    other = await house.open_case(others)
    async with house.shelf.open(case) as desk:
        assert desk is not None
        number = await begun(desk)
        await desk.end_attempt(number, later(minutes=1), "was refused")
        await desk.refuse_remedy(RESTART, later(minutes=2), "never")
    async with house.shelf.open(second) as desk:
        assert desk is not None
        await desk.begin_attempt(PLAYBOOK, later(minutes=3))
        await desk.reload()
        assert desk.file.history == (
            PastAttempt(RESTART, NOON, AttemptState.GAVE_UP),
            PastAttempt(RESTART, later(minutes=2), AttemptState.GAVE_UP),
            PastAttempt(RESTART, later(minutes=3), AttemptState.UNDER_WAY),
        )
    async with house.shelf.open(other) as desk:
        assert desk is not None
        assert desk.file.history == ()


async def test_sightings_are_what_the_component_said_since(house: House) -> None:
    """In order of event time; None where the code was not listed; other components are not."""
    case = await house.open_case(replace(FINDING, at=NINE))

    def said(seq: int, after_s: float, **codes: Any) -> Any:
        return faulty(seq, after_s, FINDING.component, codes, vin=CAR)

    failed = {str(FINDING.code): 0x2F, "B1234-00": 0x08}
    await house.take(
        faulty(3, 300, FINDING.component, {}, vin=CAR),
        faulty(1, 0, FINDING.component, failed, vin=CAR),
        faulty(2, 100, FINDING.component, failed, vin=CAR),
        faulty(4, 400, TELEMATICS, {"U1A10-87": 0x2F}, vin=CAR),
        faulty(5, 500, FINDING.component, failed, vin=OTHER_CAR),
    )
    async with house.shelf.open(case) as desk:
        assert desk is not None
        assert list(await desk.sightings(NINE)) == [
            Sighting(NINE + timedelta(seconds=100), Status(0x2F), 1),
            Sighting(NINE + timedelta(seconds=300), None, 1),
        ]
        assert desk.file.last_contact_at == NINE + timedelta(seconds=400)


async def test_a_slot_is_never_sold_twice(house: House) -> None:
    """The second gets False, and its transaction goes on: it takes another slot."""
    case, other = (
        await house.open_case(),
        await house.open_case(replace(FINDING, vin=OTHER_CAR)),
    )
    assert await book(house, case)
    async with house.shelf.open(other) as desk:
        assert desk is not None
        for overlapping in (SLOT, moved(SLOT, 15), moved(SLOT, -45)):
            assert not await hold(desk, overlapping)
        assert await hold(desk, moved(SLOT, 60))
        await desk.book_held(NOON)
        await desk.reload()
        assert desk.file.appointment == Booked(moved(SLOT, 60), VERDICT.severity)
        assert desk.file.verdict == VERDICT


async def test_the_other_bay_is_free(house: House) -> None:
    """A bay that is taken does not close the other."""
    case, other = (
        await house.open_case(),
        await house.open_case(replace(FINDING, vin=OTHER_CAR)),
    )
    assert await book(house, case)
    assert await book(house, other, moved(SLOT, 0, bay="2"))


async def test_two_at_once_get_one_slot(house: House) -> None:
    """Whoever is second waits or is told at once; one of them has it."""
    cases = [await house.open_case(), await house.open_case(replace(FINDING, vin=OTHER_CAR))]
    assert sorted(await asyncio.gather(*(book(house, case) for case in cases))) == [False, True]


async def test_taken_tells_what_is_held_or_booked(house: House) -> None:
    """At these centres, as far as it is not over."""
    case = await house.open_case()
    assert await book(house, case)
    async with house.shelf.open(case) as desk:
        assert desk is not None
        stretch = Taken(SLOT.bay, SLOT.starts_at, SLOT.ends_at)
        taken = await desk.taken([BERLIN], NOON)
        assert {centre: list(own) for centre, own in taken.items()} == {BERLIN.id: [stretch]}
        assert dict(await desk.taken([BERLIN], SLOT.ends_at)) == {}
        assert dict(await desk.taken([], NOON)) == {}


async def test_a_desk_that_fails_gives_the_slot_back(house: House) -> None:
    """Nothing is held by a transaction that has not happened."""
    case, other = (
        await house.open_case(),
        await house.open_case(replace(FINDING, vin=OTHER_CAR)),
    )

    async def fail() -> None:
        async with house.shelf.open(case) as desk:
            assert await hold(desk)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await book(house, other)


async def test_a_hold_that_is_not_booked_in_time_is_released(house: House) -> None:
    """The slot is free again for everybody; a booked one stays."""
    case, other = (
        await house.open_case(),
        await house.open_case(replace(FINDING, vin=OTHER_CAR)),
    )
    async with house.shelf.open(case) as desk:
        assert await hold(desk)
    assert await book(house, other, moved(SLOT, 60))
    assert await house.shelf.release_holds(later(minutes=10)) == 0
    assert await house.shelf.release_holds(later(minutes=11)) == 1
    async with house.shelf.open(case) as desk:
        assert desk is not None
        assert desk.file.appointment is None
        assert not await hold(desk, moved(SLOT, 60))
        assert await hold(desk)


async def test_a_cancelled_booking_frees_its_slot(house: House) -> None:
    """Another case can have it."""
    case, other = (
        await house.open_case(),
        await house.open_case(replace(FINDING, vin=OTHER_CAR)),
    )
    assert await book(house, case)
    async with house.shelf.open(case) as desk:
        assert desk is not None
        await desk.cancel_booking(NOON)
        await desk.reload()
        assert desk.file.appointment is None
    assert await book(house, other)
