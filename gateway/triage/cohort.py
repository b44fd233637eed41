"""Vehicles that are asked together: their windows side by side, each at its own instant."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from operator import attrgetter

import numpy as np
import numpy.typing as npt

from gateway.domain.component import ComponentId
from gateway.domain.trouble_code import TroubleCode
from gateway.triage.held import Held
from gateway.triage.present import Present
from gateway.triage.screen import Screen
from gateway.triage.series import Series, Store
from gateway.triage.table import Table
from gateway.triage.timeline import Indices, Timeline
from gateway.triage.track import MOST_SAMPLES, Instants, Keep
from gateway.triage.truth import Truth, Truths
from gateway.triage.window import FaultMemory, Window

Flags = npt.NDArray[np.bool_]

_NOW, _SIGHT = attrgetter("now_ms"), attrgetter("sight")
_SCREEN, _NEWEST = attrgetter("screen"), attrgetter("newest")
"""Steps through thousands of objects, none of them in a cache: the shorter each is, the more
of these a processor fetches ahead."""


class Cohort:
    """`windows[n]` is asked at `at_ms[n]`, else at its own time; nothing in them is changed."""

    def __init__(self, windows: Sequence[Window], at_ms: Instants | None = None) -> None:
        self.windows = windows
        self._now_ms = np.fromiter(map(_NOW, windows), np.int64, len(windows))
        self.at_ms = self._now_ms if at_ms is None else at_ms
        self._ends: dict[tuple[Timeline, int], Indices] = {}
        self._table: Table | None = None

    @cached_property
    def _store(self) -> Store:
        return Store([window.tracks for window in self.windows], self._now_ms)

    @cached_property
    def _late_ms(self) -> int:
        """By how much windows have gone on since they are asked about."""
        return int((self._now_ms - self.at_ms).max(initial=0))

    def __len__(self) -> int:
        return len(self.windows)

    def present(self, signals: Iterable[int]) -> Present:
        """The newest samples at their instants, of these signals and perhaps of others.

        As far as windows still hold them.
        """
        sighted, wanted = self._sighted, [*signals]
        if sighted is not None and sighted.rows.keys() >= {*wanted}:
            return sighted
        rows = {signal: row for row, signal in enumerate(wanted)}
        shape = len(rows), len(self)
        times, values = np.full(shape, -np.inf), np.zeros(shape, np.float32)
        for signal, row in rows.items():
            series = self.series(signal)
            last = self.until(series.timeline) - 1
            there = np.flatnonzero(last >= self._store.firsts(signal, series.timeline))
            times[row, there] = series.timeline.at_ms[last[there]]
            values[row, there] = series.values[last[there]]
        at_ms = self.at_ms.astype(np.float64)
        return Present(rows=rows, at_ms=at_ms, times=times, values=values)

    def series(self, signal: int) -> Series:
        return self._store.series(signal)

    def bring(self, anyone: Flags) -> None:
        """Have the rows of these vehicles at hand."""
        self._table = self._store.table(anyone)

    def shared(self, signals: Sequence[int], keep: Keep) -> Held | None:
        """The rows that were brought; `keep`: what is read of those signals."""
        table = self._table
        if table is None or table.timeline is None:
            return None
        kept = {signal for signal in {*signals} if self._keeps(signal, keep)}
        places = {signal: place for place, signal in enumerate(table.layout, 2)}
        return Held(
            timeline=table.timeline,
            firsts=table.timeline.firsts,
            flat=table.flat,
            width=2 + len(table.layout),
            places=np.array([places.get(s, -1) if s in kept else -1 for s in signals], np.intp),
        )

    def held(self, signal: int, keep: Keep, conditions: int) -> Held:
        """The samples of one signal, however they were sent; so many conditions read it."""
        series = self.series(signal)
        timeline = series.timeline
        is_whole = timeline.most <= MOST_SAMPLES and self._keeps(signal, keep)
        return Held(
            timeline=timeline,
            firsts=timeline.firsts if is_whole else self._store.firsts(signal, timeline),
            flat=series.flat,
            width=series.width,
            places=np.full(conditions, series.place),
        )

    def part(self, rows: Indices) -> "Cohort":
        """Of these vehicles."""
        return Cohort([self.windows[row] for row in rows.tolist()], self.at_ms[rows])

    def _keeps(self, signal: int, keep: Keep) -> bool:
        """Whether all windows look back so far from the instants that are asked about."""
        return self._store.keeps(signal, Keep(keep.hold_ms + self._late_ms, keep.fresh_ms))

    def has_spoken(self, signals: Iterable[int]) -> Flags:
        """Whether a window holds a sample of any of these."""
        spoken = np.zeros(len(self), np.bool_)
        for signal in signals:
            timeline = self._store.series(signal).timeline
            ends = timeline.firsts + timeline.counts
            spoken |= ends > self._store.firsts(signal, timeline)
        return spoken

    def until(self, timeline: Timeline, back_ms: int = 0) -> Indices:
        """By vehicle: how many of all samples come before it, or are its own up to then."""
        key = timeline, back_ms
        known = self._ends.get(key)
        if known is None:
            known = self._ends[key] = timeline.until(self.at_ms - back_ms)
        return known

    def told(
        self,
        component: ComponentId,
        code: TroubleCode | None,
        says: Callable[[FaultMemory | None], Truth],
    ) -> Truths:
        """What the newest words of a component come to; `code`: all that is read of them."""
        words = self._words.get(component, _SILENT)
        truths = np.full(len(self), says(None), np.int8)
        heard = np.array(
            [row for row, at_ms in words.at_ms.items() if at_ms <= self.at_ms[row]], np.intp
        )
        truths[heard] = says(_BLANK)
        for row in words.telling(code):
            if words.at_ms[row] <= self.at_ms[row]:
                truths[row] = says(self.windows[row].memories[component])
        return truths

    @cached_property
    def _words(self) -> Mapping[ComponentId, "_Words"]:
        """Most windows hold none."""
        words: dict[ComponentId, _Words] = {}
        for row, window in enumerate(self.windows):
            if window.memories:
                for component, memory in window.memories.items():
                    words.setdefault(component, _Words()).learn(row, memory)
        return words

    @cached_property
    def _sighted(self) -> Present | None:
        """What one screen of all windows has kept beside them; None where it has not."""
        sights = [*map(_SIGHT, self.windows)]
        if not sights or None in sights or self._late_ms > 0:
            return None
        screens, newest = [*map(_SCREEN, sights)], [*map(_NEWEST, sights)]
        screen = screens[0]
        if not isinstance(screen, Screen) or screens.count(screen) < len(screens):
            return None
        samples = np.frombuffer(b"".join(newest), np.complex128).reshape(len(newest), -1).T
        times, values = samples.real.copy(order="C"), samples.imag.astype(np.float32, order="C")
        numbers = screen.lanes.numbers
        keeps = [screen.keeps[signal] for signal in numbers]
        held_ms = np.array([keep.reach_ms for keep in keeps], np.float64)
        gone = times <= self._now_ms.astype(np.float64) - held_ms[:, None]
        if gone.any():
            times[gone] = -np.inf
        rows = {signal: row for row, signal in enumerate(numbers)}
        at_ms = self.at_ms.astype(np.float64)
        return Present(rows=rows, at_ms=at_ms, times=times, values=values)


_BLANK = FaultMemory(order=(0, 0, 0), at_ms=0, operation_cycle=0, entries={})


class _Words:
    """Who has heard from a component, when, and of which codes."""

    def __init__(self) -> None:
        self.at_ms: dict[int, int] = {}
        self._listing: dict[TroubleCode, list[int]] = {}

    def learn(self, row: int, memory: FaultMemory) -> None:
        self.at_ms[row] = memory.at_ms
        for code in memory.entries:
            self._listing.setdefault(code, []).append(row)

    def telling(self, code: TroubleCode | None) -> Iterable[int]:
        return self.at_ms if code is None else self._listing.get(code, ())


_SILENT = _Words()
