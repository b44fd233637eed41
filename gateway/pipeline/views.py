"""What the faces show: frozen values, read from the store, ready to be rendered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from gateway.domain.case import CaseId, CaseOutcome, CaseState
from gateway.domain.cause import LikelyCause
from gateway.domain.component import ComponentId
from gateway.domain.operation import OperationState
from gateway.domain.proof import ProofState
from gateway.domain.service import AppointmentState, BayId, CentreId
from gateway.domain.severity import Severity
from gateway.domain.signal import Phase
from gateway.domain.trouble_code import Status, TroubleCode
from gateway.domain.vin import Vin
from gateway.domain.what_if import WhatIf
from gateway.pipeline.missing import LateReports, MissingReports


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """What the vehicle itself last said about being there.

    `silent`: it is not there only because nothing has been heard of it.
    """

    online: bool
    since: datetime | None
    last_heard_at: datetime | None
    backlog: int
    silent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleLine:
    """One line of the fleet list. `severity` None: nothing is wrong."""

    vin: Vin
    plate: str
    model: str
    owner: str
    phone: str
    severity: Severity | None
    top_fault: str
    contact: Contact
    next_step: str
    needs_person: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalValue:
    """The newest value of a signal and the event time at which it was measured."""

    number: int
    name: str
    title: str
    unit: str
    value: float | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultLine:
    component: ComponentId
    code: TroubleCode
    title: str
    owner_text: str
    status: Status
    occurrences: int
    opened_at: datetime
    updated_at: datetime
    ended_at: datetime | None
    end: str
    earlier: int = 0  # what the component's counter had reached before it fell
    near_miss: bool = False  # healed before it was confirmed
    returns: int = 0  # how often it was gone for a moment
    untold: int = 0  # reports of it that have no line in its history

    @property
    def total(self) -> int:
        return self.earlier + self.occurrences


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictLine:
    severity: Severity
    title: str
    cause: str
    drivability: str
    advice: str
    owner_text: str
    service_text: str
    evidence: tuple[str, ...]
    missing: tuple[str, ...]
    no_remedy_because: str
    rule: str
    rulebook_version: str
    at: datetime
    causes: tuple[LikelyCause, ...] = ()
    changes: tuple[str, ...] = ()
    what_ifs: tuple[WhatIf, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeLine:
    """UDS request and response in hex, as "22 F1 90"."""

    request: str
    response: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationCard:
    """`events`: (when, state, words) in order; `doing` is the vehicle's own progress."""

    id: UUID
    title: str
    component: ComponentId
    state: OperationState
    reason: str
    asked_at: datetime
    expires_at: datetime
    step: int
    steps: int
    doing: str
    events: tuple[tuple[datetime, OperationState, str], ...]
    exchanges: tuple[ExchangeLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptCard:
    """One try of a remedy with its operations and its proof."""

    remedy: str
    title: str
    started_at: datetime
    proof: ProofState | None
    proof_reason: str
    operations: tuple[OperationCard, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentLine:
    """`id` is the number of the job that the workshop sees."""

    id: int
    centre: str
    centre_id: CentreId
    bay: BayId
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    state: AppointmentState


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseCard:
    id: CaseId
    state: CaseState
    outcome: CaseOutcome | None
    opened_at: datetime
    closed_at: datetime | None
    next_step: str
    due_at: datetime | None
    verdict: VerdictLine | None
    attempts: tuple[AttemptCard, ...]
    appointment: AppointmentLine | None
    explains: tuple[str, ...] = ()  # what has no case of its own because of it
    explained_by: CaseId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    id: int
    at: datetime
    kind: str
    severity: Severity | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Telemetry that the vehicle gave up unsent, measured between these event times."""

    reports: int
    samples: int
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VehiclePage:
    """Everything that the page of one vehicle shows; faults and cases worst first.

    `operations`: what people asked of it that belongs to no case, newest first. `left_out`,
    `missing`, `late`: of the last 30 days.
    """

    line: VehicleLine
    time_zone: str
    locale: str
    phase: Phase | None
    software: dict[str, str]
    signals: tuple[SignalValue, ...]
    faults: tuple[FaultLine, ...]
    cases: tuple[CaseCard, ...]
    operations: tuple[OperationCard, ...]
    timeline: tuple[TimelineEntry, ...]
    left_out: LeftOut | None = None
    missing: tuple[MissingReports, ...] = ()
    late: LateReports | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalSeries:
    """`times`: unix seconds (event time); `values`: None where nothing was measured."""

    number: int
    title: str
    unit: str
    times: tuple[float, ...]
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class JobCard:
    """A booked job with the evidence that the workshop needs.

    `invitation`: what the owner is told. `found`: what the workshop has found and done, as
    `ended_by` has told.
    """

    appointment_id: int
    case_id: CaseId
    vin: Vin
    plate: str
    model: str
    owner: str
    phone: str
    appointment: AppointmentLine
    invitation: str
    found: str
    ended_by: str
    verdict: VerdictLine
    skills: tuple[str, ...]
    tow: bool
    faults: tuple[FaultLine, ...]
    snapshots: tuple[tuple[str, str], ...]  # (title, values as text)
    attempts: tuple[AttemptCard, ...]
    series: tuple[SignalSeries, ...]  # the signals around the fault


@dataclass(frozen=True, slots=True, kw_only=True)
class JobLine:
    appointment_id: int
    plate: str
    model: str
    title: str
    severity: Severity
    bay: BayId
    starts_at: datetime
    ends_at: datetime
    state: AppointmentState


@dataclass(frozen=True, slots=True, kw_only=True)
class CentreLine:
    id: CentreId
    name: str
    place: str
    time_zone: str
    bays: int
    booked: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CentreBoard:
    """The jobs of one centre between two instants; `closed`: its days off, with the reason."""

    centre: CentreLine
    bays: tuple[BayId, ...]
    jobs: tuple[JobLine, ...]
    closed: Mapping[date, str]
