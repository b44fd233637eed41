"""The survey's book in memory."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from gateway.domain.case import CaseOutcome
from gateway.domain.finding import Finding, RuleId
from gateway.domain.vehicle_type import VehicleType
from gateway.domain.vin import Vin
from gateway.pipeline.memory.transaction import Memory
from gateway.pipeline.surveys import Due, Reach
from gateway.triage.days import HOURS_A_DAY, Days, Hours
from gateway.triage.rulebook import CatalogueKey
from gateway.triage.survey import Surveyed


class MemorySurveyBook:
    """Implements `gateway.pipeline.surveys.SurveyBook`; what is rolled up is put in by hand."""

    def __init__(self, memory: Memory, models: Mapping[Vin, str]) -> None:
        self._memory = memory
        self._models = models
        self._hours: dict[Vin, Mapping[int, Hours]] = {}
        self._marks: dict[Vin, tuple[Due, int]] = {}
        self._busy = False

    def roll_up(self, vin: Vin, hours: Mapping[int, Hours], *, first: int) -> None:
        """These are all its hours from now on; what is new in them begins with `first`."""
        self._hours[vin] = hours
        known, since = self._marks.get(vin, (None, first))
        due = Due(
            vin=vin, model=self._models.get(vin, ""), version=known.version + 1 if known else 1
        )
        self._marks[vin] = due, min(since, first)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[bool]:
        ours, self._busy = not self._busy, True
        try:
            yield ours
        finally:
            self._busy = not ours

    async def due(self, end: int, rules: Collection[RuleId]) -> Sequence[Due]:
        marks = self._marks.items()
        due = {vin: mark for vin, (mark, since) in marks if since < end * HOURS_A_DAY}
        for vin in self._models:
            if self._mended(vin) & {*rules}:
                due.setdefault(vin, Due(vin=vin, model=self._models[vin], version=-1))
        return [*due.values()]

    async def of_models(self, models: Collection[str]) -> Sequence[Vin]:
        return [vin for vin, model in self._models.items() if model in models]

    async def look(self, vins: Sequence[Vin], reach: Reach, end: int) -> Sequence[Surveyed]:
        return [
            Surveyed(
                vin=vin,
                vehicle_type=VehicleType(model=self._models.get(vin, "")),
                days=Days(end=end, hours=_within(self._hours.get(vin, {}), reach, end)),
                open=frozenset(one.rule for one in self._open(vin)),
                repairs=self._repairs(vin),
                mended=self._mended(vin),
            )
            for vin in vins
        ]

    def _open(self, vin: Vin) -> list[Finding]:
        rows = self._memory.rows
        every = (*rows.findings.values(), *rows.shadow_findings.values())
        return [one.finding for one in every if one.ended_at is None and one.finding.vin == vin]

    def _repairs(self, vin: Vin) -> dict[CatalogueKey, datetime]:
        return {
            (case.component, case.code): case.closed_at
            for case in self._memory.rows.cases.values()
            if case.vin == vin and case.outcome is CaseOutcome.REPAIRED and case.closed_at
        }

    def _mended(self, vin: Vin) -> frozenset[RuleId]:
        repairs = self._repairs(vin)
        keyed = [(one, repairs.get((one.component, one.code))) for one in self._open(vin)]
        return frozenset(one.rule for one, at in keyed if at is not None and one.at < at)

    async def done(self, surveyed: Sequence[Due]) -> None:
        for one in surveyed:
            known = self._marks.get(one.vin)
            if known is not None and known[0] == one:
                del self._marks[one.vin]


def _within(hours: Mapping[int, Hours], reach: Reach, end: int) -> Mapping[int, Hours]:
    cut = {}
    for signal in hours.keys() & reach.keys():
        own = hours[signal]
        bounds = [(end - reach[signal]) * HOURS_A_DAY, end * HOURS_A_DAY]
        inside = slice(*own.at.searchsorted(bounds))
        if len(own.at[inside]):
            cut[signal] = Hours(
                own.at[inside], own.mean[inside], own.lowest[inside], own.highest[inside]
            )
    return cut
