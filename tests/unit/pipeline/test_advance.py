"""One look at a case after the other: every way in which it can go."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from gateway.care.conclusion import BEYOND_REMEDY
from gateway.care.life import GONE_AFTER
from gateway.domain.case import CaseId, CaseOutcome, CaseState
from gateway.domain.catalogue import CatalogueEntry, RemedyId
from gateway.domain.component import BRAKES
from gateway.domain.finding import Finding, FindingEnded, RuleId
from gateway.domain.operation import (
    EcuReset,
    OperationState,
    ReadEvidence,
    ReadFaults,
    ResetType,
)
from gateway.domain.proof import ProofState
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode
from gateway.wiring.knowledge import RULEBOOK
from tests.fix_casework import Story
from tests.fix_knowledge import ENTRY, FINDING, NOON, PLAYBOOK, SCREEN_FROZEN
from tests.fix_store import CAR, later

FAILED, PASSED = 0x2F, None
SLOW = TroubleCode.parse("U3001-49")
BRAKE_ENTRY = replace(ENTRY, component=BRAKES)
BRAKE_FINDING = replace(FINDING, component=BRAKES)


async def test_a_remedy_that_is_proved_closes_the_case() -> None:
    """Evidence, reset, reading; two passed cycles and two quiet hours later it is closed."""
    story = Story()
    case = await story.begins()
    assert story.asked == [ReadEvidence(SCREEN_FROZEN)]
    row = await story.completed(case, later(minutes=5))
    assert story.asked == [*PLAYBOOK.steps]
    assert row.state is CaseState.REMEDY
    await story.reports(later(hours=1), PASSED, cycle=5)
    assert (await story.look(case, later(hours=1))).state is CaseState.REMEDY
    await story.reports(later(hours=3), PASSED, cycle=7)
    row = await story.look(case, later(hours=3))
    assert (row.state, row.outcome) == (CaseState.CLOSED, CaseOutcome.FIXED_REMOTELY)
    assert (row.closed_at, row.due_at) == (later(hours=3), None)
    assert [one.proof for one in story.memory.rows.attempts.values()] == [ProofState.VERIFIED]
    assert "fixed from afar, and proved" in story.told
    assert story.booked == []


async def test_nothing_is_erased_before_its_evidence_is_there() -> None:
    """While the reading is under way nothing else is asked, however often one looks."""
    story = Story()
    case = await story.begins()
    for minutes in (1, 2, 3):
        await story.look(case, later(minutes=minutes))
    assert story.asked == [ReadEvidence(SCREEN_FROZEN)]
    await story.answer(later(minutes=4))
    await story.look(case, later(minutes=4))
    assert story.asked == [ReadEvidence(SCREEN_FROZEN), EcuReset(ResetType.HARD)]


async def test_without_evidence_nothing_is_erased() -> None:
    """The car says that it has read; the stored bytes say otherwise; a workshop looks."""
    story = Story()
    case = await story.begins()
    await story.answer(later(minutes=1), exchanges=())
    row = await story.look(case, later(minutes=1))
    assert story.asked == [ReadEvidence(SCREEN_FROZEN)]
    assert row.state is CaseState.BOOKED
    assert "is given up: no evidence could be read" in story.told


async def test_a_relapse_is_booked() -> None:
    """The fault that comes back after the remedy goes to a workshop, not to a second try."""
    story = Story()
    case = await story.begins()
    await story.completed(case, later(minutes=5))
    await story.reports(later(minutes=30), FAILED)
    row = await story.look(case, later(minutes=30))
    assert row.state is CaseState.BOOKED
    assert [one.proof for one in story.memory.rows.attempts.values()] == [ProofState.RELAPSED]
    assert [one.case for one in story.booked] == [case]
    assert row.due_at == story.booked[0].slot.ends_at
    assert "came back after" in story.told


async def test_what_was_tried_in_vain_is_advised_no_more() -> None:
    """Nobody parks for a restart that does not come: the verdict sends to the workshop."""
    story = Story()
    case = await story.begins()
    await story.completed(case, later(minutes=5))
    [first] = story.memory.rows.cases[case].verdicts
    assert first.advice == ENTRY.advice
    await story.reports(later(minutes=30), FAILED)
    await story.look(case, later(minutes=30))
    for days in (0, 40):
        row = await story.look(case, later(days=days, minutes=31))
        [_, second] = row.verdicts
        assert (second.advice, second.severity) == (BEYOND_REMEDY, first.severity)
        assert second.changes == (f"What to do now: {BEYOND_REMEDY}",)


async def test_a_proof_that_never_comes_is_booked() -> None:
    """A car that is silent until the deadline has proved nothing."""
    story = Story()
    case = await story.begins()
    await story.completed(case, later(minutes=5))
    row = await story.look(case, later(days=4))
    assert [one.proof for one in story.memory.rows.attempts.values()] == [
        ProofState.UNVERIFIABLE
    ]
    assert row.state is CaseState.BOOKED


async def test_a_vehicle_that_refuses_is_booked() -> None:
    """The playbook is given up with the vehicle's reason, and nothing more is asked."""
    story = Story()
    case = await story.begins()
    await story.answer(later(minutes=1), state=OperationState.REFUSED, reason="safety_class")
    row = await story.look(case, later(minutes=1))
    assert row.state is CaseState.BOOKED
    assert story.asked == [ReadEvidence(SCREEN_FROZEN)]
    [attempt] = story.memory.rows.attempts.values()
    assert (attempt.refused, attempt.ended_at) == (True, later(minutes=1))
    assert "refused by the vehicle (safety_class)" in story.told


async def test_a_forbidden_remedy_is_refused_here() -> None:
    """Whatever the catalogue says, nothing that erases is asked of the brakes."""
    story = Story(entries=(BRAKE_ENTRY,))
    case = await story.begins(BRAKE_FINDING)
    assert story.asked == []
    [attempt] = story.memory.rows.attempts.values()
    assert (attempt.remedy, attempt.refused) == (PLAYBOOK.id, True)
    assert story.memory.rows.cases[case].state is CaseState.BOOKED


@pytest.mark.parametrize(
    "entry", [one for one in RULEBOOK.catalogue if one.severity is Severity.STOP_DRIVING]
)
async def test_stop_driving_goes_straight_to_a_workshop(entry: CatalogueEntry) -> None:
    """Nothing is tried from afar; the catalogue's own words tell the driver to stop."""
    story = Story(entries=(entry,))
    finding = replace(
        FINDING, component=entry.component, code=entry.code, severity=entry.severity
    )
    case = await story.begins(finding)
    row = story.memory.rows.cases[case]
    assert (row.state, row.severity) == (CaseState.BOOKED, Severity.STOP_DRIVING)
    assert story.asked == []
    assert row.verdicts[-1].drivability == entry.drivability
    assert entry.drivability in story.told
    [appointment] = story.booked
    assert appointment.slot.starts_at - NOON < timedelta(days=5)


async def test_an_unknown_code_needs_a_person() -> None:
    """Nobody has judged it: a specialist must, within hours."""
    story = Story(entries=())
    case = await story.begins(replace(FINDING, severity=Severity.UNKNOWN))
    row = story.memory.rows.cases[case]
    assert (row.state, row.severity) == (CaseState.NEEDS_PERSON, Severity.UNKNOWN)
    assert "specialist" in row.next_step
    assert (story.asked, story.booked) == ([], [])
    assert row.due_at == later(hours=4)


async def ended(story: Story, finding: Finding, at: datetime) -> None:
    await story.house.take(findings=[FindingEnded(finding.vin, finding.rule, at)], now=at)


async def test_a_fault_that_has_gone_is_watched_and_closed() -> None:
    """Nothing is asked of the car; after a day of quiet the case is closed."""
    story = Story()
    case = await story.house.open_case()
    await ended(story, FINDING, later(minutes=1))
    row = await story.look(case, later(minutes=2))
    assert (row.state, story.asked) == (CaseState.WATCHING, [])
    row = await story.look(case, later(minutes=1) + GONE_AFTER)
    assert (row.state, row.outcome) == (CaseState.CLOSED, CaseOutcome.WENT_AWAY)
    assert "went away by itself" in story.told


async def test_a_fault_that_returns_is_acted_upon() -> None:
    """Watching ends when it is there again."""
    story = Story()
    case = await story.house.open_case()
    await ended(story, FINDING, later(minutes=1))
    await story.look(case, later(minutes=2))
    await story.house.take(findings=[replace(FINDING, at=later(hours=1))], now=later(hours=1))
    row = await story.look(case, later(hours=1))
    assert (row.state, len(story.asked)) == (CaseState.REMEDY, 1)


async def test_what_is_grave_is_booked_though_it_has_gone() -> None:
    """It may return on the road."""
    story = Story()
    grave = replace(FINDING, severity=Severity.URGENT)
    case = await story.house.open_case(grave)
    await ended(story, grave, later(minutes=1))
    assert (await story.look(case, later(minutes=2))).state is CaseState.BOOKED


async def test_a_playbook_out_of_force_is_given_up() -> None:
    """What was begun under an older release ends, and something else is decided."""
    story = Story()
    case = await story.begins()
    story.remedies = ()
    row = await story.look(case, later(minutes=1))
    assert row.state is CaseState.BOOKED
    assert "no longer in force" in story.told


async def test_one_thing_at_a_time_is_tried_on_a_component() -> None:
    """The second case of the screen waits until the first has ended its attempt."""
    slow = replace(ENTRY, code=SLOW)
    restart = replace(
        PLAYBOOK,
        id=RemedyId("restart_slow"),
        steps=(ReadEvidence(SLOW), EcuReset(ResetType.HARD)),
    )
    story = Story(entries=(ENTRY, replace(slow, remedy=restart.id)))
    story.remedies = (PLAYBOOK, restart)
    await story.begins()
    await story.house.take(findings=[replace(FINDING, code=SLOW, rule=RuleId("slow"))])
    first, second = sorted(story.memory.rows.cases)
    row = await story.look(second, NOON)
    assert (row.state, len(story.asked)) == (CaseState.WATCHING, 1)
    assert row.next_step == "Wait. Something else is being tried on infotainment."
    await story.look(second, later(minutes=1))
    assert story.told.count("Something else is being tried") == 1
    await story.answer(later(minutes=2), state=OperationState.REFUSED, reason="safety_class")
    await story.look(first, later(minutes=2))
    row = await story.look(second, later(minutes=3))
    assert (row.state, story.asked[1:]) == (CaseState.REMEDY, [ReadEvidence(SLOW)])


async def test_the_same_verdict_is_said_once() -> None:
    """Looking again at what has not changed adds no verdict and no line."""
    story = Story()
    case = await story.begins()
    told = story.told
    row = await story.look(case, later(minutes=1))
    assert (len(row.verdicts), story.told) == (1, told)


async def test_every_open_case_has_a_next_event() -> None:
    """After each look the case is closed or due at a time that is still to come."""
    story = Story()
    case = await story.begins()
    moments = [later(minutes=minutes) for minutes in (1, 5, 10, 300)]
    for now in moments:
        await story.answer(now)
        row = await story.look(case, now)
        assert row.due_at is not None
        assert row.due_at > now


async def test_a_case_without_a_finding_is_our_mistake() -> None:
    """It is raised, not guessed at; the case worker shows it and tries again."""
    story = Story()
    case = await story.house.open_case()
    story.memory.rows.findings.clear()
    with pytest.raises(RuntimeError, match="without a finding"):
        await story.look(CaseId(case), NOON)
    assert ReadFaults() not in story.asked
    assert CAR not in {row.command.vin for row in story.operations}
