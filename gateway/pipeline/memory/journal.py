"""The journal in memory: one transaction a batch, one batch after the other."""

from collections import Counter
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from gateway.decode.place import Boot, BootKey
from gateway.decode.units import UnitKey
from gateway.domain.episode import Episode, FaultKey
from gateway.domain.finding import StillMissing
from gateway.domain.report import Omission, Placed, Presence, Reply, Report, ReportId
from gateway.domain.sequences import Sequences
from gateway.domain.vin import Vin
from gateway.pipeline.journal import MOST_UNITS, Asked, AskedKey, BatchEntry, Recollection
from gateway.pipeline.memory import journal_write as write
from gateway.pipeline.memory.episodes import keep_episodes, open_episodes
from gateway.pipeline.memory.recall import recall
from gateway.pipeline.memory.transaction import Memory, Transaction
from gateway.pipeline.memory.waiting_room import MemoryWaitingRoom
from gateway.pipeline.motley import brought_by, motley, sets_of, welcome
from gateway.pipeline.scattered import bearable


class MemoryJournal:
    """Implements `gateway.pipeline.journal.Journal`."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    @asynccontextmanager
    async def batch(self) -> AsyncIterator["MemoryBatch"]:
        async with self._memory.transaction() as transaction:
            await transaction.lock("the journal")
            yield MemoryBatch(transaction)


class MemoryBatch:
    """Implements `gateway.pipeline.journal.JournalBatch`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._rows = transaction.rows
        self.scattered: set[ReportId] = set()
        self.motley: set[ReportId] = set()

    async def units(self, keys: Sequence[UnitKey]) -> Mapping[UnitKey, int]:
        units = self._rows.units
        for key in keys:
            order = 1 + max((n for (vin, _), n in units.items() if vin == key[0]), default=0)
            if key not in units and order <= MOST_UNITS:
                units[key] = order
        return {key: units.get(key, MOST_UNITS) for key in keys}

    async def boots(self, keys: Collection[BootKey]) -> Mapping[BootKey, Boot]:
        return {key: self._rows.boots[key] for key in keys if key in self._rows.boots}

    async def received(self, keys: Collection[BootKey]) -> Mapping[BootKey, Sequences]:
        return {key: self._rows.ledger.get(key, Sequences()) for key in keys}

    async def claim(self, placed: Sequence[Placed[Report]]) -> Sequence[Placed[Report]]:
        placed = self._of_few_sets(placed)
        said: dict[BootKey, dict[ReportId, Placed[Report]]] = {}
        for one in placed:
            number = one.report.header.id
            said.setdefault(number[:2], {}).setdefault(number, one)
        fresh: dict[ReportId, Placed[Report]] = {}
        for key, reports in said.items():
            received = self._rows.ledger.get(key, Sequences())
            new = Sequences.of({number.seq for number in reports}) - received
            taken = bearable(received, new)
            self._rows.ledger[key] = received | taken
            fresh |= {number: reports[number] for number in reports if number.seq in taken}
            self.scattered |= {number for number in reports if number.seq in new - taken}
        self._rows.reports.update({number: one.at for number, one in fresh.items()})
        numbers = [one.report.header.id for one in placed]
        return [fresh.pop(number) for number in numbers if number in fresh]

    def _of_few_sets(self, placed: Sequence[Placed[Report]]) -> Sequence[Placed[Report]]:
        known = self._rows.signal_sets
        unknown = {one for one in sets_of(placed) if one not in known}
        taken = welcome(brought_by(placed, unknown), Counter(known.values()))
        known.update(taken)
        self.motley |= motley(placed, unknown - taken.keys())
        return [one for one in placed if one.report.header.id not in self.motley]

    async def open_episodes(
        self, vins: Collection[Vin], or_ended_since: datetime | None = None
    ) -> dict[FaultKey, Episode]:
        return open_episodes(self._rows, vins, or_ended_since)

    async def recall(
        self, vins: Collection[Vin], span: timedelta
    ) -> Mapping[Vin, Recollection]:
        return {vin: recall(self._rows, vin, span) for vin in vins}

    async def still_missing(self, vins: Collection[Vin]) -> Sequence[StillMissing]:
        standing = (row for row in self._rows.findings.values() if row.ended_at is None)
        found = [row.finding for row in standing]
        return [
            StillMissing(one.vin, one.rule, one.missing)
            for one in found
            if one.vin in vins and one.missing
        ]

    @property
    def waiting_room(self) -> MemoryWaitingRoom:
        return MemoryWaitingRoom(self._rows)

    async def omissions(
        self, keys: Collection[BootKey]
    ) -> Mapping[BootKey, Sequence[Omission]]:
        told = [
            (placed.report.header.id, one)
            for placed in self._rows.telemetry.values()
            for one in placed.report.omissions
        ]
        told.sort(key=lambda each: (each[1].first_seq, each[0]))
        return {key: [one for by, one in told if (by.vin, one.boot_id) == key] for key in keys}

    async def asked(self, replies: Sequence[Reply]) -> Mapping[AskedKey, Asked]:
        asked: dict[AskedKey, Asked] = {}
        for reply in replies:
            row = self._rows.operations.get(reply.command_id)
            if row is not None and row.command.vin == reply.header.id.vin:
                asked[reply.header.id.vin, reply.command_id] = Asked(
                    component=row.command.component,
                    action=row.command.action,
                    state=row.state,
                    code=None if row.case is None else self._rows.cases[row.case].code,
                )
        return asked

    async def keep(self, entry: BatchEntry) -> Sequence[Presence]:
        write.boots(self._rows, entry.boots)
        write.reports(self._rows, entry)
        keep_episodes(self._transaction, entry.episodes)
        write.still_missing(self._rows, entry.still_missing)
        write.findings(self._transaction, entry.findings)
        write.shadows(self._transaction, entry.shadows)
        write.replies(self._rows, entry.replies)
        write.refused(self._rows, entry.refused)
        write.oddities(self._rows, entry.oddities)
        write.notes(self._transaction, entry.notes)
        await write.heard(self._transaction, entry)
        return write.presences(self._transaction, entry.presences)
