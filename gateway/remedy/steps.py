"""The steps of a remedy under way: do the next one, wait, claim success, or give up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from gateway.domain.operation import Action, OperationState, ReadEvidence
from gateway.remedy.playbook import Remedy, is_erasing

RETRY_AFTER = timedelta(minutes=10)
RECHARGED_AFTER = timedelta(hours=1)
ASKED_AT_MOST = 3
NOT_DONE_YET = frozenset(
    {
        "low_voltage",
        "high_voltage_active",
        "vehicle_moving",
        "not_in_park",
        "charging",
        "busy",
        "software_update",
        "nrc_0x21",
        "nrc_0x22",
    }
)
"""Answers that say: nothing was done, and it may go better later."""
NOT_KNOWN_TO_BE_DONE = frozenset({"no_answer", "timeout"})
"""The component fell silent: only what can do no harm is asked again."""

_IN_FLIGHT = frozenset(
    {
        OperationState.QUEUED,
        OperationState.SENT,
        OperationState.ACCEPTED,
        OperationState.WAITING,
        OperationState.RUNNING,
    }
)
_GIVEN_UP = {
    OperationState.FAILED: "could not be done",
    OperationState.REFUSED: "was refused by the vehicle",
    OperationState.EXPIRED: "was not started before its deadline",
    OperationState.CANCELLED: "was cancelled",
    OperationState.UNKNOWN: "may or may not have been done",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StepResult:
    """How one operation of the attempt stands, since `at`.

    `settled`: nobody will say otherwise; without it `UNKNOWN` may change. `evidence`: what it
    read is stored, and is evidence of the code that it was to read.
    """

    action_index: int
    state: OperationState
    at: datetime
    reason: str = ""
    settled: bool = False
    evidence: bool = False


@dataclass(frozen=True, slots=True)
class Do:
    index: int
    action: Action


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing to do; look again when something is heard, `until` at the latest."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Claimed:
    """Every step has been done; whether it helped is for the proof to say."""


@dataclass(frozen=True, slots=True)
class GiveUp:
    reason: str


Next = Do | Wait | Claimed | GiveUp


def next_step(remedy: Remedy, done: Sequence[StepResult], now: datetime) -> Next:
    """What follows, given every operation of this attempt in the order of asking.

    A step is asked again only when the vehicle says that it did nothing, or when repeating it
    can do no harm; what is unknown waits for the ledger as long as a step may wait.
    """
    if not done:
        return Do(0, remedy.steps[0])
    last = done[-1]
    if not 0 <= last.action_index < len(remedy.steps):
        return GiveUp(f"“{remedy.title}” has been changed since it was begun")
    if last.state in _IN_FLIGHT:
        return Wait(last.at + remedy.expires_after)
    if last.state is OperationState.SUCCEEDED:
        return _after(remedy, last)
    if last.state is OperationState.UNKNOWN and not last.settled:
        return _reconcile(remedy, last, now)
    return _again_or_give_up(remedy, done, now)


def _after(remedy: Remedy, last: StepResult) -> Next:
    """Law 4: nothing follows a reading that brought no evidence."""
    reading = isinstance(remedy.steps[last.action_index], ReadEvidence)
    if reading and not last.evidence:
        return GiveUp("no evidence could be read")
    following = last.action_index + 1
    if following == len(remedy.steps):
        return Claimed()
    return Do(following, remedy.steps[following])


def _reconcile(remedy: Remedy, last: StepResult, now: datetime) -> Next:
    until = last.at + remedy.expires_after
    return Wait(until) if now < until else _give_up(remedy, last)


def _again_or_give_up(remedy: Remedy, done: Sequence[StepResult], now: datetime) -> Next:
    last = done[-1]
    asked = sum(one.action_index == last.action_index for one in done)
    if asked >= ASKED_AT_MOST or not _may_repeat(remedy, last):
        return _give_up(remedy, last)
    retry_at = last.at + (RECHARGED_AFTER if last.reason == "low_voltage" else RETRY_AFTER)
    if now < retry_at:
        return Wait(retry_at)
    return Do(last.action_index, remedy.steps[last.action_index])


def _may_repeat(remedy: Remedy, last: StepResult) -> bool:
    harmless = not is_erasing(remedy.steps[last.action_index])
    if last.state is OperationState.UNKNOWN:
        return harmless
    refused = last.state in {OperationState.REFUSED, OperationState.FAILED}
    return refused and (
        last.reason in NOT_DONE_YET or (harmless and last.reason in NOT_KNOWN_TO_BE_DONE)
    )


def _give_up(remedy: Remedy, last: StepResult) -> GiveUp:
    action = remedy.steps[last.action_index]
    why = f" ({last.reason})" if last.reason else ""
    return GiveUp(f"“{action}” {_GIVEN_UP[last.state]}{why}")
