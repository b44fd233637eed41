"""The course of a drive."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simulator.car_types.drive import Cruise, brake_pressure_kpa, drive
from simulator.days.day_plan import Phase, Segment

seeds = st.integers(0, 2**32)


def whole(seed: int) -> Segment:
    return Segment(Phase.DRIVING, 1000, 1360 + seed % 181)


@given(seeds)
def test_a_drive_begins_and_ends_at_rest(seed: int) -> None:
    """Speed is never negative, is 0 in the first and the last second, and stays a car's."""
    segment = whole(seed)
    lasts_s = segment.ends_s - segment.begins_s
    course = drive(Cruise.draw(seed, segment), segment, segment.begins_s, lasts_s)
    assert course.speed_m_per_s.min() >= 0
    assert course.speed_m_per_s[[0, -1]].tolist() == [0, 0]
    assert 5 < course.speed_m_per_s.max() < 33
    assert np.abs(np.diff(course.speed_m_per_s)).max() < 6
    assert brake_pressure_kpa(course, 0.6).min() >= 0


@given(seeds, st.integers(1, 350))
def test_parts_make_the_whole(seed: int, first: int) -> None:
    """A drive computed in two parts is the drive computed at once."""
    segment = whole(seed)
    cruise, lasts_s = Cruise.draw(seed, segment), segment.ends_s - segment.begins_s
    at_once = drive(cruise, segment, segment.begins_s, lasts_s)
    one = drive(cruise, segment, segment.begins_s, first)
    two = drive(cruise, segment, segment.begins_s + first, lasts_s - first)
    speed = np.concatenate([one.speed_m_per_s, two.speed_m_per_s])
    assert (speed == at_once.speed_m_per_s).all()
    assert np.isclose(one.way_m[-1] + two.way_m[-1], at_once.way_m[-1])
