"""Samples of many vehicles, one vehicle's after another's, as their windows hold them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, compress

import numpy as np
import numpy.typing as npt

from gateway.triage.block import Block, Layout, record
from gateway.triage.recent import Keeps, Recent
from gateway.triage.table import Table, Values
from gateway.triage.timeline import Indices, Timeline
from gateway.triage.track import EMPTY, MOST_SAMPLES, Instants, Keep, Track

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """The samples of one signal: sample `n` is `flat[n * width + place]`."""

    timeline: Timeline
    flat: Values
    width: int = 1
    place: int = 0

    @property
    def values(self) -> Values:
        return self.flat[self.place :: self.width]


class Store:
    """All that these windows hold, put in order signal by signal when somebody asks."""

    def __init__(self, tracks: Sequence[Mapping[int, Track]], now_ms: Instants) -> None:
        self._now_ms = now_ms
        self._known: dict[int, Series] = {}
        self._recent = [one for one in tracks if type(one) is Recent]
        self._rows: Sequence[int] = range(len(tracks))
        self._others: list[tuple[int, Mapping[int, Track]]] = []
        if len(self._recent) < len(tracks):
            self._rows = [row for row, one in enumerate(tracks) if type(one) is Recent]
            mine = {*self._rows}
            self._others = [(row, one) for row, one in enumerate(tracks) if row not in mine]
        settled = [one.settled for one in self._recent]
        if any(settled):
            self._others += [each for each in zip(self._rows, settled, strict=True) if each[1]]

    def series(self, signal: int) -> Series:
        known = self._known.get(signal)
        if known is None:
            known = self._known[signal] = self._series(signal)
        return known

    def table(self, anyone: Flags) -> Table | None:
        """The rows of these vehicles; None where they have rows of several layouts.

        Or hold what is in no row, or more than is kept of a signal, or not in order.
        """
        if self._others:
            return None
        held = [one.blocks for one in compress(self._recent, anyone.tolist())]
        alike = _alike(held)
        if alike is None:
            return None
        owners = np.repeat(np.flatnonzero(anyone), [*map(len, held)])
        table = self._table(*alike, owners)
        most = 0 if table.timeline is None else table.timeline.most
        return table if 0 < most <= MOST_SAMPLES else None

    def keeps(self, signal: int, asked: Keep) -> bool:
        """Whether all windows look back on it so far."""
        kept = [keeps.get(signal) for keeps, _ in self._cuts]
        return all(
            keep is not None
            and asked.hold_ms <= keep.hold_ms
            and asked.reach_ms <= keep.reach_ms
            for keep in kept
        )

    def firsts(self, signal: int, timeline: Timeline) -> Indices:
        """By vehicle: its first sample that its own window still holds."""
        firsts, ends = timeline.firsts.copy(), timeline.firsts + timeline.counts
        for keeps, rows in self._cuts:
            keep = keeps.get(signal)
            firsts[rows] = (ends if keep is None else timeline.kept(keep))[rows]
        held: Indices = np.minimum(firsts, ends)
        return held

    @cached_property
    def _cuts(self) -> Sequence[tuple[Keeps, Sequence[int]]]:
        """Who looks back alike."""
        every = [one.keeps for one in self._recent]
        if not every or every.count(every[0]) == len(every):
            return [(keeps, self._rows) for keeps in every[:1]]
        cuts: dict[int, tuple[Keeps, list[int]]] = {}
        for row, keeps in zip(self._rows, every, strict=True):
            cuts.setdefault(id(keeps), (keeps, []))[1].append(row)
        return [*cuts.values()]

    def _series(self, signal: int) -> Series:
        tables = [table for table in self._tables if signal in table.layout]
        tracks = self._tracks(signal)
        if len(tables) == 1 and not tracks:
            [table] = tables
            if table.timeline is not None:
                return self._in_order(table, table.timeline, signal)
        owners = [table.owners() for table in tables]
        at_ms = [table.at_ms for table in tables]
        values = [table.column(signal) for table in tables]
        for row, track in tracks:
            owners.append(np.full(len(track.at_ms), row))
            at_ms.append(track.at_ms)
            values.append(track.values)
        if not owners:
            return Series(self._timeline(np.empty(0, np.intp), EMPTY.at_ms), EMPTY.values)
        together = np.concatenate(owners), np.concatenate(at_ms), np.concatenate(values)
        return self._sorted(*together)

    def _in_order(self, table: Table, timeline: Timeline, signal: int) -> Series:
        """Where it stands, unless it was not measured in some rows."""
        if table.is_whole(signal):
            place = 2 + table.layout.index(signal)
            return Series(timeline, table.flat, 2 + len(table.layout), place)
        values = table.column(signal)
        measured = np.isfinite(values)
        own = self._timeline(table.owners()[measured], timeline.at_ms[measured])
        return Series(own, values[measured])

    def _sorted(self, owners: Indices, at_ms: Instants, values: Values) -> Series:
        """Of two values for the same instant the larger is kept, as in a track."""
        measured = np.isfinite(values)
        owners, at_ms, values = owners[measured], at_ms[measured], values[measured]
        order = np.lexsort((values, at_ms, owners))
        owners, at_ms, values = owners[order], at_ms[order], values[order]
        last = np.append((owners[1:] != owners[:-1]) | (at_ms[1:] != at_ms[:-1]), True)
        last = last[: len(owners)]
        return Series(self._timeline(owners[last], at_ms[last]), values[last])

    def _timeline(self, owners: Indices, at_ms: Instants) -> Timeline:
        counts = np.bincount(owners, minlength=len(self._now_ms)).astype(np.intp)
        return Timeline(at_ms, counts, self._now_ms)

    def _tracks(self, signal: int) -> list[tuple[int, Track]]:
        """What is in no block."""
        own = [(row, tracks.get(signal, EMPTY)) for row, tracks in self._others]
        return [(row, track) for row, track in own if track.at_ms.size]

    @cached_property
    def _tables(self) -> list[Table]:
        held = [one.blocks for one in self._recent]
        owners = np.repeat(np.array(self._rows, np.intp), [*map(len, held)])
        alike = _alike(held)
        if alike is not None:
            return [self._table(*alike, owners)]
        blocks = [*chain.from_iterable(held)]
        tables = []
        for layout in dict.fromkeys(block[0] for block in blocks):
            own = [number for number, block in enumerate(blocks) if block[0] == layout]
            tables.append(self._table(layout, [blocks[n][4] for n in own], owners[own]))
        return tables

    def _table(self, layout: Layout, packed: Sequence[bytes], owners: Indices) -> Table:
        kind = record(len(layout))
        rows = np.frombuffer(b"".join(packed), kind)
        sizes = np.fromiter(map(len, packed), np.intp, len(packed)) // kind.itemsize
        counts = np.bincount(owners, sizes, len(self._now_ms)).astype(np.intp)
        return Table(layout, rows, counts, self._now_ms)


def _alike(held: Sequence[Sequence[Block]]) -> tuple[Layout, list[bytes]] | None:
    """The rows of all; None where there are none, or of several layouts."""
    known = next((blocks[0][0] for blocks in held if blocks), ())
    packed = [rows for own in held for layout, _, _, _, rows in own if layout is known]
    return (known, packed) if packed and len(packed) == sum(map(len, held)) else None
