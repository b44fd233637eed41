"""The signals that every simulated car measures, as columns of one matrix."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from proto.v1.signals_pb2 import SignalNumber

SIGNALS: Final = tuple(sorted(number for number in SignalNumber.values() if number))
COLUMN: Final[Mapping[int, int]] = MappingProxyType(
    {signal: column for column, signal in enumerate(SIGNALS)}
)


@dataclass(frozen=True, slots=True)
class Matrix:
    """Samples on one clock.

    `signals` names the k columns, `times_s` float64[n] is the world clock and does not fall,
    `values` is float32[n, k] in the units that the signals' names carry.
    """

    signals: tuple[int, ...]
    times_s: NDArray[np.float64]
    values: NDArray[np.float32]
