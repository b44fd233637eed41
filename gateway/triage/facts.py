"""Facts about newest samples as bits: what they share is looked at once."""

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np

from gateway.triage.formulas import Bits
from gateway.triage.present import Present, Wanted
from gateway.triage.prospect import Newest

Age = tuple[int, int]
"""Less than the first, in milliseconds, and not less than the second."""

_MANY: Final = 2_500
"""Reports or vehicles. Fewer are compared with all bounds in one go, as numpy's calls take most
of the time; of more, each signal's values are brought only once into the processor's cache."""
_EVERY: Final = 0
_NONE: Final = 1


class Facts:
    """A row of bits for each `Newest`.

    Looked at are whether a signal is fresh, and whether it is at most so much; more than that
    is everything else that is fresh.
    """

    def __init__(self, asked: Sequence[Newest]) -> None:
        self._ages = _Ages(asked)
        self._bounds = _Bounds(asked)

    def over(self, present: Present) -> Bits:
        bits, bounds = self._ages.over(present), self._bounds.over(present)
        bits &= bounds.take(self._bounds.one, axis=0)
        bits[self._bounds.between] &= bounds[self._bounds.other]
        return bits


class _Ages:
    """Of each signal and age: is its newest sample so old?"""

    def __init__(self, asked: Sequence[Newest]) -> None:
        places = {each: row for row, each in enumerate(dict.fromkeys(map(_aged, asked)))}
        self._signals = Wanted(signal for signal, _ in places)
        self._lasting_ms = np.array([age[0] for _, age in places], np.float64)[:, None]
        resting_ms = np.array([age[1] for _, age in places], np.float64)[:, None]
        self._resting = np.flatnonzero(resting_ms)
        self._resting_ms = resting_ms[self._resting]
        self._rows = np.array([places[_aged(one)] for one in asked], np.intp)

    def over(self, present: Present) -> Bits:
        age_ms = present.at_ms - present.times.take(self._signals.rows(present), axis=0)
        there = age_ms < self._lasting_ms
        if len(self._resting):
            there[self._resting] &= age_ms[self._resting] >= self._resting_ms
        return np.packbits(there, axis=1).take(self._rows, axis=0)


class _Bounds:
    """Of each signal, the float32 that its value is compared with: at most this?

    `one`: the row that a fact is decided by, those of the opposite behind all others; `other`:
    the second row of those that are `between` two.
    """

    def __init__(self, asked: Sequence[Newest]) -> None:
        bounds = sorted(set(_bounds(asked)))
        places = {each: row for row, each in enumerate(bounds, 2)}
        self._signals = Wanted(signal for signal, _ in bounds)
        self._bounds = np.array([bound for _, bound in bounds], np.float32)[:, None]
        own: dict[int, list[float]] = {}
        for signal, bound in bounds:
            own.setdefault(signal, []).append(bound)
        self._by_signal = {
            signal: np.array(each, np.float32)[:, None] for signal, each in own.items()
        }
        self._count = len(bounds) + 2
        high = np.array([places.get((o.signal, o.high), _EVERY) for o in asked], np.intp)
        lows = [places.get((one.signal, _below(one.low)), _NONE) for one in asked]
        low = np.array(lows, np.intp) + self._count
        self.one = np.where(high == _EVERY, low, high)
        self.between = np.flatnonzero((high != _EVERY) & (low != _NONE + self._count))
        self.other = low[self.between]

    def over(self, present: Present) -> Bits:
        """At most each, and behind them the opposites."""
        width, count = -(-len(present.at_ms) // 8), self._count
        bits = np.empty((2 * count, width), np.uint8)
        bits[_EVERY], bits[_NONE] = 0xFF, 0
        if len(present.at_ms) < _MANY:
            values = present.values.take(self._signals.rows(present), axis=0)
            bits[2:count] = np.packbits(values <= self._bounds, axis=1)
        else:
            first = 2
            for signal, bounds in self._by_signal.items():
                end = first + len(bounds)
                at_most = present.values[present.rows[signal]] <= bounds
                bits[first:end] = np.packbits(at_most, axis=1)
                first = end
        np.invert(bits[:count], out=bits[count:])
        return bits


def _aged(one: Newest) -> tuple[int, Age]:
    return one.signal, (one.lasting_ms, one.resting_ms)


def _bounds(asked: Iterable[Newest]) -> Iterable[tuple[int, float]]:
    for one in asked:
        if one.high < np.inf:
            yield one.signal, one.high
        if one.low > -np.inf:
            yield one.signal, _below(one.low)


def _below(value: float) -> float:
    """The next float32."""
    return float(np.nextafter(np.float32(value), np.float32(-np.inf)))
