"""What really happened to an injected fault: for scores alone, no gateway ever sees it."""

from dataclasses import dataclass

from simulator.faults.root_cause import RootCauseId


@dataclass(frozen=True, slots=True)
class InjectedFault:
    """A root cause of the library and the world time at which it is planted."""

    root_cause_id: RootCauseId
    onset_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class InjectedTruth:
    """What really happened to one code of an injected fault.

    set_at_s: when testFailed first became 1, None if it has not. cured_at_s: when the cause was
    cured by an intervention or went away by itself. cascade: the code follows from another.
    """

    root_cause_id: RootCauseId
    component: str
    dtc: int
    cascade: bool
    onset_s: float
    set_at_s: float | None
    cured_at_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Intervention:
    """Something that was done to the car, and what it did to the cause.

    action: hard_reset, soft_reset, clear, power_loss or repair. did: cures, masks, nothing,
    turns_into or worsens. component: None when it was done to the whole car.
    """

    at_s: float
    action: str
    component: str | None
    did: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultTruth:
    """The whole life of one injected fault.

    began_s: when it began to act. ended_by: `itself`, or the action of the intervention.
    follows: the cause that turned into this one.
    """

    root_cause_id: RootCauseId
    onset_s: float
    began_s: float | None
    ended_s: float | None
    ended_by: str | None
    follows: RootCauseId | None
    codes: tuple[InjectedTruth, ...]
    interventions: tuple[Intervention, ...]
