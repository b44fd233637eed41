"""What the store remembers of vehicles, as the reports that were once taken in."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from operator import itemgetter
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
from gateway.domain.trouble_code import Status
from gateway.domain.vin import Vin
from gateway.pipeline.journal import Recollection
from gateway.store.causes import causes_from_json
from gateway.store.encode import entry_from_json, integers
from gateway.store.pool import Connection
from gateway.store.telemetry import read_matrix
from gateway.store.vehicles import read_type
from gateway.triage.ranking import Causes

# What waits for older reports has not been judged: no window knows of it yet.
_JUDGED = """not exists (select from held_back h
  where (h.vehicle_id, h.boot_id, h.seq) = (t.vehicle_id, t.boot_id, t.seq))"""
# Counts back from what is known to have been measured last: the arrival of a report without a
# time pushes nothing out. Vehicle by vehicle (`offset 0`): each looks into few partitions.
_BLOCKS = f"""
select v.id, b.starts_at, boots.boot_count, b.seq, b.matrix, b.boot_id, s.numbers, b.offsets_ms,
  b.samples, b.time_source
from unnest(%(vehicles)s::int[]) v (id)
cross join lateral (
  select ends_at from telemetry_blocks t
  where vehicle_id = v.id and time_source <> 'arrival' and {_JUDGED}
  order by ends_at desc limit 1
) newest
cross join lateral (
  select * from telemetry_blocks t
  where vehicle_id = v.id and time_source <> 'arrival' and {_JUDGED}
    and ends_at > newest.ends_at - %(span)s
  offset 0
) b
join signal_sets s on s.id = b.signal_set
join boots on (boots.vehicle_id, boots.boot_id) = (v.id, b.boot_id)
"""  # noqa: S608 -- nothing but a part of itself
# The newest word of each component, and the last moment at which one is known to have spoken.
_FAULTS = f"""
select v.id, f.*
from unnest(%(vehicles)s::int[]) v (id)
cross join lateral (
  (
    select distinct on (component)
      boot_id, seq, unit_order, boot_count, at, component, operation_cycle, available, entries,
      software, time_source
    from fault_reports t
    where vehicle_id = v.id and {_JUDGED}
    order by component, unit_order desc, boot_count desc, seq desc
  ) union all (
    select boot_id, seq, unit_order, boot_count, at, component, operation_cycle, available,
      entries, software, time_source
    from fault_reports t
    where vehicle_id = v.id and time_source <> 'arrival' and {_JUDGED}
    order by at desc limit 1
  )
) f
order by unit_order, boot_count, seq
"""  # noqa: S608
_in_order = itemgetter(1, 2, 3, 4)  # of the blocks: there are too many for the server to sort
_FINDINGS = """
select vehicle_id, rule, causes from findings
where vehicle_id = any(%(vehicles)s::int[]) and ended_at is null
union all
select vehicle_id, rule, causes from shadow_findings
where vehicle_id = any(%(vehicles)s::int[]) and ended_at is null
"""


_TYPES = """
select id, model, model_year, powertrain from vehicles where id = any(%(vehicles)s::int[])
"""


async def recall(
    connection: Connection, ids: Mapping[Vin, int], span: timedelta
) -> dict[Vin, Recollection]:
    """Of these vehicles, in four statements however many they are."""
    if not ids:
        return {}
    vins = {number: vin for vin, number in ids.items()}
    asked = {"vehicles": integers(vins), "span": span}
    telemetry: dict[Vin, list[Placed[Telemetry]]] = {vin: [] for vin in ids}
    cursor = await connection.execute(_BLOCKS, asked, binary=True)
    for vehicle, *row in sorted(await cursor.fetchall(), key=_in_order):
        telemetry[vins[vehicle]].append(_telemetry(vins[vehicle], *row))
    faults: dict[Vin, list[Placed[FaultReport]]] = {vin: [] for vin in ids}
    cursor = await connection.execute(_FAULTS, asked)
    for vehicle, *row in await cursor.fetchall():
        faults[vins[vehicle]].append(_fault_report(vins[vehicle], *row))
    findings: dict[Vin, dict[RuleId, Causes]] = {vin: {} for vin in ids}
    cursor = await connection.execute(_FINDINGS, asked)
    for vehicle, rule, causes in await cursor.fetchall():
        findings[vins[vehicle]][RuleId(rule)] = causes_from_json(causes)
    cursor = await connection.execute(_TYPES, asked)
    types = {number: read_type(*papers) for number, *papers in await cursor.fetchall()}
    return {
        vin: Recollection(
            telemetry=telemetry[vin],
            faults=faults[vin],
            open_findings=findings[vin],
            vehicle_type=types[ids[vin]],
        )
        for vin in ids
    }


def _telemetry(vin: Vin, *row: Any) -> Placed[Telemetry]:
    at, count, seq, _, boot, numbers, offsets, samples, source = row
    header = _header(ReportId(vin, boot, seq), count, at)
    matrix = read_matrix(numbers, offsets, samples)
    return Placed.of(Telemetry(header, (matrix,)), at, TimeSource(source))


def _fault_report(vin: Vin, *row: Any) -> Placed[FaultReport]:
    boot, seq, unit, count, at, component, cycle, available, entries, software, source = row
    report = FaultReport(
        _header(ReportId(vin, boot, seq), count, at, unit),
        ComponentId(component),
        cycle,
        tuple(entry_from_json(entry) for entry in entries),
        Status(available),
        software,
    )
    return Placed.of(report, at, TimeSource(source))


def _header(report: ReportId, boot_count: int, at: datetime, unit_order: int = 0) -> Header:
    return Header(
        id=report,
        unit_order=unit_order,
        boot_count=boot_count,
        uptime_ms=0,
        age_ms=None,
        wall_ms=0,
        received_us=to_us(at),
    )
