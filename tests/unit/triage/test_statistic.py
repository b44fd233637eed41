"""Statistics over minutes: what they make of samples, and how many they want."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mypy import api

from gateway.domain.errors import InvalidValue
from gateway.domain.quantity import Volt
from gateway.domain.signal import LV_BATTERY_VOLTAGE, VEHICLE_PHASE, Phase
from gateway.triage.absorb import absorb
from gateway.triage.condition import Condition
from gateway.triage.statistic import (
    Aggregate,
    Statistic,
    falls_by,
    mean,
    percentile,
    rises_by,
    slope,
    spread,
)
from gateway.triage.track import EMPTY, Keep
from gateway.triage.truth import Truth
from gateway.triage.units import degrees_celsius, minutes, seconds, volts
from gateway.triage.window import Window
from tests.fix_conditions import statistics
from tests.fix_plain_truth import plain_truth
from tests.fix_triage import measured

FALSE, UNKNOWN, TRUE = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE
MINUTE = minutes(1)
DEEP = percentile(LV_BATTERY_VOLTAGE, 10, over=minutes(2), during=Phase.PARKED) < volts(12.2)
NAN = float("nan")


def window_of(condition: Condition, values: Sequence[float], *phases: float) -> Window:
    """The battery and the phase, each every 10 s."""
    window = absorb(Window(), measured(1, 0, LV_BATTERY_VOLTAGE, values), condition.needs)
    return absorb(window, measured(2, 0, VEHICLE_PHASE, phases), condition.needs)


def value(aggregate: Aggregate[Volt], values: Sequence[float]) -> float | None:
    window = window_of(aggregate < volts(0), values)
    result = aggregate.result(window, window.now_ms)
    return None if result is None else result.value


@pytest.mark.parametrize(
    ("aggregate", "values", "expected"),
    [
        (percentile(LV_BATTERY_VOLTAGE, 0, over=MINUTE), [5, 1, 4, 2, 3, 6], 1),
        (percentile(LV_BATTERY_VOLTAGE, 10, over=MINUTE), [5, 1, 4, 2, 3, 6], 1),
        (percentile(LV_BATTERY_VOLTAGE, 20, over=MINUTE), [5, 1, 4, 2, 3, 6], 2),
        (percentile(LV_BATTERY_VOLTAGE, 50, over=MINUTE), [5, 1, 4, 2, 3, 6], 3),
        (percentile(LV_BATTERY_VOLTAGE, 100, over=MINUTE), [5, 1, 4, 2, 3, 6], 6),
        (mean(LV_BATTERY_VOLTAGE, over=MINUTE), [5, 1, 4, 2, 3, 6], 3.5),
        (spread(LV_BATTERY_VOLTAGE, over=MINUTE), [5, 1, 4, 2, 3, 6], 5),
        (slope(LV_BATTERY_VOLTAGE, over=MINUTE), [1, 2, 3, 4, 5, 6], 6),
        (slope(LV_BATTERY_VOLTAGE, over=minutes(2)), [1, 99, 1, 1, 1, 1, 1, 1, -9, 1, 1, 1], 0),
        (mean(LV_BATTERY_VOLTAGE, over=MINUTE), [99, 99, 5, 1, 4, 2, 3, 6], 3.5),
    ],
)
def test_what_they_make_of_samples(
    aggregate: Aggregate[Volt], values: Sequence[float], expected: float
) -> None:
    """Of those within the span; a slope is per minute, and two outliers do not bend it."""
    assert expected == value(aggregate, values)


@pytest.mark.parametrize(
    ("values", "rises", "falls"),
    [
        ([1, 2, 3, 4, 5, 6], TRUE, FALSE),
        ([6, 5, 4, 3, 2, 1], FALSE, TRUE),
        ([3, 1, 4, 1, 5, 1], TRUE, TRUE),
        ([4, 1, 1, 1, 4, 4], FALSE, FALSE),
        ([4, 4, 4, 4, 4, 4], FALSE, FALSE),
    ],
)
def test_rises_and_falls_know_what_came_first(
    values: Sequence[float], rises: Truth, falls: Truth
) -> None:
    """Four up is not four down."""
    up = rises_by(LV_BATTERY_VOLTAGE, volts(4), over=MINUTE)
    down = falls_by(LV_BATTERY_VOLTAGE, volts(4), over=MINUTE)
    window = window_of(up, values)
    assert [rises, falls] == [each.truth(window, window.now_ms) for each in (up, down)]


@pytest.mark.parametrize(
    ("values", "known"),
    [
        ([1, 1, 1, 1, 1, 1], True),
        ([1, 1, 1, 1, 1], False),
        ([9, 9, 1, 1, 1, 1, NAN, NAN], False),
        ([1, 1, NAN, NAN, *[1] * 7], True),
    ],
)
def test_too_few_samples_are_unknown(values: Sequence[float], known: bool) -> None:  # noqa: FBT001 -- a parameter
    """Six in a minute, unless a rule says otherwise; NaN is none."""
    assert known == (value(mean(LV_BATTERY_VOLTAGE, over=MINUTE), values) is not None)


def test_a_third_without_samples_is_unknown() -> None:
    """Many samples of the last moment are not a statistic over minutes."""
    average = mean(LV_BATTERY_VOLTAGE, over=minutes(3)) < volts(2)
    window = window_of(average, [1.0] * 12)
    assert average.truth(window, window.now_ms) == UNKNOWN
    window = window_of(average, [1.0] * 13)
    assert average.truth(window, window.now_ms) == TRUE
    assert average.truth(window, window.now_ms + 59_999) == TRUE
    assert average.truth(window, window.now_ms + 60_000) == UNKNOWN


def test_only_samples_of_the_phase_count() -> None:
    """A low while driving is none while parked; without a phase nothing is known."""
    low_at_the_start = [11, 11, *[12.5] * 10]
    window = window_of(DEEP, low_at_the_start, 2, 2, 1)
    assert DEEP.truth(window, window.now_ms) == FALSE
    window = window_of(DEEP, low_at_the_start, 1, 1, 1)
    assert DEEP.truth(window, window.now_ms) == TRUE
    window = window_of(DEEP, low_at_the_start, 2, 2, 2)
    assert DEEP.truth(window, window.now_ms) == UNKNOWN
    window = window_of(DEEP, low_at_the_start, NAN)
    assert DEEP.truth(window, window.now_ms) == UNKNOWN


def test_values_at_the_end_of_the_scale_do_not_overflow() -> None:
    """The largest float32 there are, in both directions."""
    most = 3.4e38
    for aggregate in (spread, slope, mean):
        condition = aggregate(LV_BATTERY_VOLTAGE, over=MINUTE) > volts(0)
        window = window_of(condition, [-most, most, -most, most, most, most])
        assert condition.truth(window, window.now_ms) == TRUE


def test_a_mean_of_equals_is_their_value() -> None:
    """Whatever the sum is rounded to, 11.8 V on average is not below 11.8 V."""
    average = mean(LV_BATTERY_VOLTAGE, over=minutes(10)) < volts(11.8)
    window = window_of(average, [11.8] * 60)
    assert average.truth(window, window.now_ms) == FALSE


@pytest.mark.parametrize(("over", "enough"), [(0, 6), (3601, 6), (60, 2)])
def test_what_makes_no_sense_is_refused(over: float, enough: int) -> None:
    """Nothing, more than an hour (days come from roll-ups), and less than one a third."""
    with pytest.raises(InvalidValue):
        mean(LV_BATTERY_VOLTAGE, over=seconds(over), enough=enough)


@pytest.mark.parametrize("percent", [-1, 101, NAN])
def test_a_percentile_is_of_a_hundred(percent: float) -> None:
    """From the lowest to the highest."""
    with pytest.raises(InvalidValue):
        percentile(LV_BATTERY_VOLTAGE, percent, over=MINUTE)


def test_a_wrong_unit_is_refused_at_run_time_too() -> None:
    """For rules that no type checker has seen."""
    with pytest.raises(InvalidValue, match="lv_battery_voltage"):
        mean(LV_BATTERY_VOLTAGE, over=MINUTE) < degrees_celsius(1)  # type: ignore[operator] # noqa: B015 -- it must raise


ONE_RIGHT_ONE_WRONG = """
from gateway.domain.signal import LV_BATTERY_VOLTAGE
from gateway.triage.statistic import falls_by, mean
from gateway.triage.units import degrees_celsius, minutes, volts
right = mean(LV_BATTERY_VOLTAGE, over=minutes(5), enough=9) < volts(11.8)
wrong = mean(LV_BATTERY_VOLTAGE, over=minutes(5)) < degrees_celsius(11.8)
wrong_too = falls_by(LV_BATTERY_VOLTAGE, degrees_celsius(1), over=minutes(5))
"""


@pytest.mark.slow
def test_the_type_checker_refuses_volts_against_degrees() -> None:
    """Compared or given."""
    said, trouble, _ = api.run(["--config-file=", "--strict", "-c", ONE_RIGHT_ONE_WRONG])
    assert not trouble
    [compared, given, summary] = said.splitlines()
    assert compared.startswith("<string>:6: error: Unsupported operand types")
    assert given.startswith("<string>:7: error:")
    assert summary.startswith("Found 2 errors")


def test_they_read_aloud() -> None:
    """As in a report of a workshop."""
    assert str(DEEP) == (
        "the 10 % quantile of 12 V battery over 2 min while parked is below 12.2 V"
    )
    fast = slope(LV_BATTERY_VOLTAGE, over=MINUTE) >= volts(2)
    assert str(fast) == "the slope of 12 V battery over 1 min is at least 2 V per minute"
    assert str(falls_by(LV_BATTERY_VOLTAGE, volts(1), over=MINUTE)) == (
        "the fall of 12 V battery over 1 min is at least 1 V"
    )
    median = percentile(LV_BATTERY_VOLTAGE, 50, over=MINUTE)
    assert str(median) == "the median of 12 V battery over 1 min"


def test_evidence_gives_the_value_and_how_many_made_it() -> None:
    """With the limit and the instant."""
    window = window_of(DEEP, [11.5] * 12, 1)
    [line] = DEEP.evidence(window, window.now_ms)
    assert line == (
        "The 10 % quantile of 12 V battery over 2 min while parked was 11.5 V "
        "at 2026-11-02 09:01:50 UTC, below 12.2 V, by 12 samples."
    )
    assert DEEP.missing(Window(), 0) == (
        "6 samples for the 10 % quantile of 12 V battery over 2 min while parked",
    )


def test_a_window_keeps_what_they_look_back_on() -> None:
    """And the phase that was known before the first of them."""
    needs = DEEP.held_for(MINUTE).needs.signals
    assert needs == {
        LV_BATTERY_VOLTAGE.number: Keep(180_000, 0),
        VEHICLE_PHASE.number: Keep(180_000, 300_000),
    }


@given(
    statistics(LV_BATTERY_VOLTAGE, [0.0, 1.0, 12.0], [3, 20, 61]),
    st.dictionaries(st.integers(0, 99), st.sampled_from([11.0, 12.0, 12.5, 13.0])),
    st.dictionaries(st.integers(0, 99), st.sampled_from([1.0, 2.0])),
)
def test_between_two_changes_they_stand_still(
    statistic: Statistic[Volt], volts_by_s: dict[int, float], phases_by_s: dict[int, float]
) -> None:
    """Over many samples at odd times: and each moment is as the plain one says."""
    tracks = {
        signal.number: EMPTY.joined(
            np.array([*by_s], np.int64) * 1000, np.array([*by_s.values()], np.float32)
        )
        for signal, by_s in ((LV_BATTERY_VOLTAGE, volts_by_s), (VEHICLE_PHASE, phases_by_s))
    }
    window = Window(now_ms=160_000, tracks=tracks)
    changes = set(statistic.changes(window, -1, 160_000).tolist())
    before = UNKNOWN
    for at_ms in sorted({*changes, *range(0, 160_000, 1_500)}):
        truth = statistic.truth(window, at_ms)
        assert truth == plain_truth(statistic, window, at_ms)
        assert truth == before or at_ms in changes
        before = truth
