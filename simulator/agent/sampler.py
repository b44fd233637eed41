"""Gathers what the car measures and packs it into telemetry batches."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from proto.v1.signals_pb2 import VEHICLE_PHASE, SignalNumber
from proto.v1.telemetry_pb2 import Matrix, Telemetry
from simulator.days.day_plan import Phase

BATCH_S = 10.0
ASLEEP_EVERY_S = 60.0


class Samples(Protocol):
    """One clock: `times_s` float64[n] in world seconds, `values` float32[n, k]."""

    @property
    def signals(self) -> tuple[int, ...]: ...

    @property
    def times_s(self) -> NDArray[np.float64]: ...

    @property
    def values(self) -> NDArray[np.float32]: ...


class Measuring(Protocol):
    def samples(self, from_s: float, to_s: float) -> Samples:
        """What was measured after `from_s` and up to `to_s`, world seconds."""


@dataclass(slots=True)
class Sampler:
    """All that was measured up to `done_s` is in a batch.

    Of a sleeping car that is the second in which it fell asleep, and one a minute from then on;
    unless somebody is at work on it (`busy`).
    """

    car: Measuring
    done_s: float
    busy: Callable[[], bool] = lambda: False
    _asleep: bool = field(default=False, init=False)
    _told_s: float = field(default=-math.inf, init=False)

    def batches(self, now_s: float) -> list[tuple[float, Telemetry]]:
        """Every full batch at `now_s` with the world time of its start; none without rows."""
        count = int((now_s - self.done_s) // BATCH_S)
        if count < 1:
            return []
        begun_s, self.done_s = self.done_s, self.done_s + count * BATCH_S
        samples = self.car.samples(begun_s, self.done_s)
        told = self._told(samples)
        starts_s = [begun_s + BATCH_S * number for number in range(count)]
        ends = samples.times_s.searchsorted([each + BATCH_S for each in starts_s], "right")
        firsts = [0, *ends[:-1]]
        batches = []
        for started_s, first, end in zip(starts_s, firsts, ends, strict=True):
            rows = first + np.flatnonzero(told[first:end])
            if rows.size:
                batches.append((started_s, _pack(samples, rows, started_s)))
        return batches

    def _told(self, samples: Samples) -> NDArray[np.bool_]:
        """Which of these rows anybody hears of."""
        asleep = samples.values[:, samples.signals.index(VEHICLE_PHASE)] == Phase.ASLEEP
        told = np.ones(len(asleep), np.bool_)
        if self.busy() or not asleep.any():
            self._asleep = bool(asleep[-1:].any())
            self._told_s = self.done_s
            return told
        for row, sleeps in enumerate(asleep.tolist()):
            at_s = float(samples.times_s[row])
            told[row] = not (sleeps and self._asleep) or at_s - self._told_s >= ASLEEP_EVERY_S
            self._asleep = sleeps
            if told[row]:
                self._told_s = at_s
        return told


def _pack(samples: Samples, rows: NDArray[np.intp], started_s: float) -> Telemetry:
    offsets_ms = np.rint((samples.times_s[rows] - started_s) * 1000)
    matrix = Matrix(
        signals=_names(samples.signals),
        offsets_ms=offsets_ms.astype("<u4").tobytes(),
        values=samples.values[rows].astype("<f4").tobytes(),
    )
    return Telemetry(matrices=[matrix])


@cache
def _names(signals: tuple[int, ...]) -> tuple[str, ...]:
    """All cars of a type measure the same."""
    return tuple(SignalNumber.Name(number) for number in signals)
