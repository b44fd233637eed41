"""Proofs: examples from the life of a status byte."""

from datetime import timedelta

import pytest

from gateway.domain.errors import InvalidValue
from gateway.domain.proof import ProofRule, ProofState
from gateway.domain.trouble_code import Status
from gateway.remedy.proof import Observed, Sighting, prove
from tests.fix_knowledge import NOON

HOUR = timedelta(hours=1)
RULE = ProofRule(quiet_for=2 * HOUR, cycles=2, deadline=72 * HOUR)
CLEARED = Status(0x50)  # not tested since the clear, nor in this cycle
OLD_FAILURE = Status(0x6D)  # failed in an earlier cycle, not tested in this one
PASSED = Status(0x28)  # confirmed once, now tested and passed


def seen(hours: float, status: int | None, cycle: int) -> Sighting:
    return Sighting(NOON + hours * HOUR, None if status is None else Status(status), cycle)


def observed(*sightings: Sighting, heard: float | None) -> Observed:
    last = None if heard is None else NOON + heard * HOUR
    return Observed(claimed_at=NOON, sightings=sightings, last_contact_at=last)


def state(what: Observed, hours: float) -> ProofState:
    return prove(RULE, what, NOON + hours * HOUR).state


def test_nothing_heard_stays_claimed_until_it_is_unverifiable() -> None:
    """Silence never proves anything; first the quiet time is due, then the deadline."""
    silence = observed(heard=None)
    early, late = prove(RULE, silence, NOON + HOUR), prove(RULE, silence, NOON + 3 * HOUR)
    assert early.state == ProofState.CLAIMED
    assert (early.due_at, late.due_at) == (NOON + 2 * HOUR, NOON + 72 * HOUR)
    assert state(silence, 72) == ProofState.UNVERIFIABLE


def test_quiet_tested_and_driven_is_verified() -> None:
    """Passed, two cycles begun, and the vehicle heard after the quiet time."""
    good = observed(seen(0.1, CLEARED, 7), seen(1, None, 8), seen(2.5, 0x40, 9), heard=2.5)
    proof = prove(RULE, good, NOON + 2.5 * HOUR)
    assert (proof.state, proof.due_at) == (ProofState.VERIFIED, None)
    assert proof.reason == "tested and passed, no failure for 2 h and 2 operation cycles"


@pytest.mark.parametrize(
    ("sightings", "heard", "awaited"),
    [
        ((seen(0.1, None, 7), seen(1, None, 9)), 1.9, "2 h free of failures must"),
        ((seen(0.1, CLEARED, 7), seen(3, CLEARED, 9)), 3, "a completed test that passed"),
        ((seen(0.1, None, 7), seen(3, None, 8)), 3, "1 more operation cycle must"),
    ],
)
def test_each_condition_is_awaited(
    sightings: tuple[Sighting, ...], heard: float, awaited: str
) -> None:
    """One of the three missing is enough to go on waiting, and it is named."""
    proof = prove(RULE, observed(*sightings, heard=heard), NOON + 3 * HOUR)
    assert proof.state == ProofState.MONITORING
    assert awaited in proof.reason


def test_all_that_is_lacking_is_told_at_once() -> None:
    """As one sentence, while there is time and when there is none left."""
    watched = observed(seen(0.1, CLEARED, 7), heard=1)
    early, late = prove(RULE, watched, NOON + HOUR), prove(RULE, watched, NOON + 72 * HOUR)
    lacking = "2 h free of failures, a completed test that passed and 2 more operation cycles"
    assert early.reason == f"{lacking} must still be seen"
    assert late.reason == f"72 h have passed without {lacking}"


def test_word_at_the_very_end_of_the_quiet_time_is_enough() -> None:
    """The quiet time is over when it is over, not a moment later."""
    good = observed(seen(0.1, None, 7), seen(2, None, 9), heard=2)
    assert state(good, 2) == ProofState.VERIFIED


def test_a_failure_of_this_cycle_before_the_claim_is_no_relapse() -> None:
    """Bit 1 lasts until the cycle ends; it tells of the fault that the remedy was for."""
    same = observed(seen(0.1, 0x2A, 7), seen(1, 0x2A, 7), heard=1)
    assert state(same, 1) == ProofState.MONITORING


def test_not_tested_is_not_good() -> None:
    """Readiness "not complete since clear" never counts as passed, as long as one waits."""
    untested = observed(seen(0.1, CLEARED, 7), seen(70, CLEARED, 12), heard=71)
    assert state(untested, 73) == ProofState.UNVERIFIABLE


def test_an_old_failure_is_neither_pass_nor_relapse() -> None:
    """After a restart the byte still shows the last result until the monitor has run again."""
    old = observed(seen(0.1, OLD_FAILURE, 7), heard=0.1)
    assert state(old, 1) == ProofState.MONITORING
    again = observed(seen(0.1, OLD_FAILURE, 7), seen(0.2, 0x2F, 7), heard=0.2)
    assert state(again, 1) == ProofState.RELAPSED
    healed = observed(
        seen(0.1, OLD_FAILURE, 7), seen(0.2, PASSED, 7), seen(3, 0x68, 9), heard=3
    )
    assert state(healed, 3) == ProofState.VERIFIED


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (seen(1, None, 7), seen(2, 0x26, 7)),  # failed this cycle, passed again
        (seen(1, 0x2A, 7), seen(2, 0x2A, 8)),  # failed again in the next cycle
        (seen(1, 0x00, 7), seen(2, 0x60, 8)),  # failed since clear, in a cycle that is over
        (seen(1, PASSED, 7), seen(2, OLD_FAILURE, 8)),  # failed before the next cycle began
    ],
)
def test_a_failure_between_two_reports_is_a_relapse(before: Sighting, after: Sighting) -> None:
    """A failure that came and went unseen is told by the bits that remember it."""
    assert state(observed(before, after, heard=50), 50) == ProofState.RELAPSED


def test_what_was_seen_before_the_claim_does_not_count() -> None:
    """The failure that led to the remedy is no relapse of it."""
    assert (
        state(
            observed(seen(-1, 0x2F, 6), seen(0, 0x2F, 6), seen(0.5, CLEARED, 7), heard=0.5), 1
        )
        == ProofState.MONITORING
    )


def test_a_deadline_within_the_quiet_time_is_refused() -> None:
    """Such a proof could never be given."""
    with pytest.raises(InvalidValue, match="quiet time before its deadline"):
        ProofRule(quiet_for=2 * HOUR, deadline=HOUR)


def test_the_relapse_is_dated() -> None:
    """The reason tells when the first failure was reported."""
    what = observed(seen(1, 0x2F, 7), seen(2, 0x2F, 7), heard=2)
    proof = prove(RULE, what, NOON + 3 * HOUR)
    assert proof.reason == "the test failed again on 2 Apr at 13:00 UTC"
