"""Everything that the page of one vehicle shows."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from gateway.domain.case import CaseId
from gateway.domain.catalogue import CatalogueEntry
from gateway.domain.component import ComponentId
from gateway.domain.severity import Severity
from gateway.domain.signal import VEHICLE_PHASE, Phase
from gateway.domain.trouble_code import Status, TroubleCode
from gateway.domain.vin import Vin
from gateway.pipeline.views import CaseCard, FaultLine, SignalValue, TimelineEntry, VehiclePage
from gateway.store.console_cases import read_cases, read_own_operations
from gateway.store.console_vehicles import line, read_vehicle_row
from gateway.store.left_out import read_left_out
from gateway.store.missing import read_late, read_missing
from gateway.store.pool import Connection
from gateway.store.series import latest_values

LookUp = Callable[[ComponentId, TroubleCode], CatalogueEntry | None]
ENDED_FAULTS_SHOWN = timedelta(days=30)
TIMELINE_LENGTH = 80

_FAULTS = """
select component, code, status, occurrences, opened_at, updated_at, ended_at, ending, earlier,
  near_miss, returns, reports - lines
from episodes where vehicle_id = %(vehicle)s and (ended_at is null or ended_at > (
  select max(updated_at) from episodes where vehicle_id = %(vehicle)s) - %(shown)s)
order by ended_at is not null, opened_at desc
"""


async def read_vehicle(connection: Connection, vin: Vin, look_up: LookUp) -> VehiclePage | None:
    row = await read_vehicle_row(connection, vin)
    if row is None:
        return None
    signals = await latest_values(connection, row["id"])
    return VehiclePage(
        line=line(row),
        time_zone=row["time_zone"],
        locale=row["locale"],
        phase=_phase(signals),
        software=row["software"],
        signals=signals,
        faults=await read_faults(connection, row["id"], look_up),
        cases=await _cases(connection, row["id"]),
        operations=await read_own_operations(connection, row["id"]),
        timeline=await _timeline(connection, row["id"]),
        left_out=await read_left_out(connection, row["id"]),
        missing=await read_missing(connection, row["id"]),
        late=await read_late(connection, row["id"]),
    )


async def read_faults(
    connection: Connection, vehicle: int, look_up: LookUp
) -> tuple[FaultLine, ...]:
    """Open ones first, worst first, then what ended lately."""
    cursor = await connection.execute(
        _FAULTS, {"vehicle": vehicle, "shown": ENDED_FAULTS_SHOWN}
    )
    found = []
    for (
        name,
        number,
        status,
        seen,
        opened,
        updated,
        ended,
        ending,
        earlier,
        near_miss,
        returns,
        untold,
    ) in await cursor.fetchall():
        component, code = ComponentId(name), TroubleCode(number)
        entry = look_up(component, code)
        severity = entry.severity if entry else Severity.UNKNOWN
        fault = FaultLine(
            component=component,
            code=code,
            title=entry.title if entry else "Not in the catalogue",
            owner_text=entry.owner_text if entry else "A specialist will look at it.",
            status=Status(status),
            occurrences=seen,
            opened_at=opened,
            updated_at=updated,
            ended_at=ended,
            end=ending or "",
            earlier=earlier,
            near_miss=near_miss,
            returns=returns,
            untold=untold,
        )
        found.append((ended is not None, -severity.rank, fault))
    return tuple(fault for _, _, fault in sorted(found, key=lambda one: one[:2]))


def _phase(signals: Sequence[SignalValue]) -> Phase | None:
    value = next((s.value for s in signals if s.number == VEHICLE_PHASE.number), None)
    return Phase(int(value)) if value is not None and value in set(Phase) else None


async def _cases(connection: Connection, vehicle: int) -> tuple[CaseCard, ...]:
    cursor = await connection.execute(
        "select id from cases where vehicle_id = %s"
        " order by closed_at is not null, severity_rank(severity) desc, opened_at desc"
        " limit 20",
        [vehicle],
    )
    cases = [CaseId(number) for (number,) in await cursor.fetchall()]
    return await read_cases(connection, cases)


async def _timeline(connection: Connection, vehicle: int) -> tuple[TimelineEntry, ...]:
    cursor = await connection.execute(
        "select id, at, kind, severity, words from timeline where vehicle_id = %s"
        " order by at desc, id desc limit %s",
        [vehicle, TIMELINE_LENGTH],
    )
    return tuple(
        TimelineEntry(
            id=number,
            at=at,
            kind=kind,
            severity=None if severity is None else Severity(severity),
            text=words,
        )
        for number, at, kind, severity, words in await cursor.fetchall()
    )
