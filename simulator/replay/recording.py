"""A recorded drive as samples, whatever its file looked like."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from simulator.replay.note import Note, Reason


@dataclass(frozen=True, slots=True)
class Track:
    """One signal's samples.

    int64[n] milliseconds from the start of the drive, rising; float32[n] in the own unit.
    """

    times_ms: NDArray[np.int64]
    values: NDArray[np.float32]

    @classmethod
    def of(cls, samples: Mapping[int, float]) -> Self:
        """From time → value, in any order."""
        times = sorted(samples)
        return cls(
            np.array(times, dtype=np.int64),
            np.array([samples[time] for time in times], dtype=np.float32),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """`tracks` by the name of the signal; `notes` in the order of the lines.

    `rows_read` counts the rows beneath the header, `rows_used` those that gave a value.
    """

    tracks: Mapping[str, Track]
    notes: tuple[Note, ...]
    rows_read: int
    rows_used: int

    @property
    def samples(self) -> int:
        return sum(len(track.times_ms) for track in self.tracks.values())

    @property
    def span_s(self) -> float:
        """From the first sample to the last."""
        ends = [
            int(track.times_ms[-1]) for track in self.tracks.values() if track.times_ms.size
        ]
        return max(ends, default=0) / 1000

    @property
    def skipped(self) -> Counter[Reason]:
        """Rows not used, by reason."""
        return Counter(note.reason for note in self.notes if note.reason.counts_row)

    @property
    def unreadable_values(self) -> int:
        return sum(note.reason is Reason.VALUE for note in self.notes)
