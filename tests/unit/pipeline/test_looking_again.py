"""Looking again at what has not changed changes nothing, wherever the case stands."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.domain.case import CaseId, CaseState
from gateway.domain.component import BRAKES
from gateway.domain.errors import IllegalTransition
from gateway.domain.operation import OperationState
from gateway.domain.severity import Severity
from tests.fix_casework import ANY_JOB, Story
from tests.fix_knowledge import ENTRY, FINDING, PLAYBOOK
from tests.fix_store import later

FAILED = 0x2F
UNABLE = replace(ANY_JOB, bays=(replace(ANY_JOB.bays[0], skills=frozenset()),))
BRAKE = replace(ENTRY, component=BRAKES)
HARMLESS = replace(ENTRY, severity=Severity.MONITOR, remedy=None, no_remedy_because="It ages.")

Way = Callable[[Story], Awaitable[CaseId]]


async def begun(story: Story) -> CaseId:
    return await story.begins(replace(FINDING, severity=story.entries[0].severity))


async def at_the_brakes(story: Story) -> CaseId:
    return await story.begins(replace(FINDING, component=BRAKES))


async def refused(story: Story) -> CaseId:
    case = await story.begins()
    await story.answer(later(minutes=1), state=OperationState.REFUSED, reason="low_voltage")
    await story.look(case, later(minutes=1))
    return case


async def claimed(story: Story) -> CaseId:
    case = await story.begins()
    await story.completed(case, later(minutes=1))
    return case


async def relapsed(story: Story) -> CaseId:
    case = await claimed(story)
    await story.reports(later(minutes=2), FAILED)
    await story.look(case, later(minutes=2))
    return case


async def over(story: Story) -> CaseId:
    case = await story.begins()
    await story.look(case, later(days=30))
    return case


@pytest.mark.parametrize(
    ("story", "way", "stands"),
    [
        (Story(), begun, CaseState.REMEDY),
        (Story(), refused, CaseState.REMEDY),
        (Story(), claimed, CaseState.REMEDY),
        (Story(), relapsed, CaseState.BOOKED),
        (Story(centres=(UNABLE,)), relapsed, CaseState.NEEDS_PERSON),
        (Story(remedies=()), begun, CaseState.BOOKED),
        (Story(remedies=()), over, CaseState.NEEDS_PERSON),
        (Story(remedies=(), centres=(UNABLE,)), begun, CaseState.NEEDS_PERSON),
        (Story(remedies=(), centres=()), begun, CaseState.NEEDS_PERSON),
        (Story(entries=(BRAKE,)), at_the_brakes, CaseState.BOOKED),
        (Story(entries=(BRAKE,), centres=(UNABLE,)), at_the_brakes, CaseState.NEEDS_PERSON),
        (Story(entries=()), at_the_brakes, CaseState.NEEDS_PERSON),
        (Story(entries=(HARMLESS,)), begun, CaseState.WATCHING),
    ],
)
async def test_looking_again_changes_nothing(story: Story, way: Way, stands: CaseState) -> None:
    """No line, no verdict, no attempt, no operation, no place; only when to look again."""
    case = await way(story)
    row = story.memory.rows.cases[case]
    assert row.state is stands
    before = replace(row, due_at=None), counted(story)
    now = row.since + timedelta(seconds=30)
    for seconds in (0, 1, 2):
        row = await story.look(case, now + timedelta(seconds=seconds))
        assert (replace(row, due_at=None), counted(story)) == before


def counted(story: Story) -> tuple[object, ...]:
    rows = story.memory.rows
    tables = (rows.timeline, rows.attempts, rows.operations, rows.appointments)
    return tuple(dict(table) for table in tables)


async def test_no_case_makes_an_illegal_move() -> None:
    """A booked case whose place has vanished is an error that is shown, not a new remedy."""
    story = Story(remedies=())
    case = await story.begins()
    story.memory.rows.appointments.clear()
    story.remedies = (PLAYBOOK,)
    with pytest.raises(IllegalTransition, match="booked → remedy"):
        await story.look(case, later(minutes=1))
    assert story.asked == []
