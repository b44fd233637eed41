"""A root cause as a diagnostic engineer describes it: onset → effects → codes → what helps."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NewType

from simulator.day_plan import Phase

RootCauseId = NewType("RootCauseId", str)

ALL_PHASES: Final = frozenset(Phase)


class EffectKind(StrEnum):
    """How a signal departs from its healthy course.

    settle: the quantity itself moves towards `value` with its time constant, later back again.
    clamp: the signal reads `value`. offset: it reads so much more. ramp: more every second.
    """

    SETTLE = "settle"
    CLAMP = "clamp"
    OFFSET = "offset"
    RAMP = "ramp"


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    signal: int
    kind: EffectKind
    value: float
    during: frozenset[Phase] = ALL_PHASES
    time_constant_s: float | None = None


class CheckedBy(StrEnum):
    """Whether a monitor sees the cause in a signal or is told of it (a wire, a part)."""

    SIGNAL = "signal"
    CIRCUIT = "circuit"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedCode:
    """A code that the cause sets sooner or later; `cascade`: as a consequence of another."""

    component: str
    dtc: int
    checked_by: CheckedBy
    cascade: bool = False


class Outcome(StrEnum):
    CURES = "cures"
    MASKS = "masks"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Response:
    """What an intervention really does; a mask holds for `for_s` seconds."""

    outcome: Outcome = Outcome.NOTHING
    for_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Responses:
    hard_reset: Response = Response()
    soft_reset: Response = Response()
    clear: Response = Response()
    power_loss: Response = Response()


@dataclass(frozen=True, slots=True)
class Intermittence:
    """Acts for `acts_s`, rests for `rests_s`, and so on from the onset."""

    acts_s: float
    rests_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RootCause:
    """`ends_after_code_s`: it goes away by itself so long after its first code was set."""

    id: RootCauseId
    title: str
    component: str
    codes: tuple[ExpectedCode, ...]
    effects: tuple[Effect, ...] = ()
    responses: Responses = Responses()
    intermittence: Intermittence | None = None
    ends_after_code_s: float | None = None
