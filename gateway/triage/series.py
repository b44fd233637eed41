"""Samples of many vehicles, one vehicle's after another's, as their windows hold them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np
import numpy.typing as npt

from gateway.triage.block import Layout, record
from gateway.triage.recent import Keeps, Recent
from gateway.triage.track import EMPTY, MOST_SAMPLES, Instants, Keep, Track
from gateway.triage.window import Window

Indices = npt.NDArray[np.intp]
Values = npt.NDArray[np.float32]

MOST_VEHICLES = 8192
"""So many that vehicle and instant together go into one integer, whatever a clock said."""


@dataclass(frozen=True, eq=False)
class Timeline:
    """When samples were taken: of each vehicle rising, no instant twice.

    `at_ms`: of all vehicles; `counts`: how many each has; `now_ms`: each vehicle's newest.
    """

    at_ms: Instants
    counts: Indices
    now_ms: Instants

    @cached_property
    def firsts(self) -> Indices:
        return np.cumsum(self.counts) - self.counts

    def until(self, at_ms: Instants) -> Indices:
        """By vehicle: how many of all samples come before it, or are its own up to there."""
        if not self.at_ms.size:
            return np.zeros(len(at_ms), np.intp)
        since = np.clip(at_ms - self._oldest, -1, self._span - 2) + 1
        vehicles = np.arange(len(at_ms), dtype=np.int64) * self._span
        return self._keys.searchsorted(vehicles + since, side="right")

    def kept(self, keep: Keep) -> Indices:
        """By vehicle: its first sample that a window with this `keep` still holds."""
        known = self._kept.get(keep)
        if known is None:
            held_ms = self.now_ms - keep.hold_ms
            before = np.maximum(self.until(held_ms) - 1, self.until(held_ms - keep.fresh_ms))
            most = np.maximum(self.firsts, self.firsts + self.counts - MOST_SAMPLES)
            known = self._kept[keep] = np.maximum(before, most)
        return known

    @cached_property
    def _kept(self) -> dict[Keep, Indices]:
        return {}

    @cached_property
    def _oldest(self) -> int:
        return int(self.at_ms.min())

    @cached_property
    def _span(self) -> int:
        return int(self.at_ms.max()) - self._oldest + 3

    @cached_property
    def _keys(self) -> Instants:
        owners = np.repeat(np.arange(len(self.counts), dtype=np.int64), self.counts)
        keys: Instants = owners * self._span + (self.at_ms - self._oldest + 1)
        return keys


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """The samples of one signal; each vehicle's begin at `firsts` and end before `ends`."""

    timeline: Timeline
    values: Values
    firsts: Indices
    ends: Indices


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """Rows of one layout: `owners` do not fall."""

    layout: Layout
    owners: Indices
    at_ms: Instants
    values: Values  # [signals, rows]


class Store:
    """All that these windows hold, put in order signal by signal when somebody asks."""

    def __init__(self, windows: Sequence[Window]) -> None:
        self._windows = windows
        self._now_ms = np.array([window.now_ms for window in windows], np.int64)
        self._known: dict[int, Series] = {}
        rows = enumerate(window.tracks for window in windows)
        self._recent: list[tuple[int, Recent]] = []
        self._plain: list[tuple[int, Mapping[int, Track]]] = []
        self._cuts: dict[int, tuple[Keeps, list[int]]] = {}
        for row, tracks in rows:
            if isinstance(tracks, Recent):
                self._recent.append((row, tracks))
                self._cuts.setdefault(id(tracks.keeps), (tracks.keeps, []))[1].append(row)
            else:
                self._plain.append((row, tracks))
        self._settled = [(row, tracks) for row, tracks in self._recent if tracks.settled]

    def series(self, signal: int) -> Series:
        known = self._known.get(signal)
        if known is None:
            known = self._known[signal] = self._series(signal)
        return known

    def _series(self, signal: int) -> Series:
        tables = [table for table in self._tables if signal in table.layout]
        tracks = self._tracks(signal)
        if len(tables) == 1 and not tracks:
            [table] = tables
            values = table.values[table.layout.index(signal)]
            timeline = self._timelines.get(table.layout)
            if timeline is not None and np.isfinite(values).all():
                return self._cut(signal, timeline, values)
        owners = [table.owners for table in tables]
        at_ms = [table.at_ms for table in tables]
        values_ = [table.values[table.layout.index(signal)] for table in tables]
        for row, track in tracks:
            owners.append(np.full(len(track.at_ms), row))
            at_ms.append(track.at_ms)
            values_.append(track.values)
        if not owners:
            none = np.empty(0, np.intp)
            return self._cut(signal, self._timeline(none, EMPTY.at_ms), EMPTY.values)
        return self._sorted(signal, *map(np.concatenate, (owners, at_ms, values_)))

    def _sorted(self, signal: int, owners: Indices, at_ms: Instants, values: Values) -> Series:
        """Of two values for the same instant the larger is kept, as in a track."""
        measured = np.isfinite(values)
        owners, at_ms, values = owners[measured], at_ms[measured], values[measured]
        order = np.lexsort((values, at_ms, owners))
        owners, at_ms, values = owners[order], at_ms[order], values[order]
        last = np.append((owners[1:] != owners[:-1]) | (at_ms[1:] != at_ms[:-1]), True)
        last = last[: len(owners)]
        return self._cut(signal, self._timeline(owners[last], at_ms[last]), values[last])

    def _cut(self, signal: int, timeline: Timeline, values: Values) -> Series:
        """Each vehicle's samples as its own window still holds them."""
        firsts, ends = timeline.firsts.copy(), timeline.firsts + timeline.counts
        for keeps, rows in self._cuts.values():
            keep = keeps.get(signal)
            firsts[rows] = (ends if keep is None else timeline.kept(keep))[rows]
        return Series(timeline, values, np.minimum(firsts, ends), ends)

    def _timeline(self, owners: Indices, at_ms: Instants) -> Timeline:
        counts = np.bincount(owners, minlength=len(self._windows)).astype(np.intp)
        return Timeline(at_ms, counts, self._now_ms)

    def _tracks(self, signal: int) -> list[tuple[int, Track]]:
        """What is in no block."""
        own = [(row, tracks.get(signal, EMPTY)) for row, tracks in self._plain]
        own += [(row, tracks.settled.get(signal, EMPTY)) for row, tracks in self._settled]
        return [(row, track) for row, track in own if track.at_ms.size]

    @cached_property
    def _tables(self) -> list[_Table]:
        counts = [len(tracks.blocks) for _, tracks in self._recent]
        blocks = [*chain.from_iterable(tracks.blocks for _, tracks in self._recent)]
        owners = np.repeat(np.array([row for row, _ in self._recent], np.intp), counts)
        layouts = [block[0] for block in blocks]
        tables = []
        for layout in dict.fromkeys(layouts):
            own = np.array([each == layout for each in layouts], np.bool_)
            rows = [block[4] for block in blocks if block[0] == layout]
            tables.append(_table(layout, rows, owners[own]))
        return tables

    @cached_property
    def _timelines(self) -> Mapping[Layout, Timeline]:
        """Of the tables whose rows are in order: their signals share one."""
        return {
            table.layout: self._timeline(table.owners, table.at_ms)
            for table in self._tables
            if _rises(table)
        }


def _table(layout: Layout, blocks: Sequence[bytes], owners: Indices) -> _Table:
    kind = record(len(layout))
    samples = np.frombuffer(b"".join(blocks), kind)
    counts = np.array([*map(len, blocks)], np.intp) // kind.itemsize
    return _Table(
        layout,
        np.repeat(owners, counts),
        np.ascontiguousarray(samples["at_ms"]),
        np.ascontiguousarray(samples["values"].T),
    )


def _rises(table: _Table) -> bool:
    other = table.owners[1:] > table.owners[:-1]
    return bool((other | (table.at_ms[1:] > table.at_ms[:-1])).all())
