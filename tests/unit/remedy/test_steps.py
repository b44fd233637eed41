"""The next step of an attempt, from how the operations before it ended."""

from datetime import timedelta

import pytest

from gateway.domain.operation import OperationState as S
from gateway.remedy.steps import (
    ASKED_AT_MOST,
    RECHARGED_AFTER,
    RETRY_AFTER,
    Claimed,
    Do,
    GiveUp,
    StepResult,
    Wait,
    next_step,
)
from tests.fix_knowledge import NOON, PLAYBOOK

EVIDENCE, RESET, READ = PLAYBOOK.steps
LATER = NOON + RETRY_AFTER
RECHARGED = NOON + RECHARGED_AFTER


def result(index: int, state: S, reason: str = "", **known: bool) -> StepResult:
    return StepResult(action_index=index, state=state, at=NOON, reason=reason, **known)


def test_an_attempt_begins_with_its_first_step() -> None:
    """Nothing done yet: the evidence is read first."""
    assert Do(0, EVIDENCE) == next_step(PLAYBOOK, [], NOON)


def test_a_step_follows_the_one_that_succeeded() -> None:
    """The reset is asked for once the evidence is here."""
    read = result(0, S.SUCCEEDED, evidence=True)
    assert Do(1, RESET) == next_step(PLAYBOOK, [read], NOON)
    assert Do(2, READ) == next_step(PLAYBOOK, [read, result(1, S.SUCCEEDED)], NOON)


def test_nothing_is_erased_without_evidence() -> None:
    """Law 4: the vehicle says "done", but what it read is not evidence of the code."""
    done = result(0, S.SUCCEEDED, settled=True)
    assert GiveUp("no evidence could be read") == next_step(PLAYBOOK, [done], NOON)


def test_after_the_last_step_success_is_claimed() -> None:
    """Claimed, not proved: that is for the vehicle to show."""
    done = [result(number, S.SUCCEEDED, evidence=number == 0) for number in range(3)]
    assert Claimed() == next_step(PLAYBOOK, done, NOON)


@pytest.mark.parametrize("state", [S.QUEUED, S.SENT, S.ACCEPTED, S.WAITING, S.RUNNING])
def test_what_is_in_flight_is_waited_for(state: S) -> None:
    """Every state in flight has a moment at which someone looks again (hawkbit#693)."""
    found = next_step(PLAYBOOK, [result(1, state)], NOON)
    assert Wait(NOON + PLAYBOOK.expires_after) == found


@pytest.mark.parametrize(
    ("state", "reason", "said"),
    [
        (S.FAILED, "nrc_0x31", "“hard reset” could not be done (nrc_0x31)"),
        (S.FAILED, "no_answer", "“hard reset” could not be done (no_answer)"),
        (S.REFUSED, "never_reset", "“hard reset” was refused by the vehicle (never_reset)"),
        (S.EXPIRED, "expired", "“hard reset” was not started before its deadline (expired)"),
        (S.CANCELLED, "", "“hard reset” was cancelled"),
    ],
)
def test_a_final_no_is_final(state: S, reason: str, said: str) -> None:
    """What the vehicle denied is not offered again, however much time passes.

    Lessons row 16 (hawkbit#1667).
    """
    found = next_step(PLAYBOOK, [result(1, state, reason)], NOON + timedelta(days=30))
    assert GiveUp(said) == found


def test_a_weak_battery_is_asked_again_later() -> None:
    """A transient refusal waits an hour, is asked again, and is given up at last."""
    refused = result(1, S.REFUSED, "low_voltage")
    assert Wait(RECHARGED) == next_step(PLAYBOOK, [refused], NOON)
    assert Do(1, RESET) == next_step(PLAYBOOK, [refused], RECHARGED)
    found = next_step(PLAYBOOK, [refused] * ASKED_AT_MOST, RECHARGED)
    assert GiveUp("“hard reset” was refused by the vehicle (low_voltage)") == found


def test_a_silent_component_is_read_again_but_not_reset_again() -> None:
    """Silence tells nothing: a read may be repeated, what erases may not."""
    read, reset = result(0, S.FAILED, "no_answer"), result(1, S.FAILED, "no_answer")
    assert Do(0, PLAYBOOK.steps[0]) == next_step(PLAYBOOK, [read], LATER)
    assert isinstance(next_step(PLAYBOOK, [reset], LATER), GiveUp)


def test_an_unknown_step_waits_for_the_ledger() -> None:
    """What may have been done is not done again; it is given up when the ledger stays away."""
    unknown = result(1, S.UNKNOWN)
    until = NOON + PLAYBOOK.expires_after
    assert Wait(until) == next_step(PLAYBOOK, [unknown], LATER)
    found = next_step(PLAYBOOK, [unknown], until)
    assert GiveUp("“hard reset” may or may not have been done") == found


def test_a_reset_that_the_ledger_cannot_tell_is_given_up() -> None:
    """Power failed while it ran: the vehicle itself does not know, so nothing is repeated."""
    lost = result(1, S.UNKNOWN, "power_failure", settled=True)
    found = next_step(PLAYBOOK, [lost], LATER)
    assert GiveUp("“hard reset” may or may not have been done (power_failure)") == found


def test_a_reading_that_the_ledger_cannot_tell_is_repeated() -> None:
    """Reading twice does no harm."""
    lost = result(0, S.UNKNOWN, "power_failure", settled=True)
    assert Do(0, EVIDENCE) == next_step(PLAYBOOK, [lost], LATER)


def test_a_playbook_that_shrank_is_given_up() -> None:
    """An attempt that outlives a change of its playbook ends."""
    found = next_step(PLAYBOOK, [result(7, S.SUCCEEDED)], NOON)
    assert GiveUp("“Restart the screen” has been changed since it was begun") == found
