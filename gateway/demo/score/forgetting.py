"""Keeps a store in memory small: what nobody will ask for again goes, batch by batch."""

from collections.abc import Iterator, MutableMapping
from datetime import datetime
from typing import TypeVar

from gateway.domain.report import FaultReport, Placed, ReportId, Telemetry
from gateway.domain.trouble_code import Status
from gateway.pipeline.memory.explanation import phase_samples
from gateway.pipeline.memory.rows import Rows
from gateway.store.conclusions import SeenCode

HAS_FAILED = Status(0x2F)
"""testFailed, …ThisOperationCycle, pending, confirmed, …SinceLastClear: it tells of a fault."""

K = TypeVar("K")
V = TypeVar("V")


def told(rows: Rows) -> Iterator[tuple[SeenCode, datetime]]:
    """The failed codes of all fault reports that are still there, with their arrivals."""
    for placed in rows.faults.values():
        yield from _told(placed)


class Forgetting:
    """Windows are in the cache, findings and cases stay; only what is held back is brought."""

    def __init__(self) -> None:
        self._telling: set[ReportId] = set()

    def forget(self, rows: Rows) -> None:
        waiting = {number for number, held in rows.held.items() if held}
        _keep(rows.held, waiting)
        _keep(rows.faults, waiting)
        self._telling |= {
            number
            for number in rows.telemetry.keys() - self._telling
            if _tells(rows.telemetry[number])
        }
        _keep(rows.telemetry, waiting | self._telling)
        _keep(rows.gaps, {key for key, gap in rows.gaps.items() if gap})
        decisions = {n for n, line in rows.timeline.items() if line.kind == "decision"}
        _keep(rows.timeline, decisions)
        for table in (rows.reports, rows.replies, rows.late, rows.refused, rows.oddities):
            table.clear()


def _tells(placed: Placed[Telemetry]) -> bool:
    """Of what was given up, or of a software update."""
    return bool(placed.report.omissions) or any(phase_samples(placed))


def _told(placed: Placed[FaultReport]) -> Iterator[tuple[SeenCode, datetime]]:
    report = placed.report
    for entry in report.entries:
        if entry.status & HAS_FAILED:
            seen = (report.header.id.vin, report.component, entry.code)
            yield seen, report.header.received_at


def _keep(table: MutableMapping[K, V], wanted: set[K]) -> None:
    for key in [key for key in table if key not in wanted]:
        del table[key]
