"""Gathers what the car measures and packs it into telemetry batches."""

from dataclasses import dataclass
from functools import cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from proto.v1.signals_pb2 import SignalNumber
from proto.v1.telemetry_pb2 import Matrix, Telemetry

BATCH_S = 10.0


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
    """All that was measured up to `done_s` is in a batch."""

    car: Measuring
    done_s: float

    def batches(self, now_s: float) -> list[tuple[float, Telemetry]]:
        """Every batch that is full at `now_s`, with the world time of its start."""
        full = []
        while now_s - self.done_s >= BATCH_S:
            full.append((self.done_s, self._pack(self.done_s + BATCH_S)))
            self.done_s += BATCH_S
        return full

    def _pack(self, to_s: float) -> Telemetry:
        samples = self.car.samples(self.done_s, to_s)
        offsets_ms = np.rint((samples.times_s - self.done_s) * 1000)
        matrix = Matrix(
            signals=_names(samples.signals),
            offsets_ms=offsets_ms.astype("<u4").tobytes(),
            values=samples.values.astype("<f4").tobytes(),
        )
        return Telemetry(matrices=[matrix])


@cache
def _names(signals: tuple[int, ...]) -> tuple[str, ...]:
    """All cars of a type measure the same."""
    return tuple(SignalNumber.Name(number) for number in signals)
