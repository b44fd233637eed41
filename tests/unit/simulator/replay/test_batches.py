"""How a recording is cut into the batches of a unit."""

from collections.abc import Iterable

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from proto.v1.signals_pb2 import SignalNumber
from simulator.replay.batches import MOST_BYTES, Batch, batches
from simulator.replay.recording import Recording, Track

NAMES = ("VEHICLE_SPEED_M_PER_S", "ENGINE_SPEED_PER_MIN", "ODOMETER_M", "LV_BATTERY_VOLTAGE_V")
Samples = dict[str, dict[int, float]]


def recorded(samples: Samples) -> Recording:
    tracks = {name: Track.of(each) for name, each in samples.items()}
    return Recording(tracks=tracks, notes=(), rows_read=0, rows_used=0)


def unpacked(cut: Iterable[Batch]) -> Samples:
    """All samples of all batches, missing values left out."""
    found: Samples = {}
    for batch in cut:
        for matrix in batch.telemetry.matrices:
            offsets = np.frombuffer(matrix.offsets_ms, dtype="<u4").tolist()
            values = np.frombuffer(matrix.values, dtype="<f4").reshape(len(offsets), -1)
            for name, column in zip(names(matrix.signals), values.T, strict=True):
                for offset, value in zip(offsets, column.tolist(), strict=True):
                    if not np.isnan(value):
                        found.setdefault(name, {})[batch.start_ms + offset] = value
    return found


def names(signals: Iterable[int]) -> list[str]:
    return [SignalNumber.Name(number) for number in signals]


times = st.integers(0, 60_000) | st.integers(9_000_000, 9_000_100)
some_samples = st.dictionaries(
    st.sampled_from(NAMES),
    st.dictionaries(times, st.floats(-1e6, 1e6, width=32), min_size=1, max_size=60),
)


@given(some_samples)
def test_nothing_is_lost_and_nothing_added(samples: Samples) -> None:
    """Whatever the rates and gaps; each sample is in the batch of its time."""
    cut = list(batches(recorded(samples)))
    assert samples == unpacked(cut)
    for batch in cut:
        assert 0 < batch.end_ms - batch.start_ms <= 10_000
        for matrix in batch.telemetry.matrices:
            offsets = np.frombuffer(matrix.offsets_ms, dtype="<u4")
            assert (np.diff(offsets.astype(np.int64)) > 0).all()
            assert offsets[-1] < batch.end_ms - batch.start_ms
    starts = [batch.start_ms for batch in cut]
    assert sorted(set(starts)) == starts


def test_signals_of_one_rate_share_a_clock() -> None:
    """A slower one has its own, unless the empty cells would be fewer."""
    fast = {second * 100: 1.0 for second in range(100)}
    half = {second * 200: 2.0 for second in range(50)}
    slow = {second * 1000: 3.0 for second in range(10)}
    odd = {50: 4.0}
    (batch,) = batches(recorded(dict(zip(NAMES, (slow, fast, half, odd), strict=True))))
    clocks = [names(matrix.signals) for matrix in batch.telemetry.matrices]
    assert [[NAMES[1], NAMES[2]], [NAMES[0]], [NAMES[3]]] == clocks


def test_a_dense_recording_is_cut_finer() -> None:
    """A batch stays below the size of a message, at a kilohertz too."""
    samples = {name: {ms: float(ms) for ms in range(12_000)} for name in NAMES}
    cut = list(batches(recorded(samples)))
    assert max(batch.telemetry.ByteSize() for batch in cut) <= MOST_BYTES
    assert samples == unpacked(cut)


def test_a_gap_makes_no_batches() -> None:
    """Nor does an empty recording."""
    samples: Samples = {NAMES[0]: {0: 1.0, 3_600_000: 2.0}}
    assert [batch.start_ms for batch in batches(recorded(samples))] == [0, 3_600_000]
    assert list(batches(recorded({}))) == []
