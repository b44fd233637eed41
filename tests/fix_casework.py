"""A case on a memory desk, moved on look by look, with a car that answers."""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from typing import Any
from uuid import UUID

from gateway.domain.case import CaseId
from gateway.domain.catalogue import CatalogueEntry, Skill
from gateway.domain.finding import Finding, RuleId
from gateway.domain.operation import Action, OperationState
from gateway.domain.report import FaultEntry, FaultReport, Placed, TimeSource
from gateway.domain.service import Bay, BayId, ServiceCentre
from gateway.domain.trouble_code import Status
from gateway.domain.what_if import WhatIf
from gateway.pipeline.advance import advance
from gateway.pipeline.ask import Pen
from gateway.pipeline.casework import CaseDesk, Knowledge, Means
from gateway.pipeline.memory import Memory
from gateway.pipeline.memory.rows import AppointmentRow, CaseRow, OperationRow, VehicleRow
from gateway.remedy.playbook import Remedy
from tests.fix_centres import BERLIN
from tests.fix_knowledge import ENTRY, EVIDENCE, FINDING, PLAYBOOK
from tests.fix_store import CAR, OTHER_CAR, House, StillClock, a_reply, in_memory, signed
from tests.fix_triage import header

ANY_JOB = replace(BERLIN, bays=(Bay(BayId("all"), frozenset(Skill)),))


def numbered() -> Iterator[UUID]:
    return (UUID(int=number) for number in count(1))


@dataclass
class Story:
    """One vehicle and what becomes of its case; `entries`: what the catalogue knows.

    `roots`: by the rule of a symptom; `what_ifs`: by that of a finding. `made_by_updates`: the
    rules of what software updates make; `measured`: those that read more than their code.
    """

    entries: tuple[CatalogueEntry, ...] = (ENTRY,)
    remedies: tuple[Remedy, ...] = (PLAYBOOK,)
    centres: tuple[ServiceCentre, ...] = (ANY_JOB,)
    roots: Mapping[RuleId, frozenset[RuleId]] = field(default_factory=dict)
    made_by_updates: frozenset[RuleId] = frozenset()
    measured: frozenset[RuleId] = frozenset()
    what_ifs: Mapping[RuleId, tuple[WhatIf, ...]] = field(default_factory=dict)
    memory: Memory = field(default_factory=Memory)
    seq: Iterator[int] = field(default_factory=lambda: count(1))
    ids: Iterator[UUID] = field(default_factory=numbered)

    def __post_init__(self) -> None:
        for vin in (CAR, OTHER_CAR):
            self.memory.rows.vehicles[vin] = VehicleRow(country="DE", subdivision="DE-BE")

    @property
    def house(self) -> House:
        return in_memory(self.memory, StillClock())

    @property
    def means(self) -> Means:
        known = {(entry.component, entry.code): entry for entry in self.entries}
        return Means(
            knowledge=Knowledge(
                entry=lambda component, code: known.get((component, code)),
                remedy={remedy.id: remedy for remedy in self.remedies}.get,
                centres=self.centres,
                roots=lambda rule: self.roots.get(rule, frozenset()),
                made_by_updates=self.made_by_updates.__contains__,
                by_code_alone=lambda rule: rule not in self.measured,
                what_ifs=lambda rule: self.what_ifs.get(rule, ()),
            ),
            pen=Pen(lambda: next(self.ids), signed),
        )

    async def begins(self, finding: Finding = FINDING) -> CaseId:
        """The finding is made and its case is looked at for the first time."""
        case = await self.house.open_case(finding)
        await self.look(case, finding.at)
        return case

    async def look(self, case: CaseId, now: datetime) -> CaseRow:
        async with self.desk(case) as desk:
            await advance(desk, self.means, now)
        return self.memory.rows.cases[case]

    @asynccontextmanager
    async def desk(self, case: CaseId) -> AsyncIterator[CaseDesk]:
        async with self.house.shelf.open(case) as desk:
            assert desk is not None
            yield desk

    async def answer(self, at: datetime, **said: Any) -> None:
        """The car answers what was asked last; by default it is done, with the evidence."""
        [*_, number] = self.memory.rows.operations
        self._send(number)
        fields: dict[str, Any] = {
            "state": OperationState.SUCCEEDED,
            "exchanges": EVIDENCE,
        } | said
        await self.house.take(a_reply(number, next(self.seq), at=at, **fields), now=at)

    def _send(self, number: UUID) -> None:
        row = self.memory.rows.operations[number]
        self.memory.rows.operations[number] = replace(row, state=OperationState.SENT)

    async def reports(self, at: datetime, status: int | None, cycle: int = 1) -> None:
        """The component's fault memory; None: the code is not in it."""
        entry = FaultEntry(code=FINDING.code, status=Status(status or 0), occurrences=1)
        entries = () if status is None else (entry,)
        head = header(next(self.seq), at, vin=CAR)
        report = FaultReport(head, FINDING.component, cycle, entries)
        await self.house.take(Placed.of(report, at, TimeSource.UPTIME), now=at)

    async def completed(self, case: CaseId, at: datetime) -> CaseRow:
        """The car does every step of the playbook at this moment."""
        for _ in PLAYBOOK.steps:
            await self.answer(at)
            await self.look(case, at)
        return self.memory.rows.cases[case]

    @property
    def asked(self) -> list[Action]:
        return [row.command.action for row in self.operations]

    @property
    def operations(self) -> list[OperationRow]:
        return [*self.memory.rows.operations.values()]

    @property
    def booked(self) -> list[AppointmentRow]:
        return [row for row in self.memory.rows.appointments.values() if row.stands]

    @property
    def told(self) -> str:
        """The timeline, a line an entry."""
        return "\n".join(row.words for row in self.memory.rows.timeline.values())
