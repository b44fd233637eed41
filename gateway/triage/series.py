"""Samples of many vehicles, one vehicle's after another's, as their windows hold them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np
import numpy.typing as npt

from gateway.triage.block import Layout, record
from gateway.triage.recent import Keeps, Recent
from gateway.triage.timeline import Indices, Timeline
from gateway.triage.track import EMPTY, MOST_SAMPLES, Instants, Track

Values = npt.NDArray[np.float32]
Rows = npt.NDArray[np.void]

_FOLD = 64
"""Rows that are summed up side by side."""


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


@dataclass(frozen=True, eq=False)
class _Table:
    """Rows of one layout: `owners` do not fall, and `counts` says how many each has."""

    layout: Layout
    rows: Rows
    counts: Indices
    now_ms: Instants

    @cached_property
    def at_ms(self) -> Instants:
        return np.ascontiguousarray(self.rows["at_ms"])

    @cached_property
    def timeline(self) -> Timeline | None:
        """None where a row is not later than the one before."""
        rises = self.at_ms[1:] > self.at_ms[:-1]
        ends = np.cumsum(self.counts[:-1])
        rises[ends[(ends > 0) & (ends < len(self.at_ms))] - 1] = True
        return Timeline(self.at_ms, self.counts, self.now_ms) if rises.all() else None

    def owners(self) -> Indices:
        return np.repeat(np.arange(len(self.counts), dtype=np.intp), self.counts)

    @cached_property
    def flat(self) -> Values:
        """Row by row; an event time takes two places."""
        return self.rows.view(np.float32)

    def column(self, signal: int) -> Values:
        return self.flat[2 + self.layout.index(signal) :: 2 + len(self.layout)]

    def is_whole(self, signal: int) -> bool:
        """Whether that was measured in every row."""
        return bool(self._whole[self.layout.index(signal)])

    @cached_property
    def _whole(self) -> npt.NDArray[np.bool_]:
        """By column: what is not measured spreads in a sum; one that overflows is in doubt."""
        width = len(self.layout) + 2
        numbers = self.flat.reshape(-1, width)
        folded = len(numbers) - len(numbers) % _FOLD
        with np.errstate(all="ignore"):
            sums = numbers[:folded].reshape(-1, _FOLD * width).sum(axis=0, dtype=np.float32)
            last = numbers[folded:].sum(axis=0, dtype=np.float32)
            whole = np.isfinite(sums.reshape(_FOLD, width).sum(axis=0) + last)
        return np.asarray(whole[2:])


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

    def keeps(self, signal: int, timeline: Timeline, hold_ms: int, fresh_ms: int) -> bool:
        """Whether windows have cut off nothing of so much; `hold_ms`: before their newest."""
        kept = [keeps.get(signal) for keeps, _ in self._cuts]
        return timeline.most <= MOST_SAMPLES and all(
            keep is not None and hold_ms <= keep.hold_ms and fresh_ms <= keep.fresh_ms
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

    def _in_order(self, table: _Table, timeline: Timeline, signal: int) -> Series:
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
    def _tables(self) -> list[_Table]:
        held = [one.blocks for one in self._recent]
        owners = np.repeat(np.array(self._rows, np.intp), [*map(len, held)])
        known = next((blocks[0][0] for blocks in held if blocks), ())
        packed = [rows for own in held for layout, _, _, _, rows in own if layout is known]
        if packed and len(packed) == len(owners):
            return [self._table(known, packed, owners)]
        blocks = [*chain.from_iterable(held)]
        tables = []
        for layout in dict.fromkeys(block[0] for block in blocks):
            own = [number for number, block in enumerate(blocks) if block[0] == layout]
            tables.append(self._table(layout, [blocks[n][4] for n in own], owners[own]))
        return tables

    def _table(self, layout: Layout, packed: Sequence[bytes], owners: Indices) -> _Table:
        kind = record(len(layout))
        rows = np.frombuffer(b"".join(packed), kind)
        sizes = np.fromiter(map(len, packed), np.intp, len(packed)) // kind.itemsize
        counts = np.bincount(owners, sizes, len(self._now_ms)).astype(np.intp)
        return _Table(layout, rows, counts, self._now_ms)
