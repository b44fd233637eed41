"""The journal on PostgreSQL: ledger, boots, episodes and findings, one transaction a batch."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from gateway.decode.place import Boot, BootKey
from gateway.decode.units import UnitKey
from gateway.domain.component import ComponentId
from gateway.domain.episode import Episode, FaultKey
from gateway.domain.finding import StillMissing
from gateway.domain.operation import OperationState
from gateway.domain.report import (
    Omission,
    Placed,
    Presence,
    Reply,
    Report,
    ReportId,
)
from gateway.domain.sequences import Sequences
from gateway.domain.trouble_code import TroubleCode
from gateway.domain.vin import Vin
from gateway.pipeline.journal import (
    Asked,
    AskedKey,
    BatchEntry,
    Recollection,
    is_mere_telemetry,
)
from gateway.store import journal_write as write
from gateway.store import kept_aside
from gateway.store.boot_rows import KnownBoots
from gateway.store.claims import ADD, columns
from gateway.store.encode import action_from_json
from gateway.store.episodes import keep_episodes, read_episodes
from gateway.store.findings import (
    keep_findings,
    keep_shadows,
    keep_still_missing,
    read_still_missing,
)
from gateway.store.held import PostgresWaitingRoom
from gateway.store.ledger import Ledger
from gateway.store.omissions import keep_omissions, read_omissions
from gateway.store.passage import Passage
from gateway.store.pool import Connection, Pool
from gateway.store.presences import hear_presences
from gateway.store.recall import recall
from gateway.store.replies import keep_replies
from gateway.store.signal_sets import BatchSets, SignalSets
from gateway.store.telemetry import INSERT, blocks, write_telemetry
from gateway.store.units import enter_units
from gateway.store.vehicles import BatchVehicles, VehicleIds

_AT_ONCE = f"""{ADD}, kept as ({INSERT})
select stop_if_overtaken(count(*)) from left_over
"""  # noqa: S608 - statements of our own


@dataclass(frozen=True, slots=True)
class Known:
    """What has been read before: caches of rows, with those of the batches under way."""

    vehicles: VehicleIds = field(default_factory=VehicleIds)
    boots: KnownBoots = field(default_factory=KnownBoots)
    signal_sets: SignalSets = field(default_factory=SignalSets)


class PostgresJournal:
    """Implements `gateway.pipeline.journal.Journal`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._door = asyncio.Lock()
        self._known = Known()

    @asynccontextmanager
    async def batch(self) -> AsyncIterator["PostgresBatch"]:
        known = self._known
        try:
            async with Passage(self._pool, self._door, lambda: known is self._known) as passage:
                batch = PostgresBatch(passage, known)
                yield batch
                if not batch.is_kept:
                    await batch.settle()
        except BaseException:
            # Whatever it was, the next one believes nothing but the store, and nobody who has
            # believed this one commits.
            if known is self._known:
                self._known = Known()
            raise


class PostgresBatch:
    """Implements `gateway.pipeline.journal.JournalBatch`."""

    def __init__(self, passage: Passage, known: Known) -> None:
        self._passage = passage
        self._open = passage.connection
        self._known = known
        self._vehicles = BatchVehicles(self._open, known.vehicles)
        self._sets = BatchSets(self._open, known.signal_sets, self._vehicles.meet)
        self._ledger = Ledger(self._open, known.boots, self._vehicles.meet)
        self.is_kept = False

    async def settle(self) -> Connection:
        """Enters what was claimed; raises `Overtaken` when somebody else had claimed it."""
        await self._ledger.settle()
        return await self._open()

    def _remember(self) -> None:
        """What the next batch goes by: it is committed after this one or not at all."""
        self._known.vehicles.remember(self._vehicles.new)
        self._known.boots.remember(self._ledger.rows)
        self._known.signal_sets.remember(self._sets.new)

    async def units(self, keys: Sequence[UnitKey]) -> Mapping[UnitKey, int]:
        ids = await self._vehicles.numbers(vin for vin, _ in keys)
        return await enter_units(await self._open(), ids, keys) if keys else {}

    async def boots(self, keys: Collection[BootKey]) -> Mapping[BootKey, Boot]:
        return {key: row.boot for key, row in (await self._ledger.of(keys)).items()}

    async def received(self, keys: Collection[BootKey]) -> Mapping[BootKey, Sequences]:
        rows = await self._ledger.of(keys)
        return {key: rows[key].received if key in rows else Sequences() for key in keys}

    async def claim(self, placed: Sequence[Placed[Report]]) -> Sequence[Placed[Report]]:
        return await self._ledger.claim(await self._sets.admit(placed))

    @property
    def scattered(self) -> Collection[ReportId]:
        return self._ledger.scattered

    @property
    def motley(self) -> Collection[ReportId]:
        return self._sets.motley

    async def open_episodes(
        self, vins: Collection[Vin], or_ended_since: datetime | None = None
    ) -> dict[FaultKey, Episode]:
        if not vins:
            return {}
        return await read_episodes(
            await self._open(), await self._vehicles.numbers(vins), or_ended_since
        )

    async def recall(
        self, vins: Collection[Vin], span: timedelta
    ) -> Mapping[Vin, Recollection]:
        if not vins:
            return {}
        return await recall(await self._open(), await self._vehicles.numbers(vins), span)

    async def still_missing(self, vins: Collection[Vin]) -> Sequence[StillMissing]:
        ids = await self._vehicles.numbers(vins)
        return await read_still_missing(await self.settle(), ids)

    @property
    def waiting_room(self) -> PostgresWaitingRoom:
        return PostgresWaitingRoom(self.settle, self._vehicles.numbers)

    async def omissions(
        self, keys: Collection[BootKey]
    ) -> Mapping[BootKey, Sequence[Omission]]:
        ids = await self._vehicles.numbers({vin for vin, _ in keys})
        connection = await self._open()
        return {
            (vin, boot): await read_omissions(connection, ids[vin], boot) for vin, boot in keys
        }

    async def asked(self, replies: Sequence[Reply]) -> Mapping[AskedKey, Asked]:
        if not replies:
            return {}
        ids = await self._vehicles.numbers({reply.header.id.vin for reply in replies})
        connection = await self._open()
        cursor = await connection.execute(
            "select o.id, o.vehicle_id, o.component, o.action, o.state, c.code"
            " from operations o left join cases c on c.id = o.case_id where o.id = any(%s)",
            [list({reply.command_id for reply in replies})],
        )
        pairs = {
            (ids[vin], number): (vin, number)
            for vin, number in ((reply.header.id.vin, reply.command_id) for reply in replies)
        }
        return {
            pairs[vehicle, number]: Asked(
                component=ComponentId(component),
                action=action_from_json(action),
                state=OperationState(state),
                code=None if code is None else TroubleCode(code),
            )
            for number, vehicle, component, action, state, code in await cursor.fetchall()
            if (vehicle, number) in pairs
        }

    async def keep(self, entry: BatchEntry) -> Sequence[Presence]:
        self._ledger.learn(entry.boots)
        self._remember()
        self.is_kept = True
        if self._ledger.is_simple and not self._passage.begun and is_mere_telemetry(entry):
            claims, learned = self._ledger.claimed()
            telemetry = blocks(self._vehicles.known, entry.telemetry, self._sets.numbers)
            values = [*columns(claims, learned), *telemetry]
            await self._passage.all_at_once(_AT_ONCE, values)
            return ()
        connection = await self.settle()
        ids = await self._vehicles.meet(write.vins_of(entry))
        await self._ledger.move()
        await write_telemetry(connection, ids, entry.telemetry, self._sets.numbers)
        await keep_omissions(connection, ids, entry.telemetry)
        await write.fault_reports(connection, ids, entry.faults)
        await keep_episodes(connection, ids, entry.episodes)
        await keep_still_missing(connection, ids, entry.still_missing)
        await keep_findings(connection, ids, entry.findings)
        await keep_shadows(connection, ids, entry.shadows)
        await keep_replies(connection, ids, entry.replies)
        await kept_aside.refused(connection, entry.refused)
        await kept_aside.oddities(connection, entry.oddities)
        await write.notes(connection, ids, entry.notes)
        await write.wake(connection, ids, entry)
        return await hear_presences(connection, ids, entry.presences)
