"""The life of a case: legal moves, and always a next event."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.care.life import (
    OVERDUE_RETRY,
    PERSON_WITHIN,
    Due,
    NextEvent,
    Standing,
    follow,
    has_gone,
    may_move,
    may_return,
    move,
    next_event,
)
from gateway.domain.case import CaseState
from gateway.domain.errors import IllegalTransition
from gateway.domain.severity import Severity
from tests.fix_knowledge import NOON

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
MOMENTS = st.integers(-10_000, 10_000).map(lambda minutes: NOON + minutes * MINUTE)
STANDINGS = st.builds(
    Standing,
    state=st.sampled_from(CaseState),
    severity=st.sampled_from(Severity),
    since=MOMENTS,
    operation_expires_at=st.none() | MOMENTS,
    proof_due_at=st.none() | MOMENTS,
    appointment_ends_at=st.none() | MOMENTS,
)


@given(STANDINGS)
def test_an_open_case_always_has_a_next_event(standing: Standing) -> None:
    """No case waits for ever, and none spins: the event lies ahead, but for a new case."""
    event = next_event(standing, NOON)
    if standing.state is CaseState.CLOSED:
        assert event is None
    elif standing.state is CaseState.NEW:
        assert event == NextEvent(NOON, Due.DECIDE)
    else:
        assert event is not None
        assert event.due_at > NOON


@given(st.lists(st.sampled_from(CaseState)))
def test_a_closed_case_stays_closed(states: list[CaseState]) -> None:
    """Whatever is attempted afterwards; a fault that returns opens a new case."""
    state = CaseState.NEW
    closed = False
    for to in states:
        if may_move(state, to):
            assert not closed
            state = move(state, to)
        closed |= state is CaseState.CLOSED
    assert closed == (state is CaseState.CLOSED)


def test_every_open_state_can_reach_a_person_and_the_end() -> None:
    """There is no dead end."""
    for state in set(CaseState) - {CaseState.CLOSED}:
        assert may_move(state, CaseState.CLOSED)
        assert state is CaseState.NEEDS_PERSON or may_move(state, CaseState.NEEDS_PERSON)


@pytest.mark.parametrize(
    ("state", "to"),
    [
        (CaseState.CLOSED, CaseState.NEW),
        (CaseState.BOOKED, CaseState.REMEDY),
        (CaseState.WATCHING, CaseState.WATCHING),
        (CaseState.REMEDY, CaseState.NEW),
    ],
)
def test_an_illegal_move_is_an_error(state: CaseState, to: CaseState) -> None:
    """The message names both states."""
    with pytest.raises(IllegalTransition, match=f"{state.value} → {to.value}"):
        move(state, to)


def test_a_case_may_stay_as_it_is() -> None:
    """Staying is no move; anything else must be one."""
    assert follow(CaseState.BOOKED, CaseState.BOOKED) is CaseState.BOOKED
    assert follow(CaseState.BOOKED, CaseState.NEW) is CaseState.NEW
    with pytest.raises(IllegalTransition):
        follow(CaseState.BOOKED, CaseState.REMEDY)


@given(st.sampled_from(CaseState), st.integers(0, 50))
def test_only_what_is_watched_goes_away_by_itself(state: CaseState, hours: int) -> None:
    """After a whole day of quiet; never while it is true."""
    gone = state is CaseState.WATCHING and hours >= 24
    assert has_gone(state, NOON, NOON + hours * HOUR) == gone
    assert not has_gone(state, None, NOON + hours * HOUR)


@given(st.sampled_from(CaseState), st.sampled_from(Severity))
def test_what_is_grave_is_not_waited_for(state: CaseState, severity: Severity) -> None:
    """What may return on the road is acted upon, and so is what has been begun."""
    waits = state in {CaseState.NEW, CaseState.WATCHING}
    harmless = severity in {Severity.MONITOR, Severity.SOON}
    assert may_return(state, severity, NOON) == (waits and harmless)
    assert not may_return(state, severity, None)


def standing(state: CaseState, **changes: Any) -> Standing:
    return Standing(state=state, severity=Severity.SOON, since=NOON, **changes)


def test_a_watched_case_is_looked_at_daily() -> None:
    """24 hours after it began, and again 24 hours later."""
    found = [
        next_event(standing(CaseState.WATCHING), NOON + hours * HOUR)
        for hours in (0, 23, 24, 50)
    ]
    assert found == [
        NextEvent(NOON + hours * HOUR, Due.LOOK_AGAIN) for hours in (24, 24, 48, 72)
    ]


def test_a_remedy_is_due_at_whichever_comes_first() -> None:
    """The operation's expiry or the proof's due time; what is overdue, in a minute."""
    both = standing(
        CaseState.REMEDY, operation_expires_at=NOON + HOUR, proof_due_at=NOON + 2 * HOUR
    )
    assert next_event(both, NOON) == NextEvent(NOON + HOUR, Due.CHECK_OPERATION)
    proof = standing(CaseState.REMEDY, proof_due_at=NOON + 2 * HOUR)
    assert next_event(proof, NOON) == NextEvent(NOON + 2 * HOUR, Due.CHECK_PROOF)
    late = NOON + 5 * HOUR
    assert next_event(proof, late) == NextEvent(late + OVERDUE_RETRY, Due.CHECK_PROOF)


def test_a_remedy_without_anything_under_way_is_decided_anew() -> None:
    """A case that lost its operation does not wait for it."""
    found = next_event(standing(CaseState.REMEDY), NOON)
    assert found == NextEvent(NOON + OVERDUE_RETRY, Due.DECIDE)


def test_a_booked_case_is_due_when_the_appointment_ends() -> None:
    """Then the workshop is asked what it found."""
    booked = standing(CaseState.BOOKED, appointment_ends_at=NOON + 30 * HOUR)
    assert next_event(booked, NOON) == NextEvent(NOON + 30 * HOUR, Due.CHECK_WORKSHOP)


def test_a_stop_driving_case_escalates_every_quarter_of_an_hour() -> None:
    """Until a person takes it up."""
    waiting = Standing(state=CaseState.NEEDS_PERSON, severity=Severity.STOP_DRIVING, since=NOON)
    found = [next_event(waiting, NOON + minutes * MINUTE) for minutes in (0, 15, 44)]
    assert found == [
        NextEvent(NOON + minutes * MINUTE, Due.ESCALATE) for minutes in (15, 30, 45)
    ]


def test_the_graver_the_shorter_the_patience() -> None:
    """Every severity has its patience, in the order of the scale but for the unknown."""
    known = sorted(set(Severity) - {Severity.UNKNOWN}, reverse=True)
    assert set(PERSON_WITHIN) == set(Severity)
    assert [PERSON_WITHIN[one] for one in known] == sorted(PERSON_WITHIN[one] for one in known)
