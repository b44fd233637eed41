"""Rows of many vehicles, one vehicle's after another's, as they were sent."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from gateway.triage.block import Layout
from gateway.triage.timeline import Indices, Timeline
from gateway.triage.track import Instants

Values = npt.NDArray[np.float32]
Rows = npt.NDArray[np.void]

_FOLD = 64
"""Rows that are summed up side by side."""


@dataclass(frozen=True, eq=False)
class Table:
    """Rows of one layout: `counts` says how many each vehicle has."""

    layout: Layout
    rows: Rows
    counts: Indices
    now_ms: Instants

    @cached_property
    def at_ms(self) -> Instants:
        return np.ascontiguousarray(self.rows["at_ms"])

    @cached_property
    def timeline(self) -> Timeline | None:
        """None where a row is not later than the one before."""
        own = Timeline(self.at_ms, self.counts, self.now_ms)
        return own if own.rises else None

    def owners(self) -> Indices:
        return np.repeat(np.arange(len(self.counts), dtype=np.intp), self.counts)

    @property
    def flat(self) -> Values:
        """Row by row; an event time takes two places."""
        return self.rows.view(np.float32)

    def column(self, signal: int) -> Values:
        return self.flat[2 + self.layout.index(signal) :: 2 + len(self.layout)]

    def is_whole(self, signal: int) -> bool:
        """Whether that was measured in every row."""
        return bool(self._whole[self.layout.index(signal)])

    @cached_property
    def _whole(self) -> npt.NDArray[np.bool_]:
        """By column: what is not measured spreads in a sum; one that overflows is in doubt."""
        width = len(self.layout) + 2
        numbers = self.flat.reshape(-1, width)
        folded = len(numbers) - len(numbers) % _FOLD
        with np.errstate(all="ignore"):
            sums = numbers[:folded].reshape(-1, _FOLD * width).sum(axis=0, dtype=np.float32)
            last = numbers[folded:].sum(axis=0, dtype=np.float32)
            whole = np.isfinite(sums.reshape(_FOLD, width).sum(axis=0) + last)
        return np.asarray(whole[2:])
