"""The states of an operation: a single order, no way back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


@given(st.lists(STATES, max_size=12))
def test_what_was_sent_is_never_queued_again(heard: list[S]) -> None:
    """Whatever arrives in whatever order, an operation is sent once (thingsboard PR#5285)."""
    state = S.QUEUED
    sent = 0
    for to in heard:
        if state.may_become(to):
            state = to
            sent += state is S.SENT
    assert sent <= 1
    assert state is not S.QUEUED or sent == 0


@pytest.mark.parametrize("first", [S.SUCCEEDED, S.RUNNING, S.EXPIRED, S.ACCEPTED])
def test_replies_may_skip_states(first: S) -> None:
    """A reply that overtakes the acceptance is taken as it comes (thingsboard#8712)."""
    assert S.SENT.may_become(first)


def test_a_command_that_was_sent_cannot_be_cancelled() -> None:
    """Only what still waits here can be called back."""
    assert [state for state in S if state.may_become(S.CANCELLED)] == [S.QUEUED]


def test_an_answer_may_overtake_the_acknowledgement() -> None:
    """The vehicle has it as soon as the broker has; we learn either first."""
    assert S.QUEUED.may_become(S.ACCEPTED)
    assert not S.ACCEPTED.may_become(S.SENT)


def test_the_ledger_settles_what_is_unknown() -> None:
    """Unknown becomes what the vehicle's ledger says, and nothing under way."""
    found = {state for state in S if S.UNKNOWN.may_become(state)}
    assert found == {S.SUCCEEDED, S.FAILED, S.REFUSED, S.EXPIRED}
