"""The journal on PostgreSQL: ledger, boots, episodes and findings, one transaction a batch."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

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
    Telemetry,
)
from gateway.domain.trouble_code import Status, TroubleCode
from gateway.domain.vin import Vin
from gateway.pipeline.journal import Asked, AskedKey, BatchEntry, Recollection
from gateway.store import journal_write as write
from gateway.store import kept_aside
from gateway.store.encode import action_from_json
from gateway.store.omissions import keep_omissions, read_omissions
from gateway.store.pool import Connection, Pool
from gateway.store.recall import recall
from gateway.store.replies import keep_replies
from gateway.store.telemetry import SignalSets
from gateway.store.vehicles import VehicleIds

_CLAIM = """
insert into reports (vehicle_id, boot_id, seq, kind, at, time_source, received_at,
  uptime_ms, age_ms, wall_ms, thinned_samples)
select * from unnest(%s::int[], %s::bigint[], %s::bigint[], %s::text[], %s::timestamptz[],
  %s::text[], %s::timestamptz[], %s::bigint[], %s::bigint[], %s::bigint[], %s::int[])
on conflict do nothing
returning vehicle_id, boot_id, seq
"""


class PostgresJournal:
    """Implements `gateway.pipeline.journal.Journal`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._vehicles = VehicleIds()
        self._signal_sets = SignalSets()
        self._unit_orders: Mapping[UnitKey, int] = {}

    @asynccontextmanager
    async def batch(self) -> AsyncIterator["PostgresBatch"]:
        async with self._pool.connection() as connection:
            batch = PostgresBatch(
                connection, self._vehicles, self._signal_sets, self._unit_orders
            )
            yield batch
        self._vehicles.remember(batch.ids)
        self._signal_sets.remember(batch.new_signal_sets)
        self._unit_orders = batch.unit_orders


class PostgresBatch:
    """Implements `gateway.pipeline.journal.JournalBatch`."""

    def __init__(
        self,
        connection: Connection,
        vehicles: VehicleIds,
        signal_sets: SignalSets,
        unit_orders: Mapping[UnitKey, int],
    ) -> None:
        self._connection = connection
        self._vehicles = vehicles
        self._signal_sets = signal_sets
        self.unit_orders = unit_orders
        self.ids: dict[Vin, int] = {}
        self.new_signal_sets: dict[tuple[int, ...], int] = {}

    async def _ids(self, vins: Collection[Vin]) -> dict[Vin, int]:
        self.ids.update(
            await self._vehicles.of(
                self._connection, [vin for vin in vins if vin not in self.ids]
            )
        )
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
        ids = await self._ids({vin for vin, _ in keys})
        by_id = {(ids[vin], boot): (vin, boot) for vin, boot in keys}
        cursor = await self._connection.execute(
            "select vehicle_id, boot_id, boot_count, started_at, wall_offset_s from boots"
            " where vehicle_id = any(%s) and boot_id = any(%s)",
            [list({v for v, _ in by_id}), list({b for _, b in by_id})],
        )
        return {
            by_id[vehicle, boot]: Boot(boot_count=count, started_at=start, wall_offset_s=wall)
            for vehicle, boot, count, start, wall in await cursor.fetchall()
            if (vehicle, boot) in by_id
        }

    async def claim(self, placed: Sequence[Placed[Report]]) -> frozenset[ReportId]:
        if not placed:
            return frozenset()
        ids = await self._ids({one.report.header.id.vin for one in placed})
        vins = {number: vin for vin, number in ids.items()}
        ordered = sorted(placed, key=lambda one: one.report.header.id)
        headers = [one.report.header for one in ordered]
        cursor = await self._connection.execute(
            _CLAIM,
            [
                [ids[header.id.vin] for header in headers],
                [header.id.boot_id for header in headers],
                [header.id.seq for header in headers],
                [type(one.report).__name__ for one in ordered],
                [one.at for one in ordered],
                [one.source.value for one in ordered],
                [header.received_at for header in headers],
                [header.uptime_ms for header in headers],
                [header.age_ms for header in headers],
                [header.wall_ms for header in headers],
                [_thinned(one.report) for one in ordered],
            ],
        )
        rows = await cursor.fetchall()
        return frozenset(ReportId(vins[vehicle], boot, seq) for vehicle, boot, seq in rows)

    async def open_episodes(self, vins: Collection[Vin]) -> dict[FaultKey, Episode]:
        if not vins:
            return {}
        ids = await self._ids(vins)
        by_id = {number: vin for vin, number in ids.items()}
        cursor = await self._connection.execute(
            "select vehicle_id, component, code, opened_at, updated_at, status, occurrences"
            " from episodes where ended_at is null and vehicle_id = any(%s) for update",
            [list(by_id)],
        )
        rows = await cursor.fetchall()
        episodes = [
            Episode(
                key=FaultKey(by_id[vehicle], ComponentId(component), TroubleCode(code)),
                opened_at=opened_at,
                updated_at=updated_at,
                status=Status(status),
                occurrences=occurrences,
            )
            for vehicle, component, code, opened_at, updated_at, status, occurrences in rows
        ]
        return {episode.key: episode for episode in episodes}

    async def recall(
        self, vins: Collection[Vin], span: timedelta
    ) -> Mapping[Vin, Recollection]:
        ids = await self._ids(vins)
        return {vin: await recall(self._connection, vin, ids[vin], span) for vin in vins}

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
        await write.boots(connection, ids, entry.boots)
        self.new_signal_sets = await self._signal_sets.write(connection, ids, entry.telemetry)
        await keep_omissions(connection, ids, entry.telemetry)
        await write.fault_reports(connection, ids, entry.faults)
        await write.episodes(connection, ids, entry.episodes)
        await write.findings(connection, ids, entry.findings)
        await keep_replies(connection, ids, entry.replies)
        await kept_aside.refused(connection, entry.refused)
        await kept_aside.oddities(connection, entry.oddities)
        await write.notes(connection, ids, entry.notes)
        await write.heard(connection, ids, entry)
        return await write.presences(connection, ids, entry.presences)


def _thinned(report: Report) -> int:
    return report.thinned_samples if isinstance(report, Telemetry) else 0
