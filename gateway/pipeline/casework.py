"""The port of casework: one open case, everything stored about it, and what can be done."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from gateway.domain.case import CaseId, CaseOutcome, CaseState
from gateway.domain.catalogue import CatalogueEntry, RemedyId
from gateway.domain.component import ComponentId
from gateway.domain.explanation import (
    Explanation,
    Interruption,
    MutedCase,
    PhaseSample,
    Root,
)
from gateway.domain.finding import Finding, RuleId
from gateway.domain.operation import Command
from gateway.domain.proof import Proof, ProofState
from gateway.domain.service import CentreId, ServiceCentre, Slot, Taken
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode
from gateway.domain.verdict import Verdict
from gateway.domain.vin import Vin
from gateway.domain.what_if import WhatIf
from gateway.pipeline.ask import Pen
from gateway.remedy.plan import PastAttempt
from gateway.remedy.playbook import Remedy
from gateway.remedy.proof import Sighting
from gateway.remedy.steps import StepResult


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAttempt:
    """The try under way; `claimed_at` once every step is done."""

    id: int
    remedy: RemedyId
    title: str
    results: tuple[StepResult, ...]
    claimed_at: datetime | None
    proof: ProofState | None


@dataclass(frozen=True, slots=True)
class Booked:
    """The case's place at a workshop, and how grave the case was when it was booked."""

    slot: Slot
    severity: Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """Everything stored that bears on one open case."""

    id: CaseId
    vin: Vin
    country: str
    subdivision: str
    component: ComponentId
    code: TroubleCode
    state: CaseState
    opened_at: datetime
    since: datetime
    next_step: str  # as last settled
    decision: str  # the last that was told, empty before the first
    findings: tuple[Finding, ...]  # all since the case was opened, oldest first
    still_true: frozenset[RuleId]
    quiet_since: datetime | None  # when the last of them ended; None while one is true
    verdict: Verdict | None
    versions: int  # of the verdict
    attempt: OpenAttempt | None
    history: tuple[PastAttempt, ...]
    appointment: Booked | None
    explains: tuple[Severity, ...]  # of the muted cases that come from this one
    last_contact_at: datetime | None
    passed_at: datetime | None = None  # since then its code is only stored


class CaseDesk(Protocol):
    """One open case under its lock; everything done here is committed together."""

    @property
    def file(self) -> CaseFile: ...

    async def reload(self) -> None:
        """Makes `file` tell what has been done here so far."""
        ...

    async def sightings(self, since: datetime) -> Sequence[Sighting]: ...

    async def add_verdict(self, verdict: Verdict) -> None: ...

    async def begin_attempt(self, remedy: Remedy, at: datetime) -> int | None:
        """None while something is being tried on the same component of this vehicle."""
        ...

    async def refuse_remedy(self, remedy: RemedyId, at: datetime, reason: str) -> None: ...

    async def ask(self, attempt: int, index: int, command: Command, downlink: bytes) -> None:
        """Raises `NeverFromAfar` for what law 2 forbids."""
        ...

    async def claim(self, attempt: int, at: datetime) -> None: ...

    async def set_proof(self, attempt: int, proof: Proof, at: datetime) -> None: ...

    async def end_attempt(self, attempt: int, at: datetime, reason: str) -> None: ...

    async def taken(
        self, centres: Sequence[ServiceCentre], since: datetime
    ) -> Mapping[CentreId, Sequence[Taken]]: ...

    async def hold(self, slot: Slot, verdict: Verdict, until: datetime) -> bool:
        """False when somebody else has just taken it."""
        ...

    async def book_held(self, at: datetime) -> None: ...

    async def cancel_booking(self, at: datetime) -> None: ...

    async def note(
        self, at: datetime, kind: str, words: str, severity: Severity | None = None
    ) -> None: ...

    async def settle(
        self,
        state: CaseState,
        severity: Severity,
        next_step: str,
        *,
        due_at: datetime,
        since: datetime,
    ) -> None: ...

    async def roots(self) -> Sequence[Root]:
        """What stands in the other open cases of the vehicle."""
        ...

    async def underway(self, now: datetime) -> Sequence[Interruption]:
        """What is being done to the vehicle, or was a moment ago."""
        ...

    async def update_phases(self, start: datetime, end: datetime) -> Sequence[PhaseSample]:
        """What the vehicle said of its software updates, by event time; in any order."""
        ...

    async def mute(self, explanation: Explanation, severity: Severity, at: datetime) -> None:
        """Closes it; none is opened for its code until `unmute`. Wakes the case behind it."""
        ...

    async def close(self, outcome: CaseOutcome, at: datetime) -> None: ...


class CaseShelf(Protocol):
    """Where the cases lie."""

    async def due(self, now: datetime, limit: int) -> Sequence[CaseId]:
        """The open cases whose time has come, longest overdue first."""
        ...

    def open(self, case: CaseId) -> AbstractAsyncContextManager[CaseDesk | None]:
        """None when the case is closed, or in another worker's hands."""
        ...

    async def postpone(self, case: CaseId, until: datetime, because: str) -> None: ...

    async def reopen(self, now: datetime, after: timedelta) -> int:
        """Opens a case for each fault that outlived its repair; how many.

        Its last case was closed as repaired, it is still true, and the car has been heard of
        more than `after` the repair.
        """
        ...

    async def muted(self) -> Sequence[MutedCase]:
        """Those that an explanation has closed and that do not speak for themselves yet."""
        ...

    async def unmute(self, case: CaseId, now: datetime) -> bool:
        """Its explanation is over; True when a new case is opened for what still stands."""
        ...

    async def release_holds(self, now: datetime) -> int:
        """Frees the slots that were held and not booked in time."""
        ...


def _nothing_else(_rule: RuleId) -> tuple[WhatIf, ...]:
    """A rule that stands alone."""
    return ()


def _never(_rule: RuleId) -> bool:
    return False


def _nothing_behind(_rule: RuleId) -> frozenset[Any]:
    return frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """What the people who write the rules know.

    `roots`, `resets`, `made_by_updates`: which other findings, which resets from afar, and
    whether a software update explain one of a rule; `by_code_alone`: whether it rests on its
    code and on nothing measured; `what_ifs`: what would make it graver or milder.
    """

    entry: Callable[[ComponentId, TroubleCode], CatalogueEntry | None]
    remedy: Callable[[RemedyId], Remedy | None]
    centres: tuple[ServiceCentre, ...]
    roots: Callable[[RuleId], frozenset[RuleId]] = _nothing_behind
    resets: Callable[[RuleId], frozenset[ComponentId]] = _nothing_behind
    made_by_updates: Callable[[RuleId], bool] = _never
    by_code_alone: Callable[[RuleId], bool] = _never
    what_ifs: Callable[[RuleId], tuple[WhatIf, ...]] = _nothing_else


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What moving a case on needs besides its file."""

    knowledge: Knowledge
    pen: Pen
    hold_for: timedelta = timedelta(minutes=10)
