"""The shelf: which cases are due, and one worker at a time on each."""

from dataclasses import replace
from datetime import datetime

import pytest

from gateway.domain.case import CaseId, CaseOutcome, CaseState
from gateway.domain.component import INFOTAINMENT
from gateway.domain.finding import FindingEnded, RuleId
from gateway.domain.severity import Severity
from gateway.pipeline.casework import CaseDesk
from tests.fix_knowledge import FINDING, NOON
from tests.fix_store import CAR, OTHER_CAR, House, later
from tests.fix_triage import faulty

OTHERS = replace(FINDING, vin=OTHER_CAR)


async def settle(house: House, case: CaseId, due_at: datetime) -> None:
    async with house.shelf.open(case) as desk:
        assert desk is not None
        await watch(desk, due_at)


async def watch(desk: CaseDesk, due_at: datetime) -> None:
    await desk.settle(
        CaseState.WATCHING, Severity.SOON, "Watch", due_at=due_at, since=later(minutes=5)
    )


async def test_the_longest_overdue_comes_first(house: House) -> None:
    """Due cases in order of their due time, no more than asked for, none before its time."""
    one = await house.open_case()
    other = await house.open_case(OTHERS)
    await settle(house, one, later(hours=2))
    await settle(house, other, later(hours=1))
    assert list(await house.shelf.due(later(minutes=59), 9)) == []
    assert list(await house.shelf.due(later(hours=1), 9)) == [other]
    assert list(await house.shelf.due(later(hours=2), 9)) == [other, one]
    assert list(await house.shelf.due(later(hours=2), 1)) == [other]


async def test_two_workers_never_hold_the_same_case(house: House) -> None:
    """The second gets nothing and need not wait; another case is free."""
    case = await house.open_case()
    other = await house.open_case(OTHERS)
    async with house.shelf.open(case) as first:
        assert first is not None
        async with house.shelf.open(case) as second, house.shelf.open(other) as free:
            assert second is None
            assert free is not None
        async with house.reopened().shelf.open(case) as second:
            assert second is None
    async with house.shelf.open(case) as again:
        assert again is not None


async def test_what_is_done_is_committed_together(house: House) -> None:
    """The next worker finds the case as it was left."""
    case = await house.open_case()
    await settle(house, case, later(hours=1))
    async with house.shelf.open(case) as desk:
        assert desk is not None
        assert (desk.file.state, desk.file.since) == (CaseState.WATCHING, later(minutes=5))


async def test_news_while_a_worker_looks_is_looked_at_next(house: House) -> None:
    """What it settles on does not bury what was committed after it had read the file."""
    case = await house.open_case()
    ended = FindingEnded(CAR, FINDING.rule, later(minutes=1))
    async with house.shelf.open(case) as desk:
        assert desk is not None
        await house.take(findings=[ended])
        await watch(desk, later(days=1))
    assert list(await house.shelf.due(later(hours=1), 9)) == [case]
    await settle(house, case, later(days=1))
    assert list(await house.shelf.due(later(hours=1), 9)) == []


async def test_intake_waits_for_no_worker(house: House) -> None:
    """One that stands still with a case in its hands keeps no report from being stored."""
    case = await house.open_case()
    ended = FindingEnded(CAR, FINDING.rule, later(minutes=1))
    said = faulty(1, 0, INFOTAINMENT, {"U3000-49": 0x2F}, vin=CAR)
    async with house.shelf.open(case) as desk:
        assert desk is not None
        await watch(desk, later(days=1))
        assert await house.take(said, findings=[ended]) == {said.report.header.id}


async def test_news_of_a_worker_that_fails_is_not_lost(house: House) -> None:
    """What it had seen is looked at again, although it was postponed before."""
    case = await house.open_case()
    await house.shelf.postpone(case, later(days=1), "for a day")
    await house.take(findings=[FindingEnded(CAR, FINDING.rule, later(minutes=1))])

    async def fail() -> None:
        async with house.shelf.open(case) as desk:
            assert desk is not None
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert list(await house.shelf.due(later(hours=1), 9)) == [case]


async def test_a_worker_that_fails_leaves_no_trace(house: House) -> None:
    """The case stays as it was, due and free for the next worker."""
    case = await house.open_case()

    async def fail() -> None:
        async with house.shelf.open(case) as desk:
            assert desk is not None
            await watch(desk, later(days=1))
            await desk.note(NOON, "case", "never to be read")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert list(await house.shelf.due(NOON, 9)) == [case]
    async with house.shelf.open(case) as desk:
        assert desk is not None
        assert desk.file.state is CaseState.NEW


async def test_a_closed_case_is_out_of_reach(house: House) -> None:
    """Nobody opens it, nobody finds it due, nobody postpones it into life."""
    case = await house.open_case()
    async with house.shelf.open(case) as desk:
        assert desk is not None
        await desk.close(CaseOutcome.WENT_AWAY, NOON)
    await house.shelf.postpone(case, later(hours=1), "no more")
    assert list(await house.shelf.due(later(days=9), 9)) == []
    async with house.shelf.open(case) as desk:
        assert desk is None


async def test_a_case_that_failed_is_postponed(house: House) -> None:
    """It comes again at the given time."""
    case = await house.open_case()
    await house.shelf.postpone(case, later(minutes=5), "tried again")
    assert list(await house.shelf.due(later(minutes=4), 9)) == []
    assert list(await house.shelf.due(later(minutes=5), 9)) == [case]


async def test_the_file_tells_of_the_case(house: House) -> None:
    """Whose it is and where, what is true, and what is not there yet."""
    case = await house.open_case()
    async with house.shelf.open(case) as desk:
        assert desk is not None
        file = desk.file
    assert (file.id, file.vin) == (case, CAR)
    assert (file.country, file.subdivision) == ("DE", "DE-BE")
    assert (file.component, file.code) == (FINDING.component, FINDING.code)
    assert (file.state, file.since) == (CaseState.NEW, NOON)
    assert (file.findings, file.still_true) == ((FINDING,), frozenset({FINDING.rule}))
    assert (file.verdict, file.attempt, file.history) == (None, None, ())
    assert (file.appointment, file.last_contact_at, file.quiet_since) == (None, None, None)


async def test_the_file_remembers_what_came_and_went(house: House) -> None:
    """All findings since the case was opened, and since when all is quiet."""
    slow = replace(FINDING, rule=RuleId("infotainment.slow"), at=later(minutes=1))
    case = await house.open_case()
    await house.take(findings=[slow, FindingEnded(CAR, FINDING.rule, later(minutes=2))])
    async with house.shelf.open(case) as desk:
        assert desk is not None
        assert desk.file.findings == (FINDING, slow)
        assert (desk.file.still_true, desk.file.quiet_since) == (frozenset({slow.rule}), None)
    await house.take(findings=[FindingEnded(CAR, slow.rule, later(minutes=3))])
    async with house.shelf.open(case) as desk:
        assert desk is not None
        assert desk.file.findings == (FINDING, slow)
        assert (desk.file.still_true, desk.file.quiet_since) == (frozenset(), later(minutes=3))
