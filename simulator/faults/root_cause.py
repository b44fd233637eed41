"""A root cause as a diagnostic engineer describes it: onset → effects → codes → what helps."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from simulator.faults.effect import Effect
from simulator.updates.software_update import Ending

RootCauseId = NewType("RootCauseId", str)


class CheckedBy(StrEnum):
    """Whether a monitor sees the cause in a signal or is told of it (a wire, a part)."""

    SIGNAL = "signal"
    CIRCUIT = "circuit"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedCode:
    """A code that the cause sets sooner or later; `cascade`: as a consequence of another.

    A circuit fails `after_s` after the cause begins to act, up to `spread_s` later from car to
    car, and only in the share `probability` of the cars.
    """

    component: str
    dtc: int
    checked_by: CheckedBy
    cascade: bool = False
    after_s: float = 0.0
    spread_s: float = 0.0
    probability: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Onset:
    """When a cause that has been planted begins: at once, unless something is set.

    gradual_over_s: its effects grow from nothing to all of them over so long.
    after_cycles: with the so-manieth operation cycle from then.
    below_celsius: as soon as it is that cold outside, and then it stays.
    update_of: when a software update of this component has had this `ending`.
    """

    gradual_over_s: float = 0.0
    after_cycles: int = 0
    below_celsius: float | None = None
    update_of: str = ""
    ending: Ending | None = None

    @property
    def at_once(self) -> bool:
        """Whether it waits for nothing."""
        waits = self.after_cycles or self.update_of
        return not waits and self.below_celsius is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A signal beyond a bound: vibration is speed, heat is a temperature."""

    signal: int
    above: float | None = None
    below: float | None = None

    def holds(self, value: float) -> bool:
        return (self.above is None or value > self.above) and (
            self.below is None or value < self.below
        )


@dataclass(frozen=True, slots=True)
class Intermittence:
    """Acts for about `acts_s`, rests for about `rests_s`, and so on."""

    acts_s: float
    rests_s: float


class Outcome(StrEnum):
    """What an intervention really does to a cause.

    turns_into: another root cause takes its place. worsens: its effects are stronger from now.
    """

    CURES = "cures"
    MASKS = "masks"
    NOTHING = "nothing"
    TURNS_INTO = "turns_into"
    WORSENS = "worsens"


@dataclass(frozen=True, slots=True)
class Response:
    """A mask holds for `for_s` seconds; `by` is how many times stronger the effects become."""

    outcome: Outcome = Outcome.NOTHING
    for_s: float = 0.0
    by: float = 1.0
    successor: RootCauseId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Responses:
    """To a reset of its component, a clear of one of its codes, a loss of the 12 V supply."""

    hard_reset: Response = Response()
    soft_reset: Response = Response()
    clear: Response = Response()
    power_loss: Response = Response()


class RepairOutcome(StrEnum):
    """What a workshop says that it did."""

    ADJUSTED = "adjusted"
    CALIBRATED = "calibrated"
    CLEANED = "cleaned"
    NO_FAULT_FOUND = "no_fault_found"
    REFILLED = "refilled"
    REPAIRED = "repaired"
    REPLACED = "replaced"
    UPDATED = "updated"


@dataclass(frozen=True, slots=True)
class Repair:
    """The work that cures a cause: what was done, and to which part."""

    outcome: RepairOutcome
    part: str


class Severity(StrEnum):
    STOP_DRIVING = "stop_driving"
    URGENT = "urgent"
    SOON = "soon"
    MONITOR = "monitor"


class Drive(StrEnum):
    """Drivability in a word."""

    NORMALLY = "normally"
    GENTLY = "gently"
    TO_WORKSHOP = "to_workshop"
    NOT_AT_ALL = "not_at_all"


class RemoteRemedy(StrEnum):
    """What would truly help from afar, done to the cause's own component."""

    RESET = "reset"
    CLEAR = "clear"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a specialist would say who saw the cause itself; `needs`: a workshop's skills."""

    severity: Severity
    drive: Drive
    needs: frozenset[str]
    remote: RemoteRemedy


@dataclass(frozen=True, slots=True, kw_only=True)
class RootCause:
    """One root cause of the library.

    cars: the car types that it may live in; software: the releases of its component that have
    it, empty for all. only_while: conditions that must all hold for it to act.
    silences: components that do not answer while it acts. shows_within_s: how long after it
    was planted all of its certain codes are set. ends_after_s, ends_after_code_s: it goes away
    by itself so long after it began, or after its first code was set. where: file and line.
    """

    id: RootCauseId
    where: str
    title: str
    system: str
    component: str
    cars: frozenset[str]
    codes: tuple[ExpectedCode, ...]
    repair: Repair
    expected: Expected
    shows_within_s: float
    software: frozenset[str] = frozenset()
    onset: Onset = Onset()
    effects: tuple[Effect, ...] = ()
    silences: tuple[str, ...] = ()
    only_while: tuple[Condition, ...] = ()
    intermittence: Intermittence | None = None
    responses: Responses = Responses()
    ends_after_s: float | None = None
    ends_after_code_s: float | None = None

    @property
    def is_intermittent(self) -> bool:
        """Whether it comes and goes."""
        return self.intermittence is not None or bool(self.only_while)

    @property
    def certain_codes(self) -> frozenset[tuple[str, int]]:
        """The (component, DTC) pairs that it sets in every car."""
        return frozenset(
            (code.component, code.dtc) for code in self.codes if code.probability >= 1
        )
