"""Whether a remedy helped, from nothing but what the vehicle reported afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from gateway.domain.proof import Proof, ProofRule, ProofState
from gateway.domain.trouble_code import Status

_FAILURES = (
    Status.TEST_FAILED
    | Status.TEST_FAILED_THIS_OPERATION_CYCLE
    | Status.TEST_FAILED_SINCE_LAST_CLEAR
)
_UNTESTED = (
    Status.TEST_NOT_COMPLETED_SINCE_LAST_CLEAR | Status.TEST_NOT_COMPLETED_THIS_OPERATION_CYCLE
)


@dataclass(frozen=True, slots=True)
class Sighting:
    """What one fault report of the component said of the code, at event time `at`.

    `status` None: the code was not listed, so it has been tested and passed.
    """

    at: datetime
    status: Status | None
    operation_cycle: int

    @property
    def bits(self) -> Status:
        return Status(0) if self.status is None else self.status

    @property
    def failed(self) -> bool:
        """Tested in this operation cycle, and failed; an older result proves nothing."""
        tested = not self.bits & Status.TEST_NOT_COMPLETED_THIS_OPERATION_CYCLE
        return tested and bool(self.bits & Status.TEST_FAILED)

    @property
    def passed(self) -> bool:
        return not self.bits & (Status.TEST_FAILED | _UNTESTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """What is known since `claimed_at`, the event time at which the last step was done.

    `sightings` in order of event time; `last_contact_at`: event time of the newest report of
    any kind, None when nothing has been heard.
    """

    claimed_at: datetime
    sightings: Sequence[Sighting]
    last_contact_at: datetime | None


def prove(rule: ProofRule, observed: Observed, now: datetime) -> Proof:
    """The state of the proof; silence never proves anything, a relapse is never forgotten."""
    since = [one for one in observed.sightings if one.at > observed.claimed_at]
    relapse = _relapse(since)
    if relapse is not None:
        return _final(ProofState.RELAPSED, f"the test failed again on {_moment(relapse)}")
    missing = _missing(rule, observed, since)
    if not missing:
        return _final(ProofState.VERIFIED, _success(rule))
    deadline = observed.claimed_at + rule.deadline
    if now >= deadline:
        within = _span(rule.deadline)
        return _final(
            ProofState.UNVERIFIABLE, f"{within} have passed without {_listed(missing)}"
        )
    quiet_at = observed.claimed_at + rule.quiet_for
    state = ProofState.MONITORING if since else ProofState.CLAIMED
    due_at = quiet_at if now < quiet_at else deadline
    return Proof(state=state, reason=f"{_listed(missing)} must still be seen", due_at=due_at)


def _final(state: ProofState, reason: str) -> Proof:
    return Proof(state=state, reason=reason, due_at=None)


def _success(rule: ProofRule) -> str:
    plural = "" if rule.cycles == 1 else "s"
    cycles = f" and {rule.cycles} operation cycle{plural}" if rule.cycles else ""
    return f"tested and passed, no failure for {_span(rule.quiet_for)}{cycles}"


def _relapse(since: Sequence[Sighting]) -> datetime | None:
    """When the first failure after the claim was seen, None without one."""
    failures = [one.at for one in since if one.failed]
    failures += [after.at for before, after in pairwise(since) if _between(before, after)]
    return min(failures, default=None)


def _between(before: Sighting, after: Sighting) -> bool:
    """Did the test fail between two reports, whatever it says now? The bits remember."""
    new_cycle = after.operation_cycle > before.operation_cycle
    if new_cycle and after.bits & Status.TEST_FAILED_THIS_OPERATION_CYCLE:
        return True
    return bool(after.bits & ~before.bits & _FAILURES)


def _missing(rule: ProofRule, observed: Observed, since: Sequence[Sighting]) -> list[str]:
    missing = []
    heard_at = observed.last_contact_at
    if heard_at is None or heard_at < observed.claimed_at + rule.quiet_for:
        missing.append(f"{_span(rule.quiet_for)} free of failures")
    if not any(one.passed for one in since):
        missing.append("a completed test that passed")
    cycles = _cycles(since)
    if cycles < rule.cycles:
        more = rule.cycles - cycles
        missing.append(f"{more} more operation cycle{'' if more == 1 else 's'}")
    return missing


def _cycles(since: Sequence[Sighting]) -> int:
    counts = [one.operation_cycle for one in since]
    return max(counts) - counts[0] if counts else 0


def _listed(missing: Sequence[str]) -> str:
    """As "a, b and c"."""
    *others, last = missing
    return f"{', '.join(others)} and {last}" if others else last


def _moment(at: datetime) -> str:
    """As "21 Nov at 21:52 UTC"."""
    return f"{at.day} {at:%b} at {at:%H:%M} UTC"


def _span(length: timedelta) -> str:
    hours = length.total_seconds() / 3600
    return f"{hours:g} h" if hours >= 1 else f"{hours * 60:g} min"
