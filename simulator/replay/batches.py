"""A recording as telemetry, in the batches that a unit makes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from proto.v1.telemetry_pb2 import Matrix, Telemetry
from simulator.agent.sampler import BATCH_S
from simulator.replay.recording import Recording, Track

MOST_BYTES: Final = 64 * 1024
BATCH_MS: Final = round(BATCH_S * 1000)


@dataclass(frozen=True, slots=True)
class Batch:
    """From `start_ms` of the drive up to `end_ms`, which is not in it."""

    start_ms: int
    end_ms: int
    telemetry: Telemetry


@dataclass(slots=True)
class _Clock:
    """Signals that are sampled together: rows are the times of the first."""

    times_ms: NDArray[np.int64]
    signals: list[str]
    columns: list[NDArray[np.float32]]

    def takes(self, track: Track) -> bool:
        """Whether empty cells cost this signal less than a clock of its own."""
        fits = np.isin(track.times_ms, self.times_ms, assume_unique=True).all()
        return bool(fits) and len(self.times_ms) <= 2 * len(track.times_ms)

    def add(self, name: str, track: Track) -> None:
        column = np.full(len(self.times_ms), np.nan, dtype="<f4")
        column[np.searchsorted(self.times_ms, track.times_ms)] = track.values
        self.signals.append(name)
        self.columns.append(column)


def batches(recording: Recording) -> Iterator[Batch]:
    """Of ten seconds, less where one would grow too large; none where nothing was measured."""
    times = [track.times_ms for track in recording.tracks.values()]
    windows = np.unique(np.concatenate([*times, np.empty(0, np.int64)]) // BATCH_MS)
    for window in windows.tolist():
        start_ms = window * BATCH_MS
        tracks = _between(recording.tracks, start_ms, start_ms + BATCH_MS)
        yield from _packed(tracks, start_ms, start_ms + BATCH_MS)


def _packed(tracks: Mapping[str, Track], start_ms: int, end_ms: int) -> Iterator[Batch]:
    if not tracks:
        return
    telemetry = Telemetry(matrices=[_matrix(clock, start_ms) for clock in _clocks(tracks)])
    if telemetry.ByteSize() <= MOST_BYTES or end_ms - start_ms == 1:
        yield Batch(start_ms, end_ms, telemetry)
        return
    middle_ms = (start_ms + end_ms) // 2
    yield from _packed(_between(tracks, start_ms, middle_ms), start_ms, middle_ms)
    yield from _packed(_between(tracks, middle_ms, end_ms), middle_ms, end_ms)


def _between(tracks: Mapping[str, Track], start_ms: int, end_ms: int) -> dict[str, Track]:
    """What was measured in this time, the end not included; no empty tracks."""
    found = {}
    for name, track in tracks.items():
        first, last = np.searchsorted(track.times_ms, [start_ms, end_ms])
        if first < last:
            found[name] = Track(track.times_ms[first:last], track.values[first:last])
    return found


def _clocks(tracks: Mapping[str, Track]) -> list[_Clock]:
    clocks: list[_Clock] = []
    for name, track in sorted(tracks.items(), key=lambda item: -len(item[1].times_ms)):
        clock = next((clock for clock in clocks if clock.takes(track)), None)
        if clock is None:
            clock = _Clock(track.times_ms, [], [])
            clocks.append(clock)
        clock.add(name, track)
    return clocks


def _matrix(clock: _Clock, start_ms: int) -> Matrix:
    return Matrix(
        signals=clock.signals,
        offsets_ms=(clock.times_ms - start_ms).astype("<u4").tobytes(),
        values=np.stack(clock.columns, axis=1).astype("<f4").tobytes(),
    )
