"""Why a case does not speak for itself: another one explains it, or what is done to the car."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from gateway.domain.case import CaseId, CaseOutcome
from gateway.domain.component import ComponentId
from gateway.domain.finding import RuleId
from gateway.domain.severity import Severity
from gateway.domain.signal import UpdatePhase


@dataclass(frozen=True, slots=True, kw_only=True)
class Root:
    """A finding that stands in another open case of the vehicle; `title`: of its verdict."""

    case: CaseId
    rule: RuleId
    severity: Severity
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Interruption:
    """Something that is done to the car from `since` to `until`.

    `reset`: the component that we reset or clear from afar; None: the car is in a workshop, or
    gets new software.
    """

    because: str
    since: datetime
    until: datetime
    reset: ComponentId | None = None


class PhaseSample(NamedTuple):
    """How far a software update of the car was, by its own word."""

    at: datetime
    phase: UpdatePhase


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """`by`, `rule`: the case and the finding that explain it; `until`: it ends by itself."""

    outcome: CaseOutcome
    because: str
    by: CaseId | None = None
    rule: RuleId | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MutedCase:
    """A case that an explanation has closed, and what there is to be said against that.

    `severity`: of its findings then; `gravest`: of those that are open now, None for none.
    `root_open`: the case that explains it; `root_quiet_since`: when its finding ended.
    `rules`: of the findings that are open now. `passed_at`: since then its code is only stored;
    None while its test fails, or when nobody knows.
    """

    id: CaseId
    severity: Severity
    gravest: Severity | None
    until: datetime | None
    root_open: bool
    root_quiet_since: datetime | None
    rules: frozenset[RuleId] = frozenset()
    passed_at: datetime | None = None
