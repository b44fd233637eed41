"""What blocks of samples add to the roll-ups: per vehicle, signal and span of time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gateway.triage.heard import LONGEST_REPORT_MS

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
ROW = np.dtype(
    [
        ("vehicle", "<i4"),
        ("signal", "<i4"),
        ("start_ms", "<i8"),
        ("total", "<f8"),
        ("samples", "<i8"),
        ("lowest", "<f4"),
        ("highest", "<f4"),
        ("first_ms", "<i8"),
        ("last_ms", "<i8"),
        ("first", "<f4"),
        ("last", "<f4"),
    ]
)
"""One vehicle, signal and span. All times are unix milliseconds."""
Rows = NDArray[np.void]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A stored matrix, as it lies in its row."""

    vehicle: int
    starts_ms: int
    offsets_ms: bytes
    samples: bytes


def by_hour(signals: Sequence[int], blocks: Sequence[Block]) -> Rows:
    """What these blocks, all of the same signals, say of each hour; no number says nothing."""
    lengths = [len(block.offsets_ms) // 4 for block in blocks]
    values = np.frombuffer(b"".join(block.samples for block in blocks), np.float32)
    values = values.reshape(-1, len(signals))
    offsets = np.frombuffer(b"".join(b.offsets_ms for b in blocks), np.uint32).astype(np.int64)
    times = np.repeat([block.starts_ms for block in blocks], lengths) + offsets
    vehicles = np.repeat([block.vehicle for block in blocks], lengths)
    believed = np.flatnonzero(offsets <= LONGEST_REPORT_MS)
    order = believed[np.lexsort((times[believed], vehicles[believed]))]
    if not len(order):
        return np.empty(0, ROW)
    return _spans(signals, vehicles[order], times[order], values[order])


def _spans(
    signals: Sequence[int],
    vehicles: NDArray[np.int64],
    times: NDArray[np.int64],
    values: NDArray[np.float32],
) -> Rows:
    """Of rows sorted by vehicle and time, one reduction over each run of one hour."""
    hours = times // HOUR_MS
    runs = _runs(vehicles, hours)
    known = np.isfinite(values)
    places = np.arange(len(times))[:, None]
    first = np.minimum.reduceat(np.where(known, places, len(times) - 1), runs)
    last = np.maximum.reduceat(np.where(known, places, 0), runs)
    found = np.empty((len(runs), len(signals)), ROW)
    found["vehicle"] = vehicles[runs][:, None]
    found["signal"] = signals
    found["start_ms"] = (hours[runs] * HOUR_MS)[:, None]
    found["total"] = np.add.reduceat(np.where(known, values, 0).astype(np.float64), runs)
    found["samples"] = np.add.reduceat(known.astype(np.int64), runs)
    found["lowest"] = np.minimum.reduceat(np.where(known, values, np.inf), runs)
    found["highest"] = np.maximum.reduceat(np.where(known, values, -np.inf), runs)
    found["first_ms"], found["last_ms"] = times[first], times[last]
    columns = np.arange(len(signals))
    found["first"], found["last"] = values[first, columns], values[last, columns]
    return found[found["samples"] > 0]


def merged(parts: Iterable[Rows], span_ms: int = HOUR_MS) -> Rows:
    """One row a vehicle, signal and span of this length, which the parts' spans must divide.

    Of samples at the same instant the one that stands first in `parts` is first, and the one
    that stands last is last.
    """
    rows = np.concatenate([np.empty(0, ROW), *parts])
    rows["start_ms"] -= rows["start_ms"] % span_ms
    rows = rows[np.lexsort((rows["start_ms"], rows["signal"], rows["vehicle"]))]
    if not len(rows):
        return rows
    runs = _runs(rows["vehicle"], rows["signal"], rows["start_ms"])
    found = rows[runs]
    found["total"] = np.add.reduceat(rows["total"], runs)
    found["samples"] = np.add.reduceat(rows["samples"], runs)
    found["lowest"] = np.minimum.reduceat(rows["lowest"], runs)
    found["highest"] = np.maximum.reduceat(rows["highest"], runs)
    ends = np.append(runs[1:], len(rows)) - 1
    by_first = _sorted_within(runs, rows["first_ms"])
    by_last = _sorted_within(runs, rows["last_ms"])
    found["first_ms"], found["first"] = (rows[name][by_first[runs]] for name in _FIRST)
    found["last_ms"], found["last"] = (rows[name][by_last[ends]] for name in _LAST)
    return found


_FIRST, _LAST = ("first_ms", "first"), ("last_ms", "last")


def _runs(*keys: NDArray[np.generic]) -> NDArray[np.int64]:
    """Where a run of equal keys begins."""
    changes = np.any([key[1:] != key[:-1] for key in keys], axis=0)
    return np.concatenate(([0], np.flatnonzero(changes) + 1))


def _sorted_within(runs: NDArray[np.int64], times: NDArray[np.int64]) -> NDArray[np.int64]:
    """Places ordered by time inside each run, equal ones as they stand."""
    group = np.zeros(len(times), np.int64)
    group[runs[1:]] = 1
    return np.lexsort((times, np.cumsum(group)))
