"""The journal on PostgreSQL: ledger, boots, episodes and findings, one transaction a batch."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from gateway.decode.place import Boot, BootKey
from gateway.decode.units import UnitKey
from gateway.domain.component import ComponentId
from gateway.domain.episode import Episode, FaultKey
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
from gateway.pipeline.journal import Asked, AskedKey, BatchEntry, Recollection
from gateway.store import journal_write as write
from gateway.store import kept_aside
from gateway.store.encode import action_from_json
from gateway.store.episodes import keep_episodes, read_episodes
from gateway.store.held import PostgresWaitingRoom
from gateway.store.ledger import KnownBoots, Ledger
from gateway.store.omissions import keep_omissions, read_omissions
from gateway.store.pool import Connection, Pool
from gateway.store.recall import recall
from gateway.store.replies import keep_replies
from gateway.store.telemetry import SignalSets
from gateway.store.vehicles import VehicleIds


class PostgresJournal:
    """Implements `gateway.pipeline.journal.Journal`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._vehicles = VehicleIds()
        self._signal_sets = SignalSets()
        self._unit_orders: Mapping[UnitKey, int] = {}
        self._boots = KnownBoots()

    @asynccontextmanager
    async def batch(self) -> AsyncIterator["PostgresBatch"]:
        async with self._pool.connection() as connection:
            batch = PostgresBatch(
                connection, self._vehicles, self._signal_sets, self._unit_orders, self._boots
            )
            yield batch
        self._vehicles.remember(batch.ids)
        self._signal_sets.remember(batch.new_signal_sets)
        self._unit_orders = batch.unit_orders
        self._boots.remember(batch.ledger.rows)


class PostgresBatch:
    """Implements `gateway.pipeline.journal.JournalBatch`."""

    def __init__(
        self,
        connection: Connection,
        vehicles: VehicleIds,
        signal_sets: SignalSets,
        unit_orders: Mapping[UnitKey, int],
        boots: KnownBoots,
    ) -> None:
        self._connection = connection
        self._vehicles = vehicles
        self._signal_sets = signal_sets
        self.unit_orders = unit_orders
        self.ids: dict[Vin, int] = {}
        self.new_signal_sets: dict[tuple[int, ...], int] = {}
        self.ledger = Ledger(connection, boots, self.ids)

    async def _ids(self, vins: Collection[Vin]) -> dict[Vin, int]:
        unknown = [vin for vin in vins if vin not in self.ids]
        if unknown:
            self.ids.update(await self._vehicles.of(self._connection, unknown))
        return {vin: self.ids[vin] for vin in vins}

    async def units(self, keys: Sequence[UnitKey]) -> Mapping[UnitKey, int]:
        unknown = [key for key in keys if key not in self.unit_orders]
        if not unknown:
            return self.unit_orders
        ids = await self._ids({vin for vin, _ in unknown})
        vins = {number: vin for vin, number in ids.items()}
        for vin, unit in unknown:
            await self._connection.execute(
                "insert into units (vehicle_id, unit_id, unit_order) values (%(vehicle)s,"
                " %(unit)s, 1 + (select count(*) from units where vehicle_id = %(vehicle)s))"
                " on conflict (vehicle_id, unit_id) do nothing",
                {"vehicle": ids[vin], "unit": unit},
            )
        cursor = await self._connection.execute(
            "select vehicle_id, unit_id, unit_order from units where vehicle_id = any(%s)",
            [list(vins)],
        )
        found = {(vins[v], unit): order for v, unit, order in await cursor.fetchall()}
        self.unit_orders = {**self.unit_orders, **found}
        return self.unit_orders

    async def boots(self, keys: Collection[BootKey]) -> Mapping[BootKey, Boot]:
        await self._ids({vin for vin, _ in keys})
        return {key: row.boot for key, row in (await self.ledger.of(keys)).items()}

    async def received(self, keys: Collection[BootKey]) -> Mapping[BootKey, Sequences]:
        await self._ids({vin for vin, _ in keys})
        rows = await self.ledger.of(keys)
        return {key: rows[key].received if key in rows else Sequences() for key in keys}

    async def claim(self, placed: Sequence[Placed[Report]]) -> frozenset[ReportId]:
        headers = [one.report.header for one in placed]
        await self._ids({header.id.vin for header in headers})
        numbers: dict[BootKey, list[int]] = {}
        counts: dict[BootKey, int] = {}
        for header in headers:
            key = header.id.vin, header.id.boot_id
            numbers.setdefault(key, []).append(header.id.seq)
            counts.setdefault(key, header.boot_count)
        claimed = await self.ledger.claim(
            {key: (counts[key], Sequences.of(these)) for key, these in numbers.items()}
        )
        none = Sequences()
        return frozenset(
            header.id
            for header in headers
            if header.id.seq in claimed.get((header.id.vin, header.id.boot_id), none)
        )

    async def open_episodes(
        self, vins: Collection[Vin], or_ended_since: datetime | None = None
    ) -> dict[FaultKey, Episode]:
        if not vins:
            return {}
        return await read_episodes(self._connection, await self._ids(vins), or_ended_since)

    async def recall(
        self, vins: Collection[Vin], span: timedelta
    ) -> Mapping[Vin, Recollection]:
        ids = await self._ids(vins)
        return {vin: await recall(self._connection, vin, ids[vin], span) for vin in vins}

    @property
    def waiting_room(self) -> PostgresWaitingRoom:
        return PostgresWaitingRoom(self._connection, self._ids)

    async def omissions(
        self, keys: Collection[BootKey]
    ) -> Mapping[BootKey, Sequence[Omission]]:
        ids = await self._ids({vin for vin, _ in keys})
        return {
            (vin, boot): await read_omissions(self._connection, ids[vin], boot)
            for vin, boot in keys
        }

    async def asked(self, replies: Sequence[Reply]) -> Mapping[AskedKey, Asked]:
        if not replies:
            return {}
        ids = await self._ids({reply.header.id.vin for reply in replies})
        cursor = await self._connection.execute(
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
        connection = self._connection
        ids = await self._ids(write.vins_of(entry))
        await self.ledger.move(entry.boots)
        self.new_signal_sets = await self._signal_sets.write(connection, ids, entry.telemetry)
        await keep_omissions(connection, ids, entry.telemetry)
        await write.fault_reports(connection, ids, entry.faults)
        await keep_episodes(connection, ids, entry.episodes)
        await write.findings(connection, ids, entry.findings)
        await keep_replies(connection, ids, entry.replies)
        await kept_aside.refused(connection, entry.refused)
        await kept_aside.oddities(connection, entry.oddities)
        await write.notes(connection, ids, entry.notes)
        await write.heard(connection, ids, entry)
        return await write.presences(connection, ids, entry.presences)
