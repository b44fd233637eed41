"""A remedy: ordered steps on one component, what they may touch, and their proof."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from gateway.domain.catalogue import RemedyId
from gateway.domain.component import ComponentId
from gateway.domain.errors import InvalidValue
from gateway.domain.operation import (
    Action,
    ClearFault,
    EcuReset,
    ReadEvidence,
    SafetyClass,
    is_never,
    is_safety_critical,
)
from gateway.domain.proof import ProofRule

NO_TIME = timedelta()


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """A playbook that may be run from afar.

    `expires_after`: how long a step may wait for the vehicle; `budget_s`: how long the vehicle
    may take over one. It is tried `attempts` times within `attempts_within`, then booked.
    Raises `InvalidValue` for what laws 2 and 4 forbid: an erasing step on a component that is
    not on its list, one for a safety-critical code, and one without its evidence read before.
    """

    id: RemedyId
    title: str
    component: ComponentId
    safety_class: SafetyClass
    steps: tuple[Action, ...]
    proof: ProofRule
    expires_after: timedelta
    budget_s: float
    attempts: int = 1
    attempts_within: timedelta = timedelta(days=7)

    def __post_init__(self) -> None:
        for objection in _objections(self):
            raise InvalidValue(f"remedy {self.id}: {objection}")


def is_erasing(action: Action) -> bool:
    """Does it destroy what a component remembers of its fault?"""
    return isinstance(action, ClearFault | EcuReset)


def _objections(remedy: Remedy) -> Iterable[str]:
    if not remedy.steps:
        yield "it has no steps"
    if remedy.safety_class is SafetyClass.SERVICE_ONLY:
        yield "a service-only playbook is never run from afar"
    for number, step in enumerate(remedy.steps):
        if is_never(remedy.component, step):
            yield f"{step} is never done on {remedy.component}"
        if is_erasing(step) and _about_safety(remedy.steps):
            yield f"it would {step} for a safety-critical code"
        if is_erasing(step) and not _has_evidence(step, remedy.steps[:number]):
            yield f"no evidence is read before it would {step}"
    if remedy.expires_after <= NO_TIME or remedy.budget_s <= 0:
        yield "a step needs a deadline and a budget"
    if remedy.attempts < 1 or remedy.attempts_within <= NO_TIME:
        yield "it must be allowed at least one attempt"


def _about_safety(steps: tuple[Action, ...]) -> bool:
    read = (step.code for step in steps if isinstance(step, ReadEvidence))
    return any(is_safety_critical(code) for code in read)


def _has_evidence(erasing: Action, before: tuple[Action, ...]) -> bool:
    read = {step.code for step in before if isinstance(step, ReadEvidence)}
    return erasing.code in read if isinstance(erasing, ClearFault) else bool(read)
