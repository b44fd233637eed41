"""What a store remembers: frozen rows in tables; a row is changed by putting another there."""

from collections.abc import MutableMapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from gateway.decode.place import Boot, BootKey
from gateway.decode.units import UnitKey
from gateway.domain.case import CaseId, CaseOutcome, CaseState
from gateway.domain.catalogue import RemedyId
from gateway.domain.component import ComponentId
from gateway.domain.episode import Episode
from gateway.domain.finding import Finding, RuleId
from gateway.domain.operation import Command, OperationState
from gateway.domain.proof import ProofState
from gateway.domain.report import (
    Exchange,
    FaultReport,
    Placed,
    Refusal,
    Reply,
    ReportId,
    Telemetry,
)
from gateway.domain.sequences import Sequences
from gateway.domain.service import AppointmentState, Slot
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode
from gateway.domain.vehicle_type import UNTOLD, VehicleType
from gateway.domain.verdict import Verdict
from gateway.domain.vin import Vin
from gateway.pipeline.gaps import KnownGap
from gateway.pipeline.holdback import Held
from gateway.pipeline.motley import SignalSet
from gateway.pipeline.waiting_room import ToldBoot

GapKey = tuple[Vin, int, int]
"""Vehicle, boot, first sequence."""
Session = tuple[int, int, int]
"""(unit, boot count, session): a greater one is later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleRow:
    """`silent`: not online only because nothing was heard; `since`: that it is so or not."""

    country: str = ""
    subdivision: str = ""
    type: VehicleType = UNTOLD
    online: bool = False
    silent: bool = False
    since: datetime | None = None
    session: Session = (0, 0, 0)
    backlog: int = 0
    last_heard_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FindingRow:
    finding: Finding
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RefusedRow:
    refusal: Refusal
    times_seen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    vin: Vin
    component: ComponentId
    code: TroubleCode
    state: CaseState
    severity: Severity
    next_step: str
    since: datetime
    opened_at: datetime
    due_at: datetime | None
    outcome: CaseOutcome | None = None
    closed_at: datetime | None = None
    verdicts: tuple[Verdict, ...] = ()
    muted: bool = False
    explained_by: CaseId | None = None
    explained_by_rule: RuleId | None = None
    muted_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Wake:
    """News for a case; one with a greater number is later."""

    number: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptRow:
    case: CaseId
    vin: Vin
    component: ComponentId
    remedy: RemedyId
    title: str
    started_at: datetime
    ended_at: datetime | None = None
    claimed_at: datetime | None = None
    proof: ProofState | None = None
    reason: str = ""
    refused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A signed command in the outbox, where it stays until the vehicle says how it ended."""

    downlink: bytes
    taken_at: datetime | None = None
    taken_in: Session | None = None
    sent_at: datetime | None = None

    @property
    def on_its_way(self) -> bool:
        """Or nobody has told what became of it."""
        return self.taken_at != self.sent_at


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationRow:
    """`waiting` None: it has left the outbox."""

    command: Command
    asked_by: str
    case: CaseId | None = None
    attempt: int | None = None
    index: int = 0
    state: OperationState = OperationState.QUEUED
    reason: str = ""
    step: int = 0
    exchanges: tuple[Exchange, ...] = ()
    ended_at: datetime | None = None
    settled_at: datetime | None = None
    waiting: Waiting | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentRow:
    """`severity`: how grave the case was when the slot was taken."""

    case: CaseId
    slot: Slot
    severity: Severity
    state: AppointmentState
    held_until: datetime | None
    moved_at: datetime | None = None
    found: str = ""

    @property
    def stands(self) -> bool:
        return self.state in {AppointmentState.HELD, AppointmentState.BOOKED}


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineRow:
    vin: Vin
    case: CaseId | None
    at: datetime
    kind: str
    words: str
    severity: Severity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Every table; `ledger`: which reports have been claimed; `reports`: their event times."""

    vehicles: MutableMapping[Vin, VehicleRow] = field(default_factory=dict)
    units: MutableMapping[UnitKey, int] = field(default_factory=dict)
    boots: MutableMapping[BootKey, Boot] = field(default_factory=dict)
    ledger: MutableMapping[BootKey, Sequences] = field(default_factory=dict)
    reports: MutableMapping[ReportId, datetime] = field(default_factory=dict)
    told: MutableMapping[BootKey, ToldBoot] = field(default_factory=dict)
    held: MutableMapping[ReportId, Held | None] = field(default_factory=dict)
    late: MutableMapping[ReportId, datetime] = field(default_factory=dict)
    gaps: MutableMapping[GapKey, KnownGap | None] = field(default_factory=dict)
    signal_sets: MutableMapping[SignalSet, Vin] = field(default_factory=dict)
    telemetry: MutableMapping[ReportId, Placed[Telemetry]] = field(default_factory=dict)
    faults: MutableMapping[ReportId, Placed[FaultReport]] = field(default_factory=dict)
    replies: MutableMapping[ReportId, Placed[Reply]] = field(default_factory=dict)
    refused: MutableMapping[tuple[str, bytes], RefusedRow] = field(default_factory=dict)
    oddities: MutableMapping[tuple[str, str], int] = field(default_factory=dict)
    episodes: MutableMapping[int, Episode] = field(default_factory=dict)
    findings: MutableMapping[int, FindingRow] = field(default_factory=dict)
    shadow_findings: MutableMapping[int, FindingRow] = field(default_factory=dict)
    cases: MutableMapping[CaseId, CaseRow] = field(default_factory=dict)
    wakes: MutableMapping[CaseId, Wake] = field(default_factory=dict)
    woken: MutableMapping[CaseId, int] = field(default_factory=dict)
    attempts: MutableMapping[int, AttemptRow] = field(default_factory=dict)
    operations: MutableMapping[UUID, OperationRow] = field(default_factory=dict)
    appointments: MutableMapping[int, AppointmentRow] = field(default_factory=dict)
    timeline: MutableMapping[int, TimelineRow] = field(default_factory=dict)
