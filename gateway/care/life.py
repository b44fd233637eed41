"""The life of a case: which state may follow which, and when it must be looked at again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from gateway.domain.case import CaseState
from gateway.domain.errors import IllegalTransition
from gateway.domain.severity import Severity

LOOK_AGAIN_AFTER = timedelta(hours=24)
PERSON_WITHIN = {
    Severity.STOP_DRIVING: timedelta(minutes=15),
    Severity.URGENT: timedelta(hours=1),
    Severity.UNKNOWN: timedelta(hours=4),
    Severity.SOON: timedelta(hours=8),
    Severity.MONITOR: timedelta(hours=24),
}
"""How long a case may wait for a person until it escalates; the desk never closes."""
GONE_AFTER = timedelta(hours=24)
"""A fault that comes back after so long a quiet is a new one."""
STILL_THERE_AFTER = timedelta(hours=24)
"""So long after a repair a fault that the car still tells of was not repaired."""
WAITS_FOR_NOTHING = frozenset({Severity.UNKNOWN, Severity.URGENT, Severity.STOP_DRIVING})
"""Acted upon even when the fault has gone again: it may return on the road."""
OVERDUE_RETRY = timedelta(minutes=1)

# Back to new, to be decided again, leads only a person's word: the car did not come.
_OPEN = frozenset(CaseState) - {CaseState.NEW, CaseState.CLOSED}
_NEXT: dict[CaseState, frozenset[CaseState]] = {
    CaseState.NEW: _OPEN | {CaseState.CLOSED},
    CaseState.WATCHING: _OPEN - {CaseState.WATCHING} | {CaseState.CLOSED},
    CaseState.REMEDY: _OPEN - {CaseState.REMEDY} | {CaseState.CLOSED},
    CaseState.BOOKED: frozenset({CaseState.NEW, CaseState.NEEDS_PERSON, CaseState.CLOSED}),
    CaseState.NEEDS_PERSON: frozenset(CaseState) - {CaseState.NEEDS_PERSON},
    CaseState.CLOSED: frozenset(),  # a fault that returns opens a new case
}


class Due(Enum):
    """What is to be done when the time has come."""

    DECIDE = "decide"
    LOOK_AGAIN = "look_again"
    CHECK_OPERATION = "check_operation"
    CHECK_PROOF = "check_proof"
    CHECK_WORKSHOP = "check_workshop"
    ESCALATE = "escalate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a case stands; instants are None where there is nothing of the kind.

    `since`: when it came into this state, or was last taken up by a person.
    """

    state: CaseState
    severity: Severity
    since: datetime
    operation_expires_at: datetime | None = None
    proof_due_at: datetime | None = None
    appointment_ends_at: datetime | None = None
    look_again_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NextEvent:
    due_at: datetime
    due: Due


def may_move(state: CaseState, to: CaseState) -> bool:
    return to in _NEXT[state]


def move(state: CaseState, to: CaseState) -> CaseState:
    """`to`, or `IllegalTransition` when it cannot follow; staying is not a move."""
    if not may_move(state, to):
        raise IllegalTransition(f"{state.value} → {to.value}")
    return to


def follow(state: CaseState, to: CaseState) -> CaseState:
    """As `move`, but a case may also stay as it is."""
    return to if to is state else move(state, to)


def has_gone(state: CaseState, quiet_since: datetime | None, now: datetime) -> bool:
    """Was it only being watched, and has it not been seen for so long that it would be new?"""
    quiet = quiet_since is not None and now - quiet_since >= GONE_AFTER
    return state is CaseState.WATCHING and quiet


def may_return(state: CaseState, severity: Severity, quiet_since: datetime | None) -> bool:
    """Did it go away before anything was begun, and can it wait for its return?"""
    idle = state in {CaseState.NEW, CaseState.WATCHING}
    return idle and quiet_since is not None and severity not in WAITS_FOR_NOTHING


def next_event(standing: Standing, now: datetime) -> NextEvent | None:
    """When the case must be looked at again, and for what; None only once it is closed.

    Ask after acting on what was due: the answer lies after `now`, except for a new case, which
    is due at once. Looking again and escalating repeat for as long as the state lasts.
    """
    match standing.state:
        case CaseState.CLOSED:
            return None
        case CaseState.NEW:
            return NextEvent(now, Due.DECIDE)
        case CaseState.WATCHING:
            routine = _every(LOOK_AGAIN_AFTER, standing.since, now)
            return _first(
                now, (routine, Due.LOOK_AGAIN), (standing.look_again_at, Due.LOOK_AGAIN)
            )
        case CaseState.NEEDS_PERSON:
            patience = PERSON_WITHIN[standing.severity]
            return NextEvent(_every(patience, standing.since, now), Due.ESCALATE)
        case CaseState.REMEDY:
            return _first(
                now,
                (standing.operation_expires_at, Due.CHECK_OPERATION),
                (standing.proof_due_at, Due.CHECK_PROOF),
            )
        case CaseState.BOOKED:
            return _first(now, (standing.appointment_ends_at, Due.CHECK_WORKSHOP))


def _every(period: timedelta, since: datetime, now: datetime) -> datetime:
    passed = max(0, (now - since) // period)
    return since + (passed + 1) * period


def _first(now: datetime, *awaited: tuple[datetime | None, Due]) -> NextEvent:
    """The earliest of what is awaited; when nothing is, something is amiss: decide anew."""
    soonest = now + OVERDUE_RETRY
    events = [
        NextEvent(at if at > now else soonest, due) for at, due in awaited if at is not None
    ]
    return min(events, key=lambda event: event.due_at, default=NextEvent(soonest, Due.DECIDE))
