"""A symptom has no case of its own while its root stands, and speaks when that has gone."""

from dataclasses import replace
from datetime import datetime

from gateway.care.explanation import LINGERS_FOR
from gateway.domain.case import CaseId, CaseOutcome, CaseState
from gateway.domain.component import BRAKES
from gateway.domain.finding import FindingEnded, RuleId
from gateway.domain.service import AppointmentState
from gateway.domain.severity import Severity
from gateway.pipeline.mute import let_speak
from tests.fix_casework import Story
from tests.fix_knowledge import ENTRY, FINDING
from tests.fix_store import CAR, later

SUPPLY = RuleId("low_voltage.battery_low")
ROOT = replace(FINDING, rule=SUPPLY, component=BRAKES)
ROOT_ENTRY = replace(ENTRY, component=BRAKES, remedy=None, no_remedy_because="No.")


def a_story() -> Story:
    return Story(
        entries=(ENTRY, ROOT_ENTRY),
        remedies=(),
        roots={FINDING.rule: frozenset({SUPPLY})},
    )


async def open_cases(story: Story) -> list[CaseId]:
    return [number for number, row in story.memory.rows.cases.items() if row.closed_at is None]


async def look_at_all(story: Story, now: datetime) -> None:
    for case in await story.house.shelf.due(now, 100):
        await story.look(case, now)


async def test_a_symptom_of_a_known_root_gets_no_verdict_and_no_place() -> None:
    """It is attached to the root's case, which becomes as grave (ros2_medkit#105)."""
    story = a_story()
    root = await story.begins(ROOT)
    graver = replace(FINDING, at=later(minutes=1), severity=Severity.URGENT)
    await story.house.take(findings=[graver], now=later(minutes=1))
    await look_at_all(story, later(minutes=1))
    await look_at_all(story, later(minutes=2))
    assert await open_cases(story) == [root]
    [muted] = [row for row in story.memory.rows.cases.values() if row.muted]
    assert (muted.outcome, muted.explained_by) == (CaseOutcome.EXPLAINED, root)
    assert muted.verdicts == ()
    assert story.memory.rows.cases[root].severity is Severity.URGENT
    assert [row.case for row in story.booked] == [root]
    assert "This explains U3000-49 of infotainment" in story.told


async def test_a_root_that_comes_later_takes_its_symptoms_over() -> None:
    """Their place at the workshop is given back."""
    story = a_story()
    symptom = await story.begins(FINDING)
    assert [row.case for row in story.booked] == [symptom]
    await story.house.take(findings=[replace(ROOT, at=later(minutes=5))], now=later(minutes=5))
    await look_at_all(story, later(minutes=5))
    await look_at_all(story, later(minutes=6))
    row = story.memory.rows.cases[symptom]
    assert (row.state, row.outcome) == (CaseState.CLOSED, CaseOutcome.EXPLAINED)
    [root] = await open_cases(story)
    assert [row.case for row in story.booked] == [root]
    states = {one.case: one.state for one in story.memory.rows.appointments.values()}
    assert states[symptom] is AppointmentState.CANCELLED


async def test_a_symptom_that_comes_and_goes_stays_one_muted_case() -> None:
    """However a component chatters while its root stands."""
    story = a_story()
    await story.begins(ROOT)
    for minute in range(1, 6):
        at = later(minutes=minute)
        await story.house.take(findings=[replace(FINDING, at=at)], now=at)
        await look_at_all(story, at)
        await let_speak(story.house.shelf, story.means, at)
        await story.house.take(findings=[FindingEnded(CAR, FINDING.rule, at)], now=at)
    assert len(story.memory.rows.cases) == 2


async def test_a_symptom_that_outlasts_its_root_speaks_for_itself() -> None:
    """A while after the root has gone; before that nothing is opened."""
    story = a_story()
    root = await story.begins(ROOT)
    await story.house.take(findings=[FINDING], now=later(minutes=1))
    await look_at_all(story, later(minutes=1))
    gone = later(minutes=10)
    await story.house.take(findings=[FindingEnded(CAR, SUPPLY, gone)], now=gone)
    assert await let_speak(story.house.shelf, story.means, gone + LINGERS_FOR / 2) == 0
    assert await let_speak(story.house.shelf, story.means, gone + LINGERS_FOR) == 1
    assert await let_speak(story.house.shelf, story.means, gone + LINGERS_FOR) == 0
    await look_at_all(story, gone + LINGERS_FOR)
    [speaking] = [case for case in await open_cases(story) if case != root]
    assert story.memory.rows.cases[speaking].verdicts[0].rule == FINDING.rule


async def test_nothing_explains_that_one_must_not_drive_on() -> None:
    """Unless the root itself says so."""
    story = a_story()
    root = await story.begins(ROOT)
    stop = replace(FINDING, severity=Severity.STOP_DRIVING, at=later(minutes=1))
    await story.house.take(findings=[stop], now=later(minutes=1))
    await look_at_all(story, later(minutes=1))
    assert len(await open_cases(story)) == 2
    assert story.memory.rows.cases[root].severity < Severity.STOP_DRIVING


async def test_what_comes_up_in_a_workshop_is_judged_when_it_has_the_car_no_more() -> None:
    """It is kept and told; when the job is over, what still stands gets its case."""
    story = a_story()
    await story.begins(ROOT)
    [visit] = [row.slot for row in story.booked]
    found = replace(FINDING, rule=RuleId("infotainment.other"), at=visit.starts_at)
    await story.house.take(findings=[found], now=visit.starts_at)
    await look_at_all(story, visit.starts_at)
    [muted] = [row for row in story.memory.rows.cases.values() if row.muted]
    assert (muted.outcome, muted.muted_until) == (CaseOutcome.SUPPRESSED, visit.ends_at)
    assert "The car is in a workshop." in story.told
    assert await let_speak(story.house.shelf, story.means, visit.starts_at) == 0
    assert await let_speak(story.house.shelf, story.means, visit.ends_at) == 1
