"""Vehicles that are asked together: their windows side by side, each at its own instant."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from gateway.domain.component import ComponentId
from gateway.domain.trouble_code import TroubleCode
from gateway.triage.present import Present
from gateway.triage.screen import Screen
from gateway.triage.series import Series, Store
from gateway.triage.timeline import Indices, Timeline
from gateway.triage.track import Instants
from gateway.triage.truth import Truth, Truths
from gateway.triage.window import FaultMemory, Window

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Spoken:
    """By vehicle, the samples that speak at some moment of the last span: where, how many.

    Whole: always one did, and one was taken after the span began.
    """

    firsts: Indices
    counts: Indices
    whole: Flags


class Cohort:
    """`windows[n]` is asked at `at_ms[n]`, else at its own time; nothing in them is changed."""

    def __init__(self, windows: Sequence[Window], at_ms: Instants | None = None) -> None:
        self.windows = windows
        self._now_ms = np.array([window.now_ms for window in windows], np.int64)
        self.at_ms = self._now_ms if at_ms is None else at_ms
        self._ends: dict[tuple[int, int], Indices] = {}
        self._spoken: dict[tuple[int, int, int], Spoken] = {}

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

    def spoken(self, signal: int, span_ms: int, fresh_ms: int) -> Spoken:
        """One and the same of signals that were measured and held together."""
        timeline = self.series(signal).timeline
        key = id(timeline), span_ms, fresh_ms
        known = self._spoken.get(key)
        if known is None:
            known = self._speak(timeline, timeline.firsts, span_ms, fresh_ms)
            self._spoken[key] = known
        if self._store.keeps(signal, timeline, span_ms + self._late_ms, fresh_ms):
            return known
        firsts = self._store.firsts(signal, timeline)
        if (known.firsts >= firsts).all():
            return known
        return self._speak(timeline, firsts, span_ms, fresh_ms)

    def has_spoken(self, signals: Iterable[int]) -> Flags:
        """Whether a window holds a sample of any of these."""
        spoken = np.zeros(len(self), np.bool_)
        for signal in signals:
            timeline = self._store.series(signal).timeline
            ends = timeline.firsts + timeline.counts
            spoken |= ends > self._store.firsts(signal, timeline)
        return spoken

    def held(self, signal: int, span_ms: int) -> tuple[Series, Indices]:
        """Its samples, and by vehicle the first that is left of those of the span."""
        series = self.series(signal)
        if self._store.keeps(signal, series.timeline, span_ms + self._late_ms, 0):
            return series, series.timeline.firsts
        return series, self._store.firsts(signal, series.timeline)

    def until(self, timeline: Timeline, back_ms: int = 0) -> Indices:
        """By vehicle: how many of all samples come before it, or are its own up to then."""
        key = id(timeline), back_ms
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
        first = self.windows[0].sight if self.windows else None
        if first is None or not isinstance(first.screen, Screen) or self._late_ms > 0:
            return None
        screen = first.screen
        newest = [
            sight.newest
            for window in self.windows
            if (sight := window.sight) is not None and sight.screen is screen
        ]
        if len(newest) < len(self):
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

    def _speak(
        self, timeline: Timeline, firsts: Indices, span_ms: int, fresh_ms: int
    ) -> Spoken:
        since_ms, at_ms = self.at_ms - span_ms, timeline.at_ms
        if not len(at_ms):
            none = np.zeros(len(self), np.intp)
            return Spoken(none, none, none.astype(np.bool_))
        inside = np.maximum(self.until(timeline, span_ms), firsts)
        end = np.maximum(self.until(timeline), inside)
        before = np.maximum(inside - 1, 0)
        begun = (inside > firsts) & (since_ms - at_ms[before] < fresh_ms)
        first = np.where(begun, before, inside)
        whole = begun & (end > inside)
        whole &= self.at_ms - at_ms[np.maximum(end - 1, 0)] < fresh_ms
        gaps = timeline.gaps(fresh_ms)
        if len(gaps):
            whole &= gaps.searchsorted(first) == gaps.searchsorted(np.maximum(end - 1, first))
        return Spoken(first, end - first, whole)


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
