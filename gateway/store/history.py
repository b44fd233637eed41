"""Stored reports of a stretch of time, as triage heard them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gateway.domain.component import ComponentId
from gateway.domain.finding import RuleId
from gateway.domain.instant import to_us
from gateway.domain.report import (
    FaultReport,
    Header,
    Placed,
    ReportId,
    Telemetry,
    TimeSource,
)
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import Status
from gateway.domain.vehicle_type import UNTOLD, VehicleType
from gateway.domain.vin import Vin
from gateway.store.encode import entry_from_json
from gateway.store.pool import Pool
from gateway.store.telemetry import read_matrix
from gateway.store.vehicles import read_type
from gateway.triage.heard import Heard, order_in_vehicle

_VEHICLES = """
select id, vin, model, model_year, powertrain from vehicles
where %(all)s or vin = any(%(vins)s) order by id
"""
_BLOCKS = """
select t.boot_id, t.seq, boots.unit_order, boots.boot_count, t.starts_at, t.received_at,
  t.time_source, s.numbers, t.offsets_ms, t.samples
from telemetry_blocks t
join signal_sets s on s.id = t.signal_set
join boots using (vehicle_id, boot_id)
where vehicle_id = %(vehicle)s and t.starts_at > %(since)s and t.starts_at <= %(until)s
  and t.ends_at > %(since)s
"""
_REPORT = """
  boot_id, seq, unit_order, boot_count, at, received_at, time_source,
  component, operation_cycle, available, entries, software
"""
_FAULTS = f"""
select {_REPORT} from fault_reports
where vehicle_id = %(vehicle)s and at > %(since)s and at <= %(until)s
"""  # noqa: S608 -- a part of itself
_MEMORIES = f"""
select distinct on (component) {_REPORT} from fault_reports
where vehicle_id = %(vehicle)s and at <= %(since)s
order by component, unit_order desc, boot_count desc, seq desc
"""  # noqa: S608
_NEWEST = """
select greatest(
  (select max(ends_at) from telemetry_blocks where vehicle_id = %(vehicle)s),
  (select max(at) from fault_reports where vehicle_id = %(vehicle)s))
"""
_FINDINGS = """
select rule, severity, opened_at, rulebook_version from findings
where vehicle_id = %(vehicle)s and opened_at > %(since)s and opened_at <= %(until)s
order by opened_at, rule
"""


@dataclass(frozen=True, slots=True)
class KnownVehicle:
    """`number`: the store's own."""

    number: int
    vin: Vin
    vehicle_type: VehicleType = UNTOLD


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFinding:
    """What was found when it happened, by the rulebook of that day."""

    vin: Vin
    rule: RuleId
    severity: Severity
    at: datetime
    rulebook_version: str


class History:
    """What is stored of vehicles between two moments; nothing is changed."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def vehicles(self, vins: Sequence[Vin] = ()) -> list[KnownVehicle]:
        """These, as far as they are known; all of them without any."""
        wanted = {"all": not vins, "vins": [vin.text for vin in vins]}
        rows = await self._rows(_VEHICLES, wanted)
        return [KnownVehicle(number, Vin(vin), read_type(*is_)) for number, vin, *is_ in rows]

    async def newest(self, vehicle: KnownVehicle) -> datetime | None:
        """The event time of what was measured or told last."""
        found: datetime | None
        ((found,),) = await self._rows(_NEWEST, {"vehicle": vehicle.number})
        return found

    async def heard(
        self,
        vehicle: KnownVehicle,
        since: datetime,
        until: datetime,
        *,
        memories: bool = True,
    ) -> list[Heard]:
        """Every report that begins in (since, until], in the order in which it was made.

        `memories`: and what each component said last before that, which still stands.
        """
        stretch = {"vehicle": vehicle.number, "since": since, "until": until}
        blocks = await self._rows(_BLOCKS, stretch)
        faults = await self._rows(_FAULTS, stretch)
        if memories:
            faults += await self._rows(_MEMORIES, stretch)
        found: list[Heard] = [_telemetry(vehicle.vin, *row) for row in blocks]
        found += [_faults(vehicle.vin, *row) for row in faults]
        return sorted(found, key=order_in_vehicle)

    async def findings(
        self, vehicle: KnownVehicle, since: datetime, until: datetime
    ) -> list[StoredFinding]:
        """Those that were opened in (since, until]."""
        stretch = {"vehicle": vehicle.number, "since": since, "until": until}
        return [
            StoredFinding(
                vin=vehicle.vin,
                rule=RuleId(rule),
                severity=Severity(severity),
                at=at,
                rulebook_version=version,
            )
            for rule, severity, at, version in await self._rows(_FINDINGS, stretch)
        ]

    async def _rows(self, query: str, given: dict[str, Any]) -> list[tuple[Any, ...]]:
        async with self._pool.connection() as connection:
            cursor = await connection.execute(query, given)
            return await cursor.fetchall()


def _telemetry(vin: Vin, *row: Any) -> Placed[Telemetry]:
    boot, seq, unit, count, at, received_at, source, numbers, offsets, samples = row
    header = _header(ReportId(vin, boot, seq), (unit, count), received_at)
    matrix = read_matrix(numbers, offsets, samples)
    return Placed.of(Telemetry(header, (matrix,)), at, TimeSource(source))


def _faults(vin: Vin, *row: Any) -> Placed[FaultReport]:
    boot, seq, unit, count, at, received_at, source, *said = row
    component, cycle, available, entries, software = said
    report = FaultReport(
        _header(ReportId(vin, boot, seq), (unit, count), received_at),
        ComponentId(component),
        cycle,
        tuple(entry_from_json(entry) for entry in entries),
        Status(available),
        software,
    )
    return Placed.of(report, at, TimeSource(source))


def _header(report: ReportId, order: tuple[int, int], received_at: datetime) -> Header:
    unit_order, boot_count = order
    return Header(
        id=report,
        unit_order=unit_order,
        boot_count=boot_count,
        uptime_ms=0,
        age_ms=None,
        wall_ms=0,
        received_us=to_us(received_at),
    )
