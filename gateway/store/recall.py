"""What the store remembers of a vehicle, as the reports that were once taken in."""

from datetime import datetime, timedelta

from gateway.domain.component import ComponentId
from gateway.domain.finding import RuleId
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
from gateway.store.encode import entry_from_json
from gateway.store.pool import Connection
from gateway.store.telemetry import read_matrix

# What waits for older reports has not been judged: no window knows of it yet.
_JUDGED = """not exists (select from held_back h
  where (h.vehicle_id, h.boot_id, h.seq) = (t.vehicle_id, t.boot_id, t.seq))"""
# Counts back from what is known to have been measured last: the arrival of a report without a
# time pushes nothing out.
_BLOCKS = f"""
select t.boot_id, t.seq, boots.boot_count, t.starts_at, s.numbers, t.offsets_ms, t.samples,
  t.time_source
from telemetry_blocks t
join signal_sets s on s.id = t.signal_set
join boots using (vehicle_id, boot_id)
where vehicle_id = %(vehicle)s and t.time_source <> 'arrival' and {_JUDGED}
  and t.ends_at > (
    select ends_at from telemetry_blocks t
    where vehicle_id = %(vehicle)s and time_source <> 'arrival' and {_JUDGED}
    order by ends_at desc limit 1
  ) - %(span)s
order by t.starts_at, boots.boot_count, t.seq, t.matrix
"""  # noqa: S608 -- nothing but a part of itself
# The newest word of each component, and the last moment at which one is known to have spoken.
_FAULTS = f"""
(
  select distinct on (component)
    boot_id, seq, unit_order, boot_count, at, component, operation_cycle, available, entries,
    time_source
  from fault_reports t
  where vehicle_id = %(vehicle)s and {_JUDGED}
  order by component, unit_order desc, boot_count desc, seq desc
) union all (
  select boot_id, seq, unit_order, boot_count, at, component, operation_cycle, available,
    entries, time_source
  from fault_reports t
  where vehicle_id = %(vehicle)s and time_source <> 'arrival' and {_JUDGED}
  order by at desc limit 1
)
order by unit_order, boot_count, seq
"""  # noqa: S608


async def recall(
    connection: Connection, vin: Vin, vehicle: int, span: timedelta
) -> Recollection:
    cursor = await connection.execute(_BLOCKS, {"vehicle": vehicle, "span": span})
    telemetry = [
        Placed(
            Telemetry(
                _header(ReportId(vin, boot, seq), count, at),
                (read_matrix(numbers, offsets, samples),),
            ),
            at,
            TimeSource(source),
        )
        for boot, seq, count, at, numbers, offsets, samples, source in await cursor.fetchall()
    ]
    cursor = await connection.execute(_FAULTS, {"vehicle": vehicle})
    rows = await cursor.fetchall()
    faults = [
        Placed(
            FaultReport(
                _header(ReportId(vin, boot, seq), count, at, unit),
                ComponentId(component),
                cycle,
                tuple(entry_from_json(entry) for entry in entries),
                Status(available),
            ),
            at,
            TimeSource(source),
        )
        for boot, seq, unit, count, at, component, cycle, available, entries, source in rows
    ]
    cursor = await connection.execute(
        "select rule, opened_at from findings where vehicle_id = %s and ended_at is null",
        [vehicle],
    )
    open_findings = {RuleId(rule): at for rule, at in await cursor.fetchall()}
    return Recollection(telemetry=telemetry, faults=faults, open_findings=open_findings)


def _header(report: ReportId, boot_count: int, at: datetime, unit_order: int = 0) -> Header:
    return Header(
        id=report,
        unit_order=unit_order,
        boot_count=boot_count,
        uptime_ms=0,
        age_ms=None,
        wall_ms=0,
        received_at=at,
    )
