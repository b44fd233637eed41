"""An operation as the steps that it takes, from asked to done."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from gateway.care.words import REASONS
from gateway.domain.operation import OperationState
from gateway.pipeline.views import OperationCard
from gateway.web.words.event import sentence

WORDS = {
    OperationState.QUEUED: "waiting for the car",
    OperationState.SENT: "sent",
    OperationState.ACCEPTED: "accepted by the car",
    OperationState.WAITING: "waiting in the car",
    OperationState.RUNNING: "running",
    OperationState.SUCCEEDED: "done",
    OperationState.FAILED: "failed",
    OperationState.REFUSED: "refused by the car",
    OperationState.EXPIRED: "expired",
    OperationState.CANCELLED: "cancelled",
    OperationState.UNKNOWN: "outcome unknown",
}
_PATH = (
    ("Asked", {OperationState.QUEUED}),
    ("Sent", {OperationState.SENT}),
    ("Accepted by the car", {OperationState.ACCEPTED, OperationState.WAITING}),
    ("Running", {OperationState.RUNNING}),
    ("Done", {OperationState.SUCCEEDED}),
)


class StepState(Enum):
    DONE = "done"
    NOW = "now"
    AHEAD = "ahead"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Step:
    """`at` is None for what lies ahead, or passed without being reported."""

    name: str
    state: StepState
    at: datetime | None


def steps(card: OperationCard) -> tuple[Step, ...]:
    """The five steps; an operation that ended otherwise ends in that word instead."""
    times = _first_times(card)
    if card.state in _PATH[-1][1]:
        return tuple(Step(name, StepState.DONE, times.get(name)) for name, _ in _PATH)
    if card.state not in {state for _, states in _PATH for state in states}:
        return _broken(card, times)
    here = next(n for n, (_, states) in enumerate(_PATH) if card.state in states)
    return tuple(
        Step(name, _compare(n, here), times.get(name)) for n, (name, _) in enumerate(_PATH)
    )


def reason_words(reason: str) -> str:
    """A reason code of the vehicle as a clause; what is a sentence already stays as it is."""
    return sentence(REASONS[reason]) if reason in REASONS else reason


def _first_times(card: OperationCard) -> dict[str, datetime]:
    times = {_PATH[0][0]: card.asked_at}
    for at, state, _ in card.events:
        for name, states in _PATH:
            if state in states:
                times.setdefault(name, at)
    return times


def _broken(card: OperationCard, times: dict[str, datetime]) -> tuple[Step, ...]:
    reached = [Step(name, StepState.DONE, times[name]) for name, _ in _PATH if name in times]
    ended = next((at for at, state, _ in reversed(card.events) if state is card.state), None)
    return (*reached, Step(WORDS[card.state].capitalize(), StepState.BROKEN, ended))


def _compare(n: int, here: int) -> StepState:
    return StepState.DONE if n < here else StepState.NOW if n == here else StepState.AHEAD
