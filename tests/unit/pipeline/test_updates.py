"""A software update makes no case, what outlasts it does; nothing is sent meanwhile."""

from dataclasses import replace
from datetime import datetime

import numpy as np

from gateway.care import words
from gateway.care.software_update import ECHOES_FOR
from gateway.domain.case import CaseId, CaseOutcome, CaseState
from gateway.domain.episode import Episode, FaultKey
from gateway.domain.finding import FindingEnded, RuleId
from gateway.domain.report import Matrix, Placed, Telemetry, TimeSource
from gateway.domain.severity import Severity
from gateway.domain.signal import SOFTWARE_UPDATE_PHASE, UpdatePhase
from gateway.domain.trouble_code import Status
from gateway.pipeline.mute import let_speak
from tests.fix_casework import Story
from tests.fix_knowledge import ENTRY, FINDING, NOON
from tests.fix_store import CAR, later
from tests.fix_triage import header

FAILED, STORED = 0x2F, 0x28
WITHOUT_REMEDY = replace(ENTRY, remedy=None, no_remedy_because="No.")
OVER = later(minutes=5) + ECHOES_FOR


def a_story() -> Story:
    return Story(
        entries=(WITHOUT_REMEDY,), remedies=(), made_by_updates=frozenset({FINDING.rule})
    )


async def says(story: Story, phase: UpdatePhase, at: datetime = NOON) -> None:
    """The car tells how far its update was at that time."""
    column = np.array([[phase]], np.float32)
    matrix = Matrix.of((SOFTWARE_UPDATE_PHASE.number,), np.zeros(1, np.uint32), column)
    report = Telemetry(header(next(story.seq), at, vin=CAR), (matrix,))
    await story.house.take(Placed.of(report, at, TimeSource.UPTIME), now=at)


def its_code_is(story: Story, status: int, passed_at: datetime | None = None) -> None:
    """By the newest report of its component."""
    story.memory.rows.episodes[1] = Episode(
        key=FaultKey(CAR, FINDING.component, FINDING.code),
        opened_at=later(minutes=1),
        updated_at=later(minutes=1),
        status=Status(status),
        occurrences=1,
        passed_at=passed_at,
    )


async def updated(story: Story) -> None:
    """From noon to five past; the finding came a minute after noon."""
    await says(story, UpdatePhase.INSTALLING)
    await says(story, UpdatePhase.NONE, later(minutes=5))


def the_case(story: Story, case: CaseId) -> tuple[CaseOutcome | None, int, datetime | None]:
    row = story.memory.rows.cases[case]
    return row.outcome, len(row.verdicts), row.muted_until


async def test_what_an_update_makes_gets_no_verdict() -> None:
    """The car is told of as updated, in one sentence."""
    story = a_story()
    await updated(story)
    case = await story.begins(replace(FINDING, at=later(minutes=1)))
    assert the_case(story, case) == (CaseOutcome.SUPPRESSED, 0, OVER)
    assert words.BEING_UPDATED in story.told
    assert story.booked == []


async def test_an_update_that_is_told_later_takes_its_case_back() -> None:
    """The place at the workshop is given back."""
    story = a_story()
    case = await story.begins(replace(FINDING, at=later(minutes=1)))
    assert len(story.booked) == 1
    await updated(story)
    await story.look(case, later(minutes=6))
    assert the_case(story, case) == (CaseOutcome.SUPPRESSED, 1, OVER)
    assert story.booked == []


async def test_what_came_and_went_within_it_needs_no_verdict_either() -> None:
    """A car in a garage tells of all of it hours later."""
    story = a_story()
    await updated(story)
    found = replace(FINDING, at=later(minutes=1))
    case = await story.house.open_case(found)
    gone = FindingEnded(CAR, FINDING.rule, later(minutes=4))
    await story.house.take(findings=[gone], now=later(hours=9))
    await story.look(case, later(hours=9))
    assert the_case(story, case) == (CaseOutcome.SUPPRESSED, 0, OVER)
    assert await let_speak(story.house.shelf, story.means, later(hours=9)) == 0
    assert list(await story.house.shelf.muted()) == []


async def test_a_code_that_an_update_leaves_behind_speaks_when_it_fails_again() -> None:
    """Stored only it stays muted, for as long as it likes."""
    story = a_story()
    await updated(story)
    its_code_is(story, FAILED)
    await story.begins(replace(FINDING, at=later(minutes=1)))
    its_code_is(story, STORED, later(minutes=6))
    assert await let_speak(story.house.shelf, story.means, OVER) == 0
    assert await let_speak(story.house.shelf, story.means, later(hours=40)) == 0
    its_code_is(story, FAILED)
    assert await let_speak(story.house.shelf, story.means, later(hours=41)) == 1


async def test_what_failed_long_after_an_update_is_judged_though_it_passed_since() -> None:
    """The car had no signal, and tells of the update, the failure and its end at once."""
    story = a_story()
    await updated(story)
    its_code_is(story, STORED, later(hours=1))
    case = await story.house.open_case(replace(FINDING, at=later(minutes=1)))
    assert len((await story.look(case, later(hours=9))).verdicts) == 1


async def test_what_still_fails_after_an_update_speaks() -> None:
    """When its echo is over, and not before."""
    story = a_story()
    await updated(story)
    its_code_is(story, FAILED)
    case = await story.begins(replace(FINDING, at=later(minutes=1)))
    assert await let_speak(story.house.shelf, story.means, OVER) == 1
    [again] = [n for n, row in story.memory.rows.cases.items() if row.closed_at is None]
    row = await story.look(again, OVER)
    assert (again != case, len(row.verdicts)) == (True, 1)


async def test_what_outlasted_an_update_keeps_its_case_when_it_is_well_again() -> None:
    """And its place at the workshop: nobody knows yet why it lasted."""
    story = a_story()
    await updated(story)
    its_code_is(story, FAILED)
    await story.begins(replace(FINDING, at=later(minutes=1)))
    await let_speak(story.house.shelf, story.means, OVER)
    [again] = [n for n, row in story.memory.rows.cases.items() if row.closed_at is None]
    await story.look(again, OVER)
    its_code_is(story, STORED, OVER)
    await story.look(again, later(hours=1))
    gone = FindingEnded(CAR, FINDING.rule, later(hours=2))
    await story.house.take(findings=[gone], now=later(hours=2))
    assert (await story.look(again, later(hours=2))).closed_at is None
    assert [row.case for row in story.booked] == [again]


async def test_what_had_begun_before_an_update_keeps_its_case_and_its_place() -> None:
    """It was seen and went, and is seen in another way while software is installed."""
    story, seen = a_story(), RuleId("infotainment.seen")
    story.made_by_updates |= {seen}
    before = await story.begins(replace(FINDING, rule=seen, at=later(minutes=-50)))
    gone = FindingEnded(CAR, seen, later(minutes=-40))
    await story.house.take(findings=[gone], now=later(minutes=-40))
    await updated(story)
    its_code_is(story, FAILED)
    again = replace(FINDING, at=later(minutes=1))
    await story.house.take(findings=[again], now=later(minutes=1))
    assert (await story.look(before, later(minutes=1))).closed_at is None
    assert [row.case for row in story.booked] == [before]


async def test_what_is_measured_after_an_update_speaks_whatever_its_code_does() -> None:
    """Its code has passed its test, the samples are as bad as they were."""
    story = a_story()
    story.measured = frozenset({FINDING.rule})
    await updated(story)
    its_code_is(story, STORED, later(minutes=1))
    case = await story.begins(replace(FINDING, at=later(minutes=1)))
    assert the_case(story, case) == (CaseOutcome.SUPPRESSED, 0, OVER)
    assert await let_speak(story.house.shelf, story.means, OVER) == 1
    [again] = [n for n, row in story.memory.rows.cases.items() if row.closed_at is None]
    assert len((await story.look(again, OVER)).verdicts) == 1


async def test_what_says_stop_is_never_taken_for_an_update() -> None:
    """Whatever the rulebook thinks that an update makes."""
    story = a_story()
    await updated(story)
    stop = replace(FINDING, at=later(minutes=1), severity=Severity.STOP_DRIVING)
    assert story.memory.rows.cases[await story.begins(stop)].verdicts


async def test_no_remedy_is_begun_while_software_is_installed() -> None:
    """It waits for the end of the update, and goes on by itself."""
    story = Story()
    await says(story, UpdatePhase.INSTALLING)
    case = await story.begins(replace(FINDING, at=later(minutes=1)))
    row = story.memory.rows.cases[case]
    assert (story.asked, row.state) == ([], CaseState.WATCHING)
    assert words.WAITS_FOR_UPDATE in row.next_step
    await says(story, UpdatePhase.NONE, later(minutes=5))
    assert row.due_at is not None
    await story.look(case, row.due_at)
    assert len(story.asked) == 1


async def test_no_step_of_a_remedy_is_asked_while_software_is_installed() -> None:
    """One that has begun goes on where it was."""
    story = Story()
    case = await story.begins()
    await says(story, UpdatePhase.INSTALLING, later(minutes=1))
    await story.answer(later(minutes=2))
    row = await story.look(case, later(minutes=2))
    assert (len(story.asked), row.state) == (1, CaseState.REMEDY)
    await says(story, UpdatePhase.NONE, later(minutes=5))
    assert row.due_at is not None
    await story.look(case, row.due_at)
    assert len(story.asked) == 2
