"""Facts about newest samples as bits: those of one signal are compared together."""

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from gateway.triage.formulas import Bits
from gateway.triage.present import Present
from gateway.triage.prospect import Newest

Age = tuple[int, int]
"""Less than the first, in milliseconds, and not less than the second."""

_EVERY: Final = 0
_NONE: Final = 1


class Facts:
    """A row of bits for each `Newest`.

    What two of them share is looked at once: whether a signal is fresh, and whether it is at
    most so much. More than that is everything else that is fresh.
    """

    def __init__(self, asked: Sequence[Newest]) -> None:
        self._ages = _Ages(asked)
        self._bounds = _Bounds(asked)

    def over(self, present: Present) -> Bits:
        bits, bounds = self._ages.over(present), self._bounds.over(present)
        bits &= bounds[self._bounds.one]
        bits[self._bounds.between] &= bounds[self._bounds.other]
        return bits


class _Ages:
    def __init__(self, asked: Sequence[Newest]) -> None:
        fresh = dict.fromkeys((one.signal, _age(one)) for one in asked)
        signals: dict[Age, list[int]] = {}
        for signal, age in fresh:
            signals.setdefault(age, []).append(signal)
        self._signals = signals
        rows = [(signal, age) for age, own in signals.items() for signal in own]
        places = {each: row for row, each in enumerate(rows)}
        self._rows = np.array([places[one.signal, _age(one)] for one in asked], np.intp)

    def over(self, present: Present) -> Bits:
        fresh = [
            self._fresh(present, age, [present.row(signal) for signal in signals])
            for age, signals in self._signals.items()
        ]
        empty = np.empty((0, -(-len(present.at_ms) // 8)), np.uint8)
        return np.concatenate([empty, *fresh])[self._rows]

    @staticmethod
    def _fresh(present: Present, age: Age, rows: Sequence[int]) -> Bits:
        lasting_ms, resting_ms = age
        times = present.times[rows]
        there = times > present.at_ms - lasting_ms
        if resting_ms:
            there &= times <= present.at_ms - resting_ms
        return np.packbits(there, axis=1)


class _Bounds:
    """Of each signal, the float32 that its value is compared with: at most this?

    `one`: the row that a fact is decided by, those of the opposite behind all others; `other`:
    the second row of those that are `between` two.
    """

    def __init__(self, asked: Sequence[Newest]) -> None:
        places: dict[tuple[int, float], int] = {}
        for signal, bound in sorted(set(_bounds(asked))):
            places[signal, bound] = len(places) + 2
        self._by_signal: dict[int, npt.NDArray[np.float32]] = {}
        for signal in dict.fromkeys(signal for signal, _ in places):
            own = [bound for other, bound in places if other == signal]
            self._by_signal[signal] = np.array(own, np.float32)[:, None]
        self._count = len(places) + 2
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
        first = 2
        for signal, bounds in self._by_signal.items():
            end = first + len(bounds)
            at_most = np.less_equal(present.values[present.row(signal)], bounds)
            bits[first:end] = np.packbits(at_most, axis=1)
            first = end
        np.invert(bits[:count], out=bits[count:])
        return bits


def _age(one: Newest) -> Age:
    return one.lasting_ms, one.resting_ms


def _bounds(asked: Iterable[Newest]) -> Iterable[tuple[int, float]]:
    for one in asked:
        if one.high < np.inf:
            yield one.signal, one.high
        if one.low > -np.inf:
            yield one.signal, _below(one.low)


def _below(value: float) -> float:
    """The next float32."""
    return float(np.nextafter(np.float32(value), np.float32(-np.inf)))
