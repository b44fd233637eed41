"""The newest sample of each signal, of many reports or vehicles side by side."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Moments = npt.NDArray[np.float64]
"""Event times in milliseconds; before everything is minus infinity."""
Samples = npt.NDArray[np.complex128]
"""Event time + value · i: of two, numpy takes the later for the greater, then the larger."""

UNHEARD: Final = complex(-np.inf, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """What is known at `at_ms`, [n]; `times` and `values`, float32: [signals, n].

    No sample is later than the instant at which it is asked for.
    """

    rows: Mapping[int, int]
    at_ms: Moments
    times: Moments
    values: npt.NDArray[np.float32]

    def rows_of(self, signals: Iterable[int]) -> npt.NDArray[np.intp]:
        return np.array([self.rows[signal] for signal in signals], np.intp)


class Wanted:
    """Some signals, whose rows are looked up anew only when they lie elsewhere than before."""

    def __init__(self, signals: Iterable[int]) -> None:
        self._signals = tuple(signals)
        self._found: tuple[Mapping[int, int], npt.NDArray[np.intp]] | None = None

    def rows(self, present: Present) -> npt.NDArray[np.intp]:
        found = self._found
        if found is None or found[0] is not present.rows:
            found = self._found = present.rows, present.rows_of(self._signals)
        return found[1]


def present(rows: Mapping[int, int], newest: Samples, at_ms: npt.NDArray[np.int64]) -> Present:
    """`rows`: where each signal stands in `newest`, [signals, n]."""
    return Present(
        rows=rows,
        at_ms=at_ms.astype(np.float64),
        times=np.ascontiguousarray(newest.real),
        values=newest.imag.astype(np.float32),
    )
