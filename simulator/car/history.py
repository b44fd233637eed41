"""The last minute of a car's samples, one row a second, and whatever is still to be fetched."""

import math
from collections import deque
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.car_types.signal_model import SignalModel

KEPT_S: Final = 60


@dataclass(frozen=True, slots=True)
class Matrix:
    """Samples on one clock.

    `signals` names the k columns, `times_s` float64[n] is the world clock and does not fall,
    `values` is float32[n, k] in the units that the signals' names carry.
    """

    signals: tuple[int, ...]
    times_s: NDArray[np.float64]
    values: NDArray[np.float32]


class History:
    """Rows of consecutive whole seconds; rows older than KEPT_S are forgotten.

    Once somebody fetches rows, those that come after the last fetched one wait for them: a
    world that was held up leaves nothing out.
    """

    __slots__ = ("_fetched_s", "_model", "_stretches")

    def __init__(self, model: SignalModel) -> None:
        self._model = model
        self._stretches: deque[tuple[int, NDArray[np.float32]]] = deque()
        self._fetched_s = math.inf

    def append(self, first_s: int, values: NDArray[np.float32]) -> None:
        """Add the rows of the seconds `first_s`, `first_s` + 1 ..."""
        self._stretches.append((first_s, values))
        needed_s = min(first_s + len(values) - 1 - KEPT_S, self._fetched_s)
        while self._stretches[0][0] + len(self._stretches[0][1]) <= needed_s:
            self._stretches.popleft()

    def latest(self, signal: int) -> float:
        return float(self._stretches[-1][1][-1, self._model.column[signal]])

    def at(self, signal: int, now_s: float) -> float:
        """The newest value not after `now_s`, or the oldest one that is kept."""
        column = self._model.column[signal]
        for first_s, values in reversed(self._stretches):
            if first_s <= now_s:
                return float(values[min(int(now_s) - first_s, len(values) - 1), column])
        return float(self._stretches[0][1][0, column])

    def between(self, from_s: float, to_s: float) -> Matrix:
        """Fetch the rows with from_s < time <= to_s that are still kept."""
        self._fetched_s = to_s
        signals = self._model.signals
        first_s, newest = self._stretches[-1]
        if (first_s, first_s + len(newest)) == (from_s // 1 + 1, to_s // 1 + 1):
            times_s = np.arange(first_s, first_s + len(newest), dtype=np.float64)
            return Matrix(signals, times_s, newest)
        times: list[NDArray[np.float64]] = [np.empty(0)]
        rows: list[NDArray[np.float32]] = [np.empty((0, len(signals)), dtype=np.float32)]
        for first_s, values in self._stretches:
            low = max(int(from_s // 1) + 1 - first_s, 0)
            high = min(int(to_s // 1) + 1 - first_s, len(values))
            if low < high:
                times.append(np.arange(first_s + low, first_s + high, dtype=np.float64))
                rows.append(values[low:high])
        return Matrix(signals, np.concatenate(times), np.concatenate(rows))
