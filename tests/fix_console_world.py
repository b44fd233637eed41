"""An invented world behind the console's ports, all in memory, that tests can change."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np

from gateway.domain.case import CaseId, CaseState
from gateway.domain.instant import to_us
from gateway.domain.operation import OperationState
from gateway.domain.report import Header, Matrix, Placed, ReportId, Telemetry, TimeSource
from gateway.domain.service import AppointmentState, CentreId
from gateway.domain.severity import Severity
from gateway.domain.vin import Vin
from gateway.pipeline.bulletin import MemoryBulletin
from gateway.pipeline.changes import Change, Facet
from gateway.pipeline.fleet_faults import FleetFault
from gateway.pipeline.fleet_list import PAGE, FleetList, FleetQuestion, Order, Show
from gateway.pipeline.intake_page import IntakePage
from gateway.pipeline.near_misses import NearMiss
from gateway.pipeline.shadows import ShadowStory, Tally
from gateway.pipeline.views import (
    CentreBoard,
    CentreLine,
    JobCard,
    JobLine,
    OperationCard,
    SignalSeries,
    VehicleLine,
    VehiclePage,
)
from tests import fix_console_jobs as invented_jobs
from tests import fix_console_lines as invented
from tests import fix_console_pages as invented_pages
from tests import fix_console_signals as invented_signals
from tests.fix_console_faults import FLEET_FAULTS
from tests.fix_console_shadows import EARLY_STORY, FRESH_STORY, cut

_SHOWN: Mapping[Show, Callable[[VehicleLine], bool]] = {
    Show.STOP_DRIVING: lambda one: one.severity is Severity.STOP_DRIVING,
    Show.URGENT: lambda one: one.severity is Severity.URGENT,
    Show.SOON: lambda one: one.severity is Severity.SOON,
    Show.PERSON: lambda one: one.needs_person,
    Show.SILENT: lambda one: not one.contact.online,
    Show.ALL: lambda _: True,
}
_ORDERED: Mapping[Order, Callable[[VehicleLine], Any]] = {
    Order.WORST: lambda one: -(one.severity.rank if one.severity else -1),
    Order.PLATE: lambda one: one.plate,
    Order.SILENCE: lambda one: one.contact.last_heard_at or datetime.min.replace(tzinfo=UTC),
    Order.BACKLOG: lambda one: -one.contact.backlog,
}
LINK_IDLE, LINK_LIFE = timedelta(minutes=30), timedelta(hours=12)


class ManualClock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.time = invented.NOW

    def now(self) -> datetime:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


class InventedWorld:
    """Implements `ConsoleReader` and `Desk`; `pages` may be changed, `tell` says so."""

    def __init__(self, bulletin: MemoryBulletin) -> None:
        self.bulletin = bulletin
        self.pages: dict[Vin, VehiclePage] = {p.line.vin: p for p in invented_pages.pages()}
        self.jobs: dict[int, JobCard] = {j.appointment_id: j for j in invented_jobs.jobs()}
        self.centre_lines: list[CentreLine] = list(invented.CENTRES)
        self.days_off: dict[date, str] = dict(invented.DAYS_OFF)
        self.intake_page: IntakePage = invented_jobs.INTAKE
        self.fault_lines: list[FleetFault] = list(FLEET_FAULTS)
        self.near_miss_lines: list[NearMiss] = []
        self.shadow_stories: list[ShadowStory] = [EARLY_STORY, FRESH_STORY]
        self.calls: list[tuple[str, str]] = []
        self.broken = False

    def tell(self, vin: Vin, facet: Facet, *telemetry: Placed[Telemetry]) -> None:
        self.bulletin.publish(Change(vin, facet, telemetry))

    def change_line(self, vin: Vin, facet: Facet, **fields: object) -> None:
        page = self.pages[vin]
        line = replace(page.line, **fields)  # type: ignore[arg-type]
        self.pages[vin] = replace(page, line=line)
        self.tell(vin, facet)

    async def vehicles(self, question: FleetQuestion) -> FleetList:
        self._must_work()
        search = question.search.lower()
        found = [p.line for p in self.pages.values() if _matches(p, search)]
        lines = sorted(
            (one for one in found if _SHOWN[question.show](one)), key=_ORDERED[question.order]
        )
        first = question.page * PAGE
        counts = {show: sum(holds(one) for one in found) for show, holds in _SHOWN.items()}
        return FleetList(lines[first : first + PAGE], counts)

    async def vehicle(self, vin: Vin) -> VehiclePage | None:
        self._must_work()
        return self.pages.get(vin)

    async def series(
        self, vin: Vin, numbers: Sequence[int], start: datetime, end: datetime
    ) -> Sequence[SignalSeries]:
        known = {s.number for s in self.pages[vin].signals}
        return [invented_signals.series(n, start, end) for n in numbers if n in known]

    async def centres(self) -> Sequence[CentreLine]:
        return self.centre_lines

    async def board(
        self, centre: CentreId, start: datetime, end: datetime
    ) -> CentreBoard | None:
        line = next((c for c in self.centre_lines if c.id == centre), None)
        if line is None:
            return None
        lines = [_job_line(j) for j in self.jobs.values()]
        here = {j.appointment_id for j in self.jobs.values() if _at(j, centre)}
        jobs = [j for j in lines if start <= j.starts_at < end and j.appointment_id in here]
        closed = {d: why for d, why in self.days_off.items() if start.date() <= d < end.date()}
        return CentreBoard(centre=line, bays=invented.BAYS, jobs=tuple(jobs), closed=closed)

    async def job(self, appointment_id: int) -> JobCard | None:
        return self.jobs.get(appointment_id)

    async def faults(self) -> Sequence[FleetFault]:
        return self.fault_lines

    async def near_misses(self, since: datetime) -> Sequence[NearMiss]:
        return [one for one in self.near_miss_lines if one.latest[0][2] >= since]

    async def shadows(self, since: datetime | None) -> Sequence[Tally]:
        return [cut(story, since).tally for story in self.shadow_stories]

    async def shadow(self, rule: str, since: datetime | None) -> ShadowStory | None:
        found = [cut(one, since) for one in self.shadow_stories]
        return next((one for one in found if one.tally.watched.shadow.rule == rule), None)

    async def intake(self) -> IntakePage:
        return self.intake_page

    async def cancel_operation(self, operation_id: UUID, by: str) -> bool:
        self.calls.append(("cancel", by))
        for vin, page in self.pages.items():
            for card in _operations(page):
                if card.id == operation_id and card.state is OperationState.QUEUED:
                    self._set_operation(vin, replace(card, state=OperationState.CANCELLED))
                    return True
        return False

    async def ask_again(self, vin: Vin, by: str) -> bool:
        self.calls.append(("read", by))
        return bool(self.pages[vin].faults)

    async def complete_job(self, appointment_id: int, found: str, by: str) -> bool:
        self.calls.append((f"found {found}", by))
        return self._end_job(appointment_id, AppointmentState.DONE, found=found, ended_by=by)

    async def no_show(self, appointment_id: int, by: str) -> bool:
        self.calls.append(("no show", by))
        return self._end_job(appointment_id, AppointmentState.NO_SHOW, ended_by=by)

    async def close_case(self, case_id: CaseId, because: str, by: str) -> bool:
        self.calls.append((f"judged {because}", by))
        cases = [case for page in self.pages.values() for case in page.cases]
        return any(c.id == case_id and c.state is CaseState.NEEDS_PERSON for c in cases)

    def _end_job(self, number: int, state: AppointmentState, **fields: str) -> bool:
        job = self.jobs[number]
        if job.appointment.state is not AppointmentState.BOOKED:
            return False
        ended = replace(job.appointment, state=state)
        self.jobs[number] = replace(job, appointment=ended, **fields)  # type: ignore[arg-type]
        return True

    def set_operation(self, vin: Vin, card: OperationCard) -> None:
        self._set_operation(vin, card)

    def _set_operation(self, vin: Vin, new: OperationCard) -> None:
        page = self.pages[vin]
        cases = tuple(
            replace(
                case,
                attempts=tuple(
                    replace(
                        attempt,
                        operations=tuple(
                            new if op.id == new.id else op for op in attempt.operations
                        ),
                    )
                    for attempt in case.attempts
                ),
            )
            for case in page.cases
        )
        own = tuple(new if op.id == new.id else op for op in page.operations)
        self.pages[vin] = replace(page, cases=cases, operations=own)
        self.tell(vin, Facet.CASES)

    def _must_work(self) -> None:
        if self.broken:
            raise ConnectionError("the database is gone")


class MemorySignIn:
    """Implements `SignInStore`."""

    def __init__(self) -> None:
        self.links: dict[bytes, tuple[str, datetime]] = {}
        self.sessions: dict[bytes, tuple[str, datetime, datetime]] = {}

    async def add_link(self, digest: bytes, user: str, expires_at: datetime) -> None:
        self.links[digest] = (user, expires_at)

    async def redeem_link(self, digest: bytes, now: datetime) -> str | None:
        user, expires_at = self.links.pop(digest, ("", now))
        return user if now < expires_at else None

    async def add_session(self, digest: bytes, user: str, now: datetime) -> None:
        self.sessions[digest] = (user, now, now)

    async def touch_session(self, digest: bytes, now: datetime) -> str | None:
        if digest not in self.sessions:
            return None
        user, born, used = self.sessions[digest]
        if now - used >= LINK_IDLE or now - born >= LINK_LIFE:
            return None
        self.sessions[digest] = (user, born, now)
        return user

    async def end_session(self, digest: bytes) -> None:
        self.sessions.pop(digest, None)


def telemetry(
    vin: Vin, number: int, values: Sequence[float], at: datetime
) -> Placed[Telemetry]:
    """One signal, one value a second from `at` on; NaN where nothing was measured."""
    header = Header(
        id=ReportId(vin, 1, 1),
        boot_count=1,
        uptime_ms=0,
        age_ms=0,
        wall_ms=0,
        received_us=to_us(at),
    )
    offsets = np.arange(len(values), dtype=np.uint32) * np.uint32(1000)
    column = np.array(values, dtype=np.float32).reshape(-1, 1)
    matrix = Matrix.of((number,), offsets, column)
    return Placed.of(Telemetry(header, (matrix,)), at.astimezone(UTC), TimeSource.UPTIME)


def _operations(page: VehiclePage) -> list[OperationCard]:
    tried = [op for c in page.cases for a in c.attempts for op in a.operations]
    return [*page.operations, *tried]


def _matches(page: VehiclePage, search: str) -> bool:
    line = page.line
    codes = [str(fault.code) for fault in page.faults]
    fields = [line.vin.text, line.plate, line.owner, line.phone, line.top_fault, *codes]
    return any(search in field.lower() for field in fields)


def _at(job: JobCard, centre: CentreId) -> bool:
    return job.appointment.centre_id == centre


def _job_line(job: JobCard) -> JobLine:
    return JobLine(
        appointment_id=job.appointment_id,
        plate=job.plate,
        model=job.model,
        title=job.verdict.title,
        severity=job.verdict.severity,
        bay=job.appointment.bay,
        starts_at=job.appointment.starts_at,
        ends_at=job.appointment.ends_at,
        state=job.appointment.state,
    )
