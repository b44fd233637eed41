"""Vehicles that are asked together: their windows side by side, each at its own instant."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat
from operator import is_

import numpy as np
import numpy.typing as npt

from gateway.domain.component import ComponentId
from gateway.domain.trouble_code import TroubleCode
from gateway.triage.present import UNHEARD, Present, Samples, present
from gateway.triage.screen import Screen
from gateway.triage.series import Indices, Series, Store, Timeline, Values
from gateway.triage.track import Instants
from gateway.triage.truth import Truth, Truths
from gateway.triage.window import FaultMemory, Window

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Where samples stand, [samples, vehicles]; a vehicle's last one is repeated at its end.

    `counts`: how many there are of each vehicle. `whole`: at no moment none of them spoke.
    """

    indices: Indices
    counts: Indices
    whole: Flags

    def begin_before(self, firsts: Indices) -> bool:
        some = self.counts > 0
        return bool(len(self.indices)) and bool((self.indices[0] < firsts)[some].any())


class Cohort:
    """`windows[n]` is asked at `at_ms[n]`; nothing in them is changed."""

    def __init__(self, windows: Sequence[Window], at_ms: Instants) -> None:
        self.windows = windows
        self.at_ms = at_ms
        self._ends: dict[tuple[int, int], Indices] = {}
        self._speaking: dict[tuple[int, int, int], Places] = {}
        self._spoken: dict[tuple[int, int, int], tuple[Values, Places]] = {}
        self._words: dict[ComponentId, _Words] = {}

    @cached_property
    def _store(self) -> Store:
        return Store(self.windows)

    def __len__(self) -> int:
        return len(self.windows)

    def present(self, signals: Iterable[int]) -> Present:
        """The newest samples of these at their instants, as far as windows still hold them."""
        known = self._at_hand()
        newest = [known[each] if each in known else self._look_up(each) for each in signals]
        rows = {signal: row for row, signal in enumerate(signals)}
        stacked = np.stack(newest) if newest else np.empty((0, len(self)), np.complex128)
        return present(rows, stacked, self.at_ms)

    def speaking(self, signal: int, span_ms: int, fresh_ms: int) -> tuple[Values, Places]:
        """The samples that speak at some moment of the last span, in their order.

        Whole: always one did, and one was taken after the span began.
        """
        key = signal, span_ms, fresh_ms
        known = self._spoken.get(key)
        if known is None:
            series = self._store.series(signal)
            places = self._all_speaking(series.timeline, span_ms, fresh_ms)
            if places.begin_before(series.firsts):
                places = self._speak(series.timeline, series.firsts, span_ms, fresh_ms)
            known = self._spoken[key] = series.values.take(places.indices), places
        return known

    def has_spoken(self, signals: Iterable[int]) -> Flags:
        """Whether a window holds a sample of any of these."""
        spoken = np.zeros(len(self), np.bool_)
        for signal in signals:
            series = self._store.series(signal)
            spoken |= series.ends > series.firsts
        return spoken

    def taken(
        self, signal: int, after_ms: int, until_ms: int = 0
    ) -> tuple[Series, Indices, Indices]:
        """Where those samples begin and end that are younger than the first, not the second."""
        series = self._store.series(signal)
        first = np.maximum(self._until(series.timeline, after_ms), series.firsts)
        return series, first, np.maximum(self._until(series.timeline, until_ms), first)

    def told(
        self,
        component: ComponentId,
        code: TroubleCode | None,
        says: Callable[[FaultMemory | None], Truth],
    ) -> Truths:
        """What the newest words of a component come to; `code`: all that is read of them."""
        words = self._words.get(component)
        if words is None:
            words = self._words[component] = _Words(self.windows, component)
        truths = np.where(self.at_ms >= words.at_ms, says(_BLANK), says(None)).astype(np.int8)
        for row in words.telling(code):
            if self.at_ms[row] >= words.at_ms[row]:
                truths[row] = says(self.windows[row].memories[component])
        return truths

    def _at_hand(self) -> Mapping[int, Samples]:
        """By signal, what the windows' sights say: all of one screen, and not of the future."""
        sights = [window.sight for window in self.windows if window.sight is not None]
        if not sights or len(sights) < len(self):
            return {}
        screens, tracks, memories, newest, _, _ = zip(*sights, strict=True)
        screen = screens[0]
        fits = all(map(is_, tracks, [window.tracks for window in self.windows]))
        fits &= all(map(is_, memories, [window.memories for window in self.windows]))
        if (
            not isinstance(screen, Screen)
            or not fits
            or not all(map(is_, screens, repeat(screen)))
        ):
            return {}
        now_ms = np.array([window.now_ms for window in self.windows], np.int64)
        if (now_ms > self.at_ms).any():
            return {}
        return screen.known(newest, now_ms)

    def _look_up(self, signal: int) -> Samples:
        series = self._store.series(signal)
        last = self._until(series.timeline, 0) - 1
        there = last >= series.firsts
        newest = np.full(len(self), UNHEARD)
        newest.real[there] = series.timeline.at_ms[last[there]]
        newest.imag[there] = series.values[last[there]]
        return newest

    def _until(self, timeline: Timeline, back_ms: int) -> Indices:
        key = id(timeline), back_ms
        known = self._ends.get(key)
        if known is None:
            known = self._ends[key] = timeline.until(self.at_ms - back_ms)
        return known

    def _all_speaking(self, timeline: Timeline, span_ms: int, fresh_ms: int) -> Places:
        key = id(timeline), span_ms, fresh_ms
        known = self._speaking.get(key)
        if known is None:
            known = self._speak(timeline, timeline.firsts, span_ms, fresh_ms)
            self._speaking[key] = known
        return known

    def _speak(
        self, timeline: Timeline, firsts: Indices, span_ms: int, fresh_ms: int
    ) -> Places:
        since_ms, size = self.at_ms - span_ms, len(timeline.at_ms)
        if not size:
            none = np.zeros(len(self), np.intp)
            return Places(np.empty((0, len(self)), np.intp), none, none.astype(np.bool_))
        inside = np.maximum(self._until(timeline, span_ms), firsts)
        end = np.maximum(self._until(timeline, 0), inside)
        before = np.maximum(inside - 1, 0)
        begun = (inside > firsts) & (since_ms - timeline.at_ms[before] < fresh_ms)
        first = np.where(begun, before, inside)
        indices = repeated(first, end - first, size)
        times = timeline.at_ms.take(indices)
        whole = begun & (end > inside)
        if len(times):
            whole &= self.at_ms - times[-1] < fresh_ms
            whole &= (times[1:] - times[:-1] <= fresh_ms).all(axis=0)
        return Places(indices, end - first, whole)


_BLANK = FaultMemory(order=(0, 0, 0), at_ms=0, operation_cycle=0, entries={})


class _Words:
    """When a component said its newest words, and whose say more than nothing."""

    def __init__(self, windows: Sequence[Window], component: ComponentId) -> None:
        self.at_ms = np.full(len(windows), np.iinfo(np.int64).max)
        self._listing: dict[TroubleCode, list[int]] = {}
        self._all: list[int] = []
        for row, window in enumerate(windows):
            memory = window.memories.get(component)
            if memory is not None:
                self.at_ms[row] = memory.at_ms
                self._all.append(row)
                for code in memory.entries:
                    self._listing.setdefault(code, []).append(row)

    def telling(self, code: TroubleCode | None) -> Sequence[int]:
        return self._all if code is None else self._listing.get(code, ())


def repeated(first: Indices, counts: Indices, size: int) -> Indices:
    """[samples, vehicles]: those from `first` on; a vehicle's last one stands for more."""
    steps = np.arange(int(counts.max(initial=0)), dtype=np.intp)[:, None]
    indices = first + np.minimum(steps, np.maximum(counts - 1, 0))
    return np.minimum(indices, max(size - 1, 0), out=indices)
