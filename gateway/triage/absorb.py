"""A report goes into the window of its vehicle, late or not, once or twice."""

from collections.abc import Mapping
from dataclasses import replace

from gateway.domain.component import ComponentId
from gateway.domain.report import FaultReport, Placed
from gateway.triage.heard import Heard
from gateway.triage.needs import Needs
from gateway.triage.recent import Keeps, Recent
from gateway.triage.sweep import Lanes, sweep
from gateway.triage.window import FaultMemory, Window, entries_by_code, order_of

MOST_COMPONENTS = 256
"""Of those that no rule reads; a vehicle has fewer, a broken one may invent any number."""

Memories = Mapping[ComponentId, FaultMemory]


def absorb(window: Window, heard: Heard, needs: Needs) -> Window:
    """The window after this report.

    Nothing depends on the order in which reports come in: samples are placed by event time, and
    what a component said later (`order_of`) is never overwritten by what it said before.
    """
    keeps = Keeps(needs.signals)
    swept = sweep([heard], Lanes(keeps))
    now_ms = max(window.now_ms, int(swept.newest_ms[0]))
    tracks = recent(window, keeps).followed_by(swept.blocks[0], now_ms)
    return Window(
        now_ms=now_ms,
        tracks=tracks,
        memories=remembered(window.memories, heard, needs.components),
        open=window.open,
        vehicle_type=window.vehicle_type,
    )


def recent(window: Window, keeps: Keeps) -> Recent:
    """The tracks of the window as those that more can follow."""
    tracks = window.tracks
    if isinstance(tracks, Recent) and tracks.keeps is keeps:
        return tracks
    known = {signal: tracks[signal] for signal in tracks if signal in keeps}
    return Recent(keeps, known, window.now_ms)


def remembered(memories: Memories, heard: Heard, read: frozenset[ComponentId]) -> Memories:
    """With what a component has said, unless it is old; `read`: those that rules read."""
    report = heard.report
    if not isinstance(report, FaultReport):
        return memories
    known = memories.get(report.component)
    if known is not None and order_of(report.header) <= known.order:
        return memories
    if known is None and report.component not in read and _is_full(memories, read):
        return memories
    memory = remember(Placed(report, heard.at_us, heard.source))
    return {**memories, report.component: memory}


def remember(heard: Placed[FaultReport]) -> FaultMemory:
    """What stays of a fault report: everything but the snapshots."""
    report = heard.report
    return FaultMemory(
        order=order_of(report.header),
        at_ms=heard.at_us // 1000,
        operation_cycle=report.operation_cycle,
        entries={
            code: replace(entry, snapshots=())
            for code, entry in entries_by_code(report).items()
        },
        software=report.software,
    )


def _is_full(memories: Memories, read: frozenset[ComponentId]) -> bool:
    return len(memories.keys() - read) >= MOST_COMPONENTS
