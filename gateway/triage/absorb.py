"""A report goes into the window of its vehicle, late or not, once or twice."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from gateway.domain.component import ComponentId
from gateway.domain.report import FaultReport, Matrix, Placed, Telemetry, TimeSource
from gateway.domain.vin import Vin
from gateway.triage.instant import to_ms
from gateway.triage.needs import Needs
from gateway.triage.track import EMPTY, Keep, Track
from gateway.triage.window import FaultMemory, Order, Window, entries_by_code, order_of

LONGEST_REPORT_MS = 24 * 3_600_000
"""No report spans more; a row further from its start is not believed."""
MOST_COMPONENTS = 256
"""Of those that no rule reads; a vehicle has fewer, a broken one may invent any number."""

Heard = Placed[Telemetry] | Placed[FaultReport]


def absorb(window: Window, heard: Heard, needs: Needs) -> Window:
    """The window after this report.

    Nothing depends on the order in which reports come in: samples are placed by event time, and
    what a component said later (`order_of`) is never overwritten by what it said before.
    """
    match heard.report:
        case Telemetry() as telemetry:
            return _with_samples(window, telemetry, heard, needs.signals)
        case FaultReport() as report:
            read = {component for component, _ in needs.codes}
            return _with_memory(window, report, heard, read, needs.signals)


def vehicle_order(heard: Heard) -> tuple[Vin, Order, int]:
    """Sorts a batch: by vehicle, then as each made its reports."""
    header = heard.report.header
    return header.id.vin, order_of(header), header.id.boot_id


def _with_samples(
    window: Window, telemetry: Telemetry, heard: Heard, keeps: Mapping[int, Keep]
) -> Window:
    if heard.source is TimeSource.ARRIVAL:
        return window  # measured nobody knows when: no evidence for now
    start_ms = to_ms(heard.at)
    now_ms = max(window.now_ms, start_ms)
    tracks = dict(window.tracks)
    for matrix in telemetry.matrices:
        now_ms = max(now_ms, _join(tracks, matrix, start_ms, keeps))
    return replace(window, now_ms=now_ms, tracks=_cut(tracks, keeps, now_ms))


def _join(
    tracks: dict[int, Track], matrix: Matrix, start_ms: int, keeps: Mapping[int, Keep]
) -> int:
    """Puts the columns that rules read into their tracks; returns the newest event time."""
    rows = matrix.offsets_ms <= LONGEST_REPORT_MS
    at_ms = start_ms + matrix.offsets_ms[rows].astype(np.int64)
    values = matrix.values[rows]
    for column, number in enumerate(matrix.signals):
        if number in keeps:
            tracks[number] = tracks.get(number, EMPTY).joined(at_ms, values[:, column])
    return int(at_ms.max(initial=start_ms))


def _with_memory(
    window: Window,
    report: FaultReport,
    heard: Heard,
    read: Iterable[ComponentId],
    keeps: Mapping[int, Keep],
) -> Window:
    if heard.source is not TimeSource.ARRIVAL:
        now_ms = max(window.now_ms, to_ms(heard.at))
        window = replace(window, now_ms=now_ms, tracks=_cut(window.tracks, keeps, now_ms))
    known = window.memories.get(report.component)
    if known is not None and order_of(report.header) <= known.order:
        return window
    if known is None and report.component not in read and _is_full(window, read):
        return window
    memory = remember(Placed(report, heard.at, heard.source))
    return replace(window, memories={**window.memories, report.component: memory})


def remember(heard: Placed[FaultReport]) -> FaultMemory:
    """What stays of a fault report: everything but the snapshots."""
    report = heard.report
    return FaultMemory(
        order=order_of(report.header),
        at_ms=to_ms(heard.at),
        operation_cycle=report.operation_cycle,
        entries={
            code: replace(entry, snapshots=())
            for code, entry in entries_by_code(report).items()
        },
    )


def _is_full(window: Window, read: Iterable[ComponentId]) -> bool:
    return len(window.memories.keys() - set(read)) >= MOST_COMPONENTS


def _cut(
    tracks: Mapping[int, Track], keeps: Mapping[int, Keep], now_ms: int
) -> dict[int, Track]:
    """Signals that no rule reads, or of which nothing is left, are dropped."""
    cut = {
        number: track.cut(keeps[number], now_ms)
        for number, track in tracks.items()
        if number in keeps
    }
    return {number: track for number, track in cut.items() if track.at_ms.size}
