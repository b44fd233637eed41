"""Laws of proof: silence proves nothing, and a relapse is never forgotten."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from gateway.domain.proof import ProofRule, ProofState
from gateway.domain.trouble_code import Status
from gateway.remedy.proof import Observed, Sighting, prove
from tests.fix_knowledge import NOON

HOURS = st.integers(0, 200).map(lambda count: timedelta(hours=count))
HEALTHY = st.none() | st.sampled_from([0x50, 0x40]).map(Status)
ANY = HEALTHY | st.integers(0, 255).map(Status)


def sightings(statuses: st.SearchStrategy[Status | None]) -> st.SearchStrategy[Sighting]:
    moments = HOURS.map(lambda after: NOON + after)
    return st.builds(Sighting, moments, statuses, st.integers(0, 9))


@st.composite
def rules(draw: st.DrawFn) -> ProofRule:
    quiet = timedelta(hours=draw(st.integers(0, 48)))
    room = timedelta(hours=draw(st.integers(1, 100)))
    return ProofRule(quiet_for=quiet, cycles=draw(st.integers(0, 3)), deadline=quiet + room)


RULES = rules()


@st.composite
def observations(draw: st.DrawFn, statuses: st.SearchStrategy[Status | None] = ANY) -> Observed:
    """Sightings in order of event time and of operation cycle, and a contact after them all."""
    drawn = draw(st.lists(sightings(statuses), max_size=8))
    cycles = sorted(one.operation_cycle for one in drawn)
    drawn.sort(key=lambda one: one.at)
    seen = [Sighting(one.at, one.status, n) for one, n in zip(drawn, cycles, strict=True)]
    last = seen[-1].at if seen else NOON
    return Observed(
        claimed_at=NOON,
        sightings=seen,
        last_contact_at=draw(st.none() if not seen else HOURS.map(lambda more: last + more)),
    )


def until(observed: Observed, moment: datetime) -> Observed:
    """What of this had been seen at a moment."""
    seen = [one for one in observed.sightings if one.at <= moment]
    heard = observed.last_contact_at
    return Observed(
        claimed_at=observed.claimed_at,
        sightings=seen,
        last_contact_at=heard if heard is None else min(heard, moment),
    )


@given(RULES, HOURS, st.none() | HOURS)
def test_without_a_sighting_nothing_is_verified(
    rule: ProofRule, later: timedelta, heard: timedelta | None
) -> None:
    """Neither silence nor telemetry alone shows that the fault has gone."""
    last = None if heard is None else NOON + heard
    nothing = Observed(claimed_at=NOON, sightings=(), last_contact_at=last)
    assert prove(rule, nothing, NOON + later).state in {
        ProofState.CLAIMED,
        ProofState.UNVERIFIABLE,
    }


@given(RULES, observations(HEALTHY), HOURS)
def test_a_healthy_vehicle_verifies_exactly_when_the_rule_is_met(
    rule: ProofRule, observed: Observed, later: timedelta
) -> None:
    """Told a second time in the words of ISO 14229: tested, passed, quiet, driven, heard."""
    since = [one for one in observed.sightings if one.at > NOON]
    heard = observed.last_contact_at
    met = (
        any(one.status is None for one in since)
        and since[-1].operation_cycle - since[0].operation_cycle >= rule.cycles
        and heard is not None
        and heard - NOON >= rule.quiet_for
    )
    found = prove(rule, observed, NOON + later).state
    assert met == (found is ProofState.VERIFIED)
    assert found is not ProofState.RELAPSED


@given(RULES, observations(), HOURS)
def test_a_failed_test_is_always_a_relapse(
    rule: ProofRule, observed: Observed, later: timedelta
) -> None:
    """One completed and failed test since the claim outweighs everything else."""
    since = [one.status or Status(0) for one in observed.sightings if one.at > NOON]
    if any(status & 0x41 == Status.TEST_FAILED for status in since):
        assert prove(rule, observed, NOON + later).state is ProofState.RELAPSED


@given(RULES, observations(), HOURS, HOURS)
def test_a_relapse_is_never_forgotten(
    rule: ProofRule, observed: Observed, seen_at: timedelta, later: timedelta
) -> None:
    """Whatever is reported after a relapse, and however long one waits, it stays a relapse."""
    failure = Sighting(NOON + timedelta(minutes=1), Status.TEST_FAILED, 1)
    sightings = sorted([failure, *observed.sightings], key=lambda one: one.at)
    observed = replace(observed, sightings=sightings)
    then = max(NOON + seen_at, NOON + timedelta(minutes=2))
    assert prove(rule, until(observed, then), then).state is ProofState.RELAPSED
    assert prove(rule, observed, then + later).state is ProofState.RELAPSED


@given(RULES, observations(), HOURS, HOURS)
def test_time_alone_only_ends_the_waiting(
    rule: ProofRule, observed: Observed, early: timedelta, more: timedelta
) -> None:
    """With nothing new reported, time turns a proof under way into unverifiable, or nothing."""
    before = prove(rule, observed, NOON + early)
    after = prove(rule, observed, NOON + early + more)
    allowed = {before.state} if before.state.final else {before.state, ProofState.UNVERIFIABLE}
    assert after.state in allowed


@given(RULES, observations(), HOURS)
def test_a_proof_under_way_has_a_due_time(
    rule: ProofRule, observed: Observed, later: timedelta
) -> None:
    """Nobody waits for ever: it is looked at again by the deadline, and a final one is not."""
    proof = prove(rule, observed, NOON + later)
    if proof.state.final:
        assert proof.due_at is None
    else:
        assert proof.due_at is not None
        assert NOON + later < proof.due_at <= NOON + rule.deadline


@given(RULES, st.lists(sightings(HEALTHY), max_size=6))
def test_silence_after_the_quiet_time_began_never_verifies(
    rule: ProofRule, drawn: list[Sighting]
) -> None:
    """A vehicle last heard before the quiet time ended has proved nothing."""
    assume(rule.quiet_for > timedelta())
    quiet_at = NOON + rule.quiet_for
    seen = sorted((one for one in drawn if one.at < quiet_at), key=lambda one: one.at)
    heard = seen[-1].at if seen else None
    observed = Observed(claimed_at=NOON, sightings=seen, last_contact_at=heard)
    assert prove(rule, observed, NOON + rule.deadline).state is not ProofState.VERIFIED
