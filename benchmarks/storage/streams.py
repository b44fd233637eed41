"""Batches of reports as binary COPY streams, prepared beforehand."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from struct import Struct
from typing import Final

import numpy as np

from benchmarks.copying import EPOCH_US, binary_copy
from gateway.domain.instant import to_us

SIGNALS: Final = 20
ROWS: Final = 10
BATCH: Final = 256
SIGNAL_SET: Final = 100
COLUMNS: Final = (
    "boot_id, seq, starts_at, ends_at, received_at, uptime_ms, wall_ms, vehicle_id, signal_set,"
    " thinned_samples, matrix, time_source, offsets_ms, samples"
)
_FIXED: Final = Struct(">h" + "iq" * 7 + "ii" * 3 + "ih")
_TEXT: Final = b"\0\0\0\x06uptime"
_OFFSETS: Final = np.arange(ROWS, dtype="<u4") * 1000


def streams(part: int, messages: int, vehicles: int, now: datetime) -> Iterator[bytes]:
    """Each vehicle says ten seconds in a message, and all take turns; values walk about.

    Part by part a day further back, so that each part has its own partition.
    """
    random = np.random.default_rng(part)
    begin = now - timedelta(days=part)
    level = random.uniform(0, 400, (vehicles, 1, SIGNALS))
    rows = []
    for number in range(messages):
        vehicle, turn = number % vehicles, number // vehicles
        walk = level[vehicle] + random.normal(0, 1, (ROWS, SIGNALS)).cumsum(axis=0)
        at = begin + timedelta(seconds=turn * ROWS)
        rows.append(_row(vehicle + 1, part, turn, at, walk.astype("<f4").tobytes()))
        if len(rows) == BATCH:
            yield binary_copy(rows)
            rows = []
    yield binary_copy(rows)


def _row(vehicle: int, part: int, turn: int, at: datetime, samples: bytes) -> bytes:
    start, last = to_us(at) - EPOCH_US, (ROWS - 1) * 1_000_000
    # fmt: off
    fixed = _FIXED.pack(
        14, 8, vehicle * 7_919 + part, 8, turn + 1, 8, start, 8, start + last, 8, start,
        8, turn * 10_000, 8, 0, 4, vehicle, 4, SIGNAL_SET, 4, 0, 2, 0,
    )
    # fmt: on
    offsets = _OFFSETS.tobytes()
    lengths = (len(offsets).to_bytes(4, "big"), len(samples).to_bytes(4, "big"))
    return b"".join((fixed, _TEXT, lengths[0], offsets, lengths[1], samples))
