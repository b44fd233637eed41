"""The last minute of samples."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from proto.v1.signals_pb2 import ODOMETER_M
from simulator.car.history import KEPT_S, History
from simulator.car_types.car_type import ELECTRIC


def filled(lengths: list[int], first_s: int = 1000) -> History:
    """A history in which the odometer shows the time."""
    history = History(ELECTRIC.model)
    for length in lengths:
        seconds = np.arange(first_s, first_s + length, dtype=np.float32)
        history.append(first_s, np.tile(seconds[:, None], len(ELECTRIC.model.signals)))
        first_s += length
    return history


@given(
    st.lists(st.integers(1, 10), min_size=1, max_size=30),
    st.floats(900, 1400),
    st.floats(0, 100),
)
def test_between(lengths: list[int], from_s: float, span_s: float) -> None:
    """The rows between two times are those of the whole seconds in (from, to] that are kept."""
    ends_s, matrix = 1000 + sum(lengths), filled(lengths).between(from_s, from_s + span_s)
    times = matrix.times_s.tolist()
    possible = [s for s in range(1000, ends_s) if from_s < s <= from_s + span_s]
    assert times == possible[len(possible) - len(times) :]
    assert all(s in times for s in possible if s >= ends_s - KEPT_S)
    assert matrix.values[:, 0].tolist() == times


@given(st.lists(st.integers(1, 10), min_size=1, max_size=8), st.floats(900, 1200))
def test_at(lengths: list[int], now_s: float) -> None:
    """A reading is the newest that is not after its time, the oldest if none is."""
    ends_s = 1000 + sum(lengths)
    found = filled(lengths).at(ODOMETER_M, now_s)
    kept = filled(lengths).between(0, 2000).times_s
    assert found == min(max(int(now_s), kept[0]), ends_s - 1)


def test_what_is_still_to_be_fetched_waits() -> None:
    """However far the course runs ahead: the next rows follow the last that were fetched."""
    history = filled([20] * 4)
    history.between(1000, 1040)
    for first_s in range(1080, 1400, 20):
        history.append(first_s, np.zeros((20, len(ELECTRIC.model.signals)), np.float32))
    assert list(range(1041, 1400)) == history.between(1040, 1399).times_s.tolist()
    history.append(1400, np.zeros((20, len(ELECTRIC.model.signals)), np.float32))
    assert len(history.between(1000, 1419).times_s) <= KEPT_S + 20
