"""What is carried from report to report within a batch."""

from itertools import accumulate

import numpy as np
import numpy.typing as npt
from hypothesis import given
from hypothesis import strategies as st

from diagnostics_rules import RULEBOOK
from gateway.domain.signal import LV_BATTERY_VOLTAGE
from gateway.triage.course import Course, carried_on, follow
from gateway.triage.window import Window
from tests.fix_triage import CAR, measured


@given(st.lists(st.integers(1, 12), min_size=1, max_size=9), st.integers(0, 2**32 - 1))
def test_each_report_knows_the_most_of_its_vehicle_so_far(counts: list[int], seed: int) -> None:
    """Of few vehicles with many reports, and of many with a few; nothing of the others."""
    ends = [*accumulate(counts)]
    spans = [(end - count, end) for end, count in zip(ends, counts, strict=True)]
    reports, before = np.random.default_rng(seed).integers(0, 100, (2, 3, ends[-1]))
    several = [(first, end) for first, end in spans if end - first > 1]
    reached = carried_on(np.maximum(reports, before), several)
    for row, (said, known) in enumerate(zip(reports, before, strict=True)):
        for first, end in spans:
            own = np.maximum(said, known)[first:end].tolist()
            assert reached[row, first:end].tolist() == [*accumulate(own, max)]


def test_what_is_told_late_takes_nothing_back() -> None:
    """Neither the time, nor the newest sample, nor what was seen of a low voltage."""
    course = followed(Window(), 60, 10.5)
    late = followed(next(course.windows([0])), 0, 13.0)
    assert (late.now_ms, late.newest) == (course.now_ms, course.newest)
    assert (seen(late) >= seen(course)).all()
    assert (seen(followed(Window(), 0, 13.0)) < seen(course)).any()


def followed(before: Window, at_s: int, volts: float) -> Course:
    heard = measured(at_s + 1, at_s, LV_BATTERY_VOLTAGE, volts)
    return follow(RULEBOOK.screen, {CAR: before}, [heard])


def seen(course: Course) -> npt.NDArray[np.int32]:
    """Until when each of them lasts."""
    return np.frombuffer(course.seen[0], np.int32)
