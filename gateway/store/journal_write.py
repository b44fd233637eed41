"""The statements of one batch, a table each."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from gateway.domain.report import FaultReport, Placed
from gateway.domain.vin import Vin
from gateway.pipeline.journal import BatchEntry, Note
from gateway.store.encode import entry_to_json, integers
from gateway.store.pool import Connection

Ids = Mapping[Vin, int]


def vins_of(entry: BatchEntry) -> set[Vin]:
    """Of whatever is not a report: those have been claimed before."""
    return (
        {presence.vin for presence in entry.presences}
        | {vin for vin, _ in entry.boots}
        | {note.vin for note in entry.notes}
        | {finding.vin for finding in (*entry.findings, *entry.shadows, *entry.still_missing)}
        | {change.episode.key.vin for change, _ in entry.episodes}
    )


_FAULT_REPORTS = """
insert into fault_reports (vehicle_id, boot_id, seq, unit_order, boot_count, at, component,
  operation_cycle, available, entries, software, time_source, received_at, uptime_ms, age_ms,
  wall_ms)
select vehicle_id, boot_id, seq, unit_order, boot_count, at, component, operation_cycle,
  available, entries, software, time_source, received_at, uptime_ms, age_ms, wall_ms
from jsonb_populate_recordset(null::fault_reports, %s)
"""


async def fault_reports(
    connection: Connection, ids: Ids, faults: Sequence[Placed[FaultReport]]
) -> None:
    if faults:
        rows = [_fault_report(ids, one) for one in faults]
        await connection.execute(_FAULT_REPORTS, [Jsonb(rows)])


def _fault_report(ids: Ids, placed: Placed[FaultReport]) -> dict[str, Any]:
    """As the table `fault_reports` has it."""
    report, header = placed.report, placed.report.header
    return {
        "vehicle_id": ids[header.id.vin],
        "boot_id": header.id.boot_id,
        "seq": header.id.seq,
        "unit_order": header.unit_order,
        "boot_count": header.boot_count,
        "at": placed.at.isoformat(),
        "component": report.component,
        "operation_cycle": report.operation_cycle,
        "available": int(report.available),
        "entries": [entry_to_json(entry) for entry in report.entries],
        "software": report.software,
        "time_source": placed.source.value,
        "received_at": header.received_at.isoformat(),
        "uptime_ms": header.uptime_ms,
        "age_ms": header.age_ms,
        "wall_ms": header.wall_ms,
    }


async def wake_cases(connection: Connection, vehicles: Sequence[int], now: datetime) -> None:
    """Something has changed for these vehicles: their open cases are looked at now.

    Waits for no worker that holds one of them: what it settles on does not bury a wake that it
    has not taken away.
    """
    await connection.execute(
        "insert into wakes (case_id, at)"
        " select id, %s from cases where vehicle_id = any(%s) and closed_at is null",
        [now, integers(vehicles)],
    )


_NOTES = """
insert into timeline (vehicle_id, case_id, at, kind, severity, words)
select note.vehicle_id, (
    select max(c.id) from cases c
    where (c.vehicle_id, c.component, c.code) = (note.vehicle_id, note.component, note.code)
      and c.closed_at is null
  ), at, kind, severity, words
from unnest(%s::int[], %s::text[], %s::int[], %s::timestamptz[], %s::text[], %s::text[],
  %s::text[]) with ordinality
  note (vehicle_id, component, code, at, kind, severity, words, place)
order by place
"""


async def notes(connection: Connection, ids: Ids, lines: Sequence[Note]) -> None:
    if lines:
        rows = [
            (
                ids[note.vin],
                note.component,
                note.code.number if note.code else None,
                note.at,
                note.kind,
                note.severity.value if note.severity else None,
                note.words,
            )
            for note in lines
        ]
        await connection.execute(_NOTES, [list(column) for column in zip(*rows, strict=True)])


async def wake(connection: Connection, ids: Ids, entry: BatchEntry) -> None:
    """Wakes the cases that new facts concern."""
    changed = {ids[one.report.header.id.vin] for one in entry.faults}
    changed |= {ids[one.report.header.id.vin] for one in entry.replies}
    changed |= {ids[finding.vin] for finding in (*entry.findings, *entry.still_missing)}
    if changed:
        await wake_cases(connection, sorted(changed), entry.now)
