"""What is done with one case, in memory, under its lock."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from gateway.care import words
from gateway.domain.case import CaseId, CaseOutcome, CaseState
from gateway.domain.catalogue import RemedyId
from gateway.domain.errors import NeverFromAfar
from gateway.domain.explanation import Explanation, Interruption, PhaseSample, Root
from gateway.domain.operation import Command, OperationState, is_never
from gateway.domain.proof import Proof
from gateway.domain.service import AppointmentState, CentreId, ServiceCentre, Slot, Taken
from gateway.domain.severity import Severity
from gateway.domain.verdict import Verdict
from gateway.pipeline.casework import CaseFile
from gateway.pipeline.memory.case_file import case_file
from gateway.pipeline.memory.explanation import roots, underway, update_phases
from gateway.pipeline.memory.rows import (
    AppointmentRow,
    AttemptRow,
    CaseRow,
    OperationRow,
    TimelineRow,
    Waiting,
)
from gateway.pipeline.memory.transaction import Transaction
from gateway.remedy.playbook import Remedy
from gateway.remedy.proof import Sighting
from gateway.triage.window import order_of


class MemoryDesk:
    """Implements `gateway.pipeline.casework.CaseDesk`."""

    file: CaseFile

    def __init__(self, transaction: Transaction, case: CaseId) -> None:
        self._transaction = transaction
        self._rows = transaction.rows
        self._case = case
        self.file = case_file(transaction, case)

    @property
    def _row(self) -> CaseRow:
        return self._rows.cases[self._case]

    async def reload(self) -> None:
        self.file = case_file(self._transaction, self._case)

    async def sightings(self, since: datetime) -> Sequence[Sighting]:
        row = self._row
        reports = [
            one
            for one in self._rows.faults.values()
            if (one.report.header.id.vin, one.report.component) == (row.vin, row.component)
            and one.at > since
        ]
        reports.sort(key=lambda one: (one.at, order_of(one.report.header)))
        found = []
        for one in reports:
            status = next((e.status for e in one.report.entries if e.code == row.code), None)
            found.append(Sighting(one.at, status, one.report.operation_cycle))
        return found

    async def add_verdict(self, verdict: Verdict) -> None:
        row = self._row
        self._rows.cases[self._case] = replace(row, verdicts=(*row.verdicts, verdict))

    async def begin_attempt(self, remedy: Remedy, at: datetime) -> int | None:
        place = (self._row.vin, remedy.component)
        await self._transaction.lock(place)
        if any(
            (row.vin, row.component) == place and row.ended_at is None
            for row in self._rows.attempts.values()
        ):
            return None
        number = self._transaction.next_number()
        self._rows.attempts[number] = AttemptRow(
            case=self._case,
            vin=self._row.vin,
            component=remedy.component,
            remedy=remedy.id,
            title=remedy.title,
            started_at=at,
        )
        return number

    async def refuse_remedy(self, remedy: RemedyId, at: datetime, reason: str) -> None:
        self._rows.attempts[self._transaction.next_number()] = AttemptRow(
            case=self._case,
            vin=self._row.vin,
            component=self._row.component,
            remedy=remedy,
            title=remedy,
            started_at=at,
            ended_at=at,
            reason=reason,
            refused=True,
        )

    async def ask(self, attempt: int, index: int, command: Command, downlink: bytes) -> None:
        if is_never(command.component, command.action):
            raise NeverFromAfar(f"{command.action} on {command.component}")
        self._rows.operations[command.id] = OperationRow(
            command=command,
            asked_by="triage",
            case=self._case,
            attempt=attempt,
            index=index,
            waiting=Waiting(downlink=downlink),
        )

    async def claim(self, attempt: int, at: datetime) -> None:
        row = self._rows.attempts[attempt]
        self._rows.attempts[attempt] = replace(row, claimed_at=at)

    async def set_proof(self, attempt: int, proof: Proof, at: datetime) -> None:
        self._rows.attempts[attempt] = replace(
            self._rows.attempts[attempt],
            proof=proof.state,
            reason=proof.reason,
            ended_at=at if proof.state.final else None,
        )

    async def end_attempt(self, attempt: int, at: datetime, reason: str) -> None:
        refused = any(
            row.attempt == attempt and row.state is OperationState.REFUSED
            for row in self._rows.operations.values()
        )
        self._rows.attempts[attempt] = replace(
            self._rows.attempts[attempt], ended_at=at, reason=reason, refused=refused
        )

    async def taken(
        self, centres: Sequence[ServiceCentre], since: datetime
    ) -> Mapping[CentreId, Sequence[Taken]]:
        taken: dict[CentreId, list[Taken]] = {}
        asked_for = {centre.id for centre in centres}
        for row in self._rows.appointments.values():
            slot = row.slot
            if row.stands and slot.ends_at > since and slot.centre in asked_for:
                stretch = Taken(slot.bay, slot.starts_at, slot.ends_at)
                taken.setdefault(slot.centre, []).append(stretch)
        return taken

    async def hold(self, slot: Slot, verdict: Verdict, until: datetime) -> bool:
        if not self._transaction.reserve(slot):
            return False
        self._rows.appointments[self._transaction.next_number()] = AppointmentRow(
            case=self._case,
            slot=slot,
            severity=verdict.severity,
            state=AppointmentState.HELD,
            held_until=until,
        )
        return True

    async def book_held(self, at: datetime) -> None:
        self._move_appointment({AppointmentState.HELD}, AppointmentState.BOOKED, at)

    async def cancel_booking(self, at: datetime) -> None:
        standing = {AppointmentState.HELD, AppointmentState.BOOKED}
        self._move_appointment(standing, AppointmentState.CANCELLED, at)

    def _move_appointment(
        self, states: Collection[AppointmentState], to: AppointmentState, at: datetime
    ) -> None:
        for number, row in [*self._rows.appointments.items()]:
            if row.case == self._case and row.state in states:
                self._rows.appointments[number] = replace(
                    row, state=to, held_until=None, moved_at=at
                )

    async def note(
        self, at: datetime, kind: str, words: str, severity: Severity | None = None
    ) -> None:
        self._rows.timeline[self._transaction.next_number()] = TimelineRow(
            vin=self._row.vin,
            case=self._case,
            at=at,
            kind=kind,
            words=words,
            severity=severity,
        )

    async def settle(
        self,
        state: CaseState,
        severity: Severity,
        next_step: str,
        *,
        due_at: datetime,
        since: datetime,
    ) -> None:
        self._rows.cases[self._case] = replace(
            self._row,
            state=state,
            severity=severity,
            next_step=next_step,
            due_at=due_at,
            since=since,
        )

    async def roots(self) -> Sequence[Root]:
        return roots(self._rows, self._case)

    async def underway(self, now: datetime) -> Sequence[Interruption]:
        return underway(self._rows, self._row.vin, now)

    async def update_phases(self, start: datetime, end: datetime) -> Sequence[PhaseSample]:
        return update_phases(self._rows, self._row.vin, start, end)

    async def mute(self, explanation: Explanation, severity: Severity, at: datetime) -> None:
        self._rows.cases[self._case] = replace(
            self._row,
            state=CaseState.CLOSED,
            outcome=explanation.outcome,
            closed_at=at,
            due_at=None,
            next_step="",
            since=at,
            severity=severity,
            muted=True,
            explained_by=explanation.by,
            explained_by_rule=explanation.rule,
            muted_until=explanation.until,
        )
        if explanation.by is None:
            return
        self._transaction.wake_case(explanation.by, at)
        self._rows.timeline[self._transaction.next_number()] = TimelineRow(
            vin=self._row.vin,
            case=explanation.by,
            at=at,
            kind="case",
            words=words.explains(self._row.component, self._row.code),
        )

    async def close(self, outcome: CaseOutcome, at: datetime) -> None:
        self._rows.cases[self._case] = replace(
            self._row,
            state=CaseState.CLOSED,
            outcome=outcome,
            closed_at=at,
            due_at=None,
            next_step="",
            since=at,
        )
