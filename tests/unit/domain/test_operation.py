"""The states of an operation: a single order, no way back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.errors import IllegalTransition
from gateway.domain.operation import OperationState as S

STATES = st.sampled_from(S)


def test_the_final_states_are_final() -> None:
    """Nothing follows them; unknown is not among them, for the ledger may still settle it."""
    assert {state for state in S if state.final} == {
        S.SUCCEEDED,
        S.FAILED,
        S.REFUSED,
        S.EXPIRED,
        S.CANCELLED,
    }


@given(STATES, STATES)
def test_a_move_is_made_or_refused(state: S, to: S) -> None:
    """`then` and `may_become` agree."""
    if state.may_become(to):
        assert state.then(to) is to
    else:
        with pytest.raises(IllegalTransition, match=f"{state.value} → {to.value}"):
            state.then(to)


@given(st.lists(STATES, max_size=12))
def test_what_was_sent_is_never_queued_again(heard: list[S]) -> None:
    """Whatever arrives in whatever order, an operation is sent once (thingsboard PR#5285)."""
    state = S.QUEUED
    sent = 0
    for to in heard:
        if state.may_become(to):
            state = state.then(to)
            sent += state is S.SENT
    assert sent <= 1
    assert state is not S.QUEUED or sent == 0


@pytest.mark.parametrize("first", [S.SUCCEEDED, S.RUNNING, S.EXPIRED, S.ACCEPTED])
def test_replies_may_skip_states(first: S) -> None:
    """A reply that overtakes the acceptance is taken as it comes (thingsboard#8712)."""
    assert S.SENT.then(first) is first


def test_a_command_that_was_sent_cannot_be_cancelled() -> None:
    """Only what still waits here can be called back."""
    assert [state for state in S if state.may_become(S.CANCELLED)] == [S.QUEUED]


def test_delivered_is_said_only_by_the_vehicle() -> None:
    """What is queued here cannot have been accepted there (thingsboard#7123)."""
    assert not S.QUEUED.may_become(S.ACCEPTED)


def test_the_ledger_settles_what_is_unknown() -> None:
    """Unknown becomes what the vehicle's ledger says, and nothing under way."""
    found = {state for state in S if S.UNKNOWN.may_become(state)}
    assert found == {S.SUCCEEDED, S.FAILED, S.REFUSED, S.EXPIRED}
