"""What the tables remember of a vehicle: enough to rebuild its window."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from gateway.domain.component import ComponentId
from gateway.domain.report import FaultReport, Placed, Telemetry, TimeSource
from gateway.domain.vehicle_type import UNTOLD
from gateway.domain.vin import Vin
from gateway.pipeline.journal import Recollection
from gateway.pipeline.memory.rows import Rows
from gateway.triage.heard import LONGEST_REPORT_MS
from gateway.triage.window import order_of


def recall(rows: Rows, vin: Vin, span: timedelta) -> Recollection:
    """What waits for older reports has not been judged: no window knows of it yet."""
    telemetry = [
        one
        for report, one in rows.telemetry.items()
        if report.vin == vin
        and one.source is not TimeSource.ARRIVAL
        and not rows.held.get(report)
    ]
    faults = [
        one
        for report, one in rows.faults.items()
        if report.vin == vin and not rows.held.get(report)
    ]
    newest = max((_ends_at(one) for one in telemetry), default=None)
    return Recollection(
        telemetry=[one for one in telemetry if newest and _ends_at(one) > newest - span],
        faults=[*_newest(faults), *_latest(faults)],
        open_findings={
            row.finding.rule: row.finding.causes
            for row in (*rows.findings.values(), *rows.shadow_findings.values())
            if row.finding.vin == vin and row.ended_at is None
        },
        vehicle_type=rows.vehicles[vin].type if vin in rows.vehicles else UNTOLD,
    )


def _ends_at(placed: Placed[Telemetry]) -> datetime:
    """Event time of the last row that is believed."""
    last = [m.last_ms for m in placed.report.matrices if m.rows]
    believed = min(max(last, default=0), LONGEST_REPORT_MS)
    return placed.at + timedelta(milliseconds=believed)


def _newest(faults: Iterable[Placed[FaultReport]]) -> list[Placed[FaultReport]]:
    newest: dict[ComponentId, Placed[FaultReport]] = {}
    for one in faults:
        known = newest.setdefault(one.report.component, one)
        if order_of(known.report.header) < order_of(one.report.header):
            newest[one.report.component] = one
    return list(newest.values())


def _latest(faults: Iterable[Placed[FaultReport]]) -> list[Placed[FaultReport]]:
    """The last one of which is known when it was made."""
    timed = [one for one in faults if one.source is not TimeSource.ARRIVAL]
    return [max(timed, key=lambda one: one.at)] if timed else []
