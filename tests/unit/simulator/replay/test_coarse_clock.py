"""A logger that writes several rows while its clock shows the same second."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.replay.coarse_clock import spread
from simulator.replay.column_map import ColumnMap
from simulator.replay.reading import read

MAP = ColumnMap.parse('[time]\ncolumn = "t"\n[signals.engine_speed_per_min]\ncolumn = "n"\n')


def test_no_row_is_thrown_away() -> None:
    """They lie evenly in their second, and before the clock starts at their usual pace."""
    log = b"t,n\n0,0\n0,0\n0,250\n0,800\n1,810\n1,820\n2,830\n2,840\n"
    recording = read(log, MAP)
    track = recording.tracks["ENGINE_SPEED_PER_MIN"]
    assert track.times_ms.tolist() == [0, 500, 1000, 1500, 2000, 2500, 3000, 3500]
    assert track.values.tolist() == [0, 0, 250, 800, 810, 820, 830, 840]
    assert recording.notes == ()


def test_a_gap_stays_one() -> None:
    """Rows before it are not drawn out to its end."""
    assert spread([0, 0, 1, 1, 100, 100]) == [0, 0.5, 1, 1.5, 100, 100.5]


def test_minutes_are_coarse_too() -> None:
    """Four rows a minute come every quarter of it."""
    times = [60.0] * 4 + [120.0] * 4 + [180.0] * 4
    assert spread(times) == pytest.approx([60 + 15 * row for row in range(12)])


def test_a_row_that_is_there_twice() -> None:
    """Is no sign of a coarse clock."""
    assert spread([0, 1, 2, 2, 3, 4, 5, 6, 7, 8]) == [0, 1, 2, 2, 3, 4, 5, 6, 7, 8]


@given(st.lists(st.tuples(st.integers(1, 90), st.integers(1, 9)), max_size=30))
def test_the_order_stays(steps: list[tuple[int, int]]) -> None:
    """No row comes before one above it, and none but the first leaves its time by a tick."""
    times: list[float] = []
    for step, rows in steps:
        times += [(times[-1] if times else 0.0) + step] * rows
    spaced = spread(times)
    assert len(spaced) == len(times)
    assert sorted(spaced) == spaced
    first = times.count(times[0]) if times else 0
    assert all(
        0 <= now - was < 90 for now, was in zip(spaced[first:], times[first:], strict=True)
    )
