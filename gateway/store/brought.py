"""Reports out of the store, as they were when they came; to be judged."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import groupby
from typing import Any

from gateway.domain.component import ComponentId
from gateway.domain.instant import to_us
from gateway.domain.report import FaultReport, Header, Placed, ReportId, Telemetry, TimeSource
from gateway.domain.trouble_code import Status
from gateway.domain.vin import Vin
from gateway.pipeline.holdback import Held
from gateway.store.encode import entry_from_json, integers
from gateway.store.pool import Connection
from gateway.store.telemetry import read_matrix

Ids = Mapping[Vin, int]
A_MOMENT = timedelta(seconds=1)

# Bounded in time, so that of years of partitions few are looked into.
_TELEMETRY = """
select b.vehicle_id, b.boot_id, b.seq, b.starts_at, b.time_source, s.numbers, b.offsets_ms,
  b.samples
from unnest(%(vehicles)s::int[], %(boots)s::bigint[], %(seqs)s::bigint[]) w (vehicle, boot, seq)
join telemetry_blocks b on (b.boot_id, b.seq, b.vehicle_id) = (w.boot, w.seq, w.vehicle)
join signal_sets s on s.id = b.signal_set
where b.starts_at between %(since)s and %(until)s
order by b.vehicle_id, b.boot_id, b.seq, b.matrix
"""
_FAULTS = """
select f.vehicle_id, f.boot_id, f.seq, f.at, f.time_source, f.component, f.operation_cycle,
  f.available, f.entries, f.software
from unnest(%(vehicles)s::int[], %(boots)s::bigint[], %(seqs)s::bigint[]) w (vehicle, boot, seq)
join fault_reports f on (f.boot_id, f.seq, f.vehicle_id) = (w.boot, w.seq, w.vehicle)
where f.at between %(since)s and %(until)s
"""


async def read_telemetry(
    connection: Connection, ids: Ids, wanted: Sequence[Held]
) -> list[Placed[Telemetry]]:
    cursor = await connection.execute(_TELEMETRY, _parameters(ids, wanted))
    headers = _headers(ids, wanted)
    brought = []
    for (vehicle, boot, seq, at, source), rows in groupby(
        await cursor.fetchall(), key=lambda row: row[:5]
    ):
        matrices = tuple(read_matrix(*row[5:]) for row in rows if row[5])
        report = Telemetry(headers[vehicle, boot, seq], matrices)
        brought.append(Placed.of(report, at, TimeSource(source)))
    return brought


async def read_faults(
    connection: Connection, ids: Ids, wanted: Sequence[Held]
) -> list[Placed[FaultReport]]:
    cursor = await connection.execute(_FAULTS, _parameters(ids, wanted))
    headers = _headers(ids, wanted)
    return [
        Placed.of(
            FaultReport(
                headers[vehicle, boot, seq],
                ComponentId(component),
                cycle,
                tuple(entry_from_json(entry) for entry in entries),
                Status(available),
                software,
            ),
            at,
            TimeSource(source),
        )
        for vehicle, boot, seq, at, source, component, cycle, available, entries, software in (
            await cursor.fetchall()
        )
    ]


def _parameters(ids: Ids, wanted: Sequence[Held]) -> dict[str, Any]:
    times = [one.at for one in wanted]
    return {
        "vehicles": integers(ids[one.id.vin] for one in wanted),
        "boots": integers(one.id.boot_id for one in wanted),
        "seqs": integers(one.id.seq for one in wanted),
        "since": min(times) - A_MOMENT,
        "until": max(times) + A_MOMENT,
    }


def _headers(ids: Ids, wanted: Sequence[Held]) -> dict[tuple[int, int, int], Header]:
    return {
        (ids[one.id.vin], one.id.boot_id, one.id.seq): _header(one.id, one) for one in wanted
    }


def _header(report: ReportId, held: Held) -> Header:
    """The clocks have done their work: the report is placed."""
    unit, count, _, _ = held.turn
    return Header(
        id=report,
        unit_order=unit,
        boot_count=count,
        uptime_ms=0,
        age_ms=None,
        wall_ms=0,
        received_us=to_us(held.at),
    )
