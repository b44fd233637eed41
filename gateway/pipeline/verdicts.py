"""Verdicts as other systems read them: what stands now, and every version before it."""

from dataclasses import dataclass
from datetime import datetime
from typing import NewType, Protocol

from gateway.domain.case import CaseId, CaseOutcome, CaseState
from gateway.domain.component import ComponentId
from gateway.domain.trouble_code import TroubleCode
from gateway.domain.verdict import Verdict
from gateway.domain.vin import Vin

VerdictId = NewType("VerdictId", int)


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedCase:
    """The case that a verdict is about; `explained_by`: the case that speaks for it."""

    id: CaseId
    component: ComponentId
    code: TroubleCode
    state: CaseState
    outcome: CaseOutcome | None
    opened_at: datetime
    closed_at: datetime | None
    next_step: str
    explained_by: CaseId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictVersion:
    """One version, the `number`-th of its case; `is_latest`: no other has followed."""

    id: VerdictId
    number: int
    is_latest: bool
    case: JudgedCase
    verdict: Verdict

    @property
    def is_current(self) -> bool:
        """Does it stand? The latest of a case that is open."""
        return self.is_latest and self.case.state is not CaseState.CLOSED

    @property
    def is_provisional(self) -> bool:
        """Was there data missing that would have told more?"""
        return bool(self.verdict.missing)


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingVerdicts:
    """The current verdicts of a vehicle, the gravest first.

    `heard_at`: event time of its newest report, None before there is one. `unjudged`: open
    cases that have no verdict yet: whoever reads none must not take that for health.
    """

    heard_at: datetime | None
    unjudged: tuple[JudgedCase, ...]
    versions: tuple[VerdictVersion, ...]


@dataclass(frozen=True, slots=True)
class VerdictPage:
    """Versions, the newest first; `more`: there are older ones."""

    versions: tuple[VerdictVersion, ...]
    more: bool


class VerdictReader(Protocol):
    """Every answer is one consistent view of committed rows; None for an unknown vehicle."""

    async def standing(self, vin: Vin) -> StandingVerdicts | None: ...

    async def history(
        self, vin: Vin, before: VerdictId | None, most: int
    ) -> VerdictPage | None: ...
