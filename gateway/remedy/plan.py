"""What to do about a verdict: try its remedy, book, watch, or ask a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from gateway.domain.catalogue import RemedyId
from gateway.domain.errors import StaleKnowledge
from gateway.domain.operation import is_never, is_safety_critical
from gateway.domain.severity import Severity
from gateway.domain.verdict import Verdict
from gateway.remedy.playbook import Remedy, is_erasing

LOOK_AGAIN_AFTER = timedelta(hours=24)
BOOKED_AT_ONCE = frozenset({Severity.STOP_DRIVING, Severity.URGENT})


class AttemptState(Enum):
    """How a try of a remedy stands."""

    UNDER_WAY = "under_way"  # steps are being done, or the proof is awaited
    GAVE_UP = "gave_up"  # the steps could not be done
    VERIFIED = "verified"
    RELAPSED = "relapsed"
    UNVERIFIABLE = "unverifiable"


@dataclass(frozen=True, slots=True)
class PastAttempt:
    """A try of a remedy on this vehicle, whichever case it belonged to."""

    remedy: RemedyId
    started_at: datetime
    state: AttemptState


@dataclass(frozen=True, slots=True)
class Attempt:
    remedy: Remedy
    because: str


@dataclass(frozen=True, slots=True)
class Book:
    """`refused` names a remedy that the catalogue offered and the never-list forbids."""

    because: str
    refused: RemedyId | None = None


@dataclass(frozen=True, slots=True)
class Watch:
    until: datetime
    because: str


@dataclass(frozen=True, slots=True)
class AskPerson:
    because: str


Plan = Attempt | Book | Watch | AskPerson


def plan(
    verdict: Verdict, remedy: Remedy | None, history: Sequence[PastAttempt], now: datetime
) -> Plan:
    """What to do next; `because` is a sentence for the timeline.

    `remedy` is the playbook that `verdict.remedy` names, None when there is none. `history`:
    every try on this vehicle. Raises `StaleKnowledge` when another playbook is passed.
    """
    if remedy is not None and remedy.id != verdict.remedy:
        raise StaleKnowledge(f"{verdict.rule} names {verdict.remedy}, not {remedy.id}")
    if remedy is not None and _is_forbidden(verdict, remedy):
        return Book(_forbidden(verdict, remedy), remedy.id)
    if verdict.severity is Severity.UNKNOWN:
        return AskPerson("Nobody has judged this code yet; a specialist must.")
    if verdict.severity in BOOKED_AT_ONCE:
        return Book(f"{verdict.title} needs a workshop at once.")
    if remedy is None:
        return _without_remedy(verdict, now)
    return _with_remedy(remedy, history, now)


def _forbidden(verdict: Verdict, remedy: Remedy) -> str:
    component = verdict.component or remedy.component
    return f"“{remedy.title}” is never done from afar for {verdict.code} on {component}."


def _is_forbidden(verdict: Verdict, remedy: Remedy) -> bool:
    """A change needs a fault that is known to be none of those that law 2 protects."""
    changes = [step for step in remedy.steps if is_erasing(step)]
    if not changes:
        return False
    if verdict.component is None or verdict.code is None or is_safety_critical(verdict.code):
        return True
    touched = (remedy.component, verdict.component)
    return any(is_never(component, step) for component in touched for step in changes)


def _without_remedy(verdict: Verdict, now: datetime) -> Plan:
    because = verdict.no_remedy_because or (
        f"The playbook {verdict.remedy} is not in force."
        if verdict.remedy
        else "There is no remedy from afar."
    )
    if verdict.severity is Severity.MONITOR:
        return Watch(now + LOOK_AGAIN_AFTER, because)
    return Book(because)


def _with_remedy(remedy: Remedy, history: Sequence[PastAttempt], now: datetime) -> Plan:
    since = now - remedy.attempts_within
    tries = [one for one in history if one.remedy == remedy.id and one.started_at > since]
    states = {one.state for one in tries}
    days = remedy.attempts_within.days
    if AttemptState.UNDER_WAY in states:
        return Watch(now + LOOK_AGAIN_AFTER, f"“{remedy.title}” is already under way.")
    if AttemptState.RELAPSED in states:
        return Book(f"The fault came back after “{remedy.title}” within {days} days.")
    if len(tries) >= remedy.attempts:
        return Book(f"“{remedy.title}” has been tried {_times(len(tries))} within {days} days.")
    return Attempt(remedy, f"“{remedy.title}” can be done from afar.")


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
