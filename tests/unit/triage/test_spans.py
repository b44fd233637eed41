"""Many spans asked at once say what each of them says by itself."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.domain.quantity import Second
from gateway.domain.signal import LV_BATTERY_VOLTAGE, VEHICLE_SPEED
from gateway.triage.absorb import absorb
from gateway.triage.condition import Condition, all_of, any_of, at_least, not_
from gateway.triage.difference import difference
from gateway.triage.found import found
from gateway.triage.hindsight import count_within, hysteresis, within
from gateway.triage.instant import to_ms
from gateway.triage.latch import latched
from gateway.triage.measured import latest
from gateway.triage.spans import merged, worst_in_spans
from gateway.triage.truth import Truth
from gateway.triage.units import metres_per_second, seconds, volts
from gateway.triage.window import Window
from tests.fix_triage import NINE, a_rule, measured

LOW = latest(LV_BATTERY_VOLTAGE, within=seconds(25)) < volts(11)
MOVES = latest(VEHICLE_SPEED, within=seconds(25)) > metres_per_second(1)
APART = difference(LV_BATTERY_VOLTAGE, LV_BATTERY_VOLTAGE, within=seconds(25)) > volts(1)
CONDITIONS = (
    LOW,
    not_(LOW),
    all_of(LOW, MOVES),
    any_of(LOW, MOVES),
    at_least(2, LOW, MOVES, APART),
    LOW.held_for(seconds(30)),
    all_of(LOW, any_of(MOVES, LOW.held_for(seconds(20)))).held_for(seconds(40)),
    within(LOW.held_for(seconds(20)), seconds(60)),
    all_of(MOVES, within(LOW, seconds(30))).held_for(seconds(20)),
    hysteresis(on=LOW, off=MOVES, span=seconds(50)),
    count_within(LOW, seconds(60)) >= 2,
    latched(on=all_of(LOW, within(MOVES, seconds(30))), off=not_(LOW)),
    found(a_rule(all_of(LOW, MOVES))),
)
COURSES = st.lists(st.sampled_from([10.0, 12.0, float("nan")]), min_size=1, max_size=20)


def told(condition: Condition, battery: list[float], speed: list[float]) -> Window:
    """Both signals every 10 s from the same moment on."""
    window = absorb(Window(), measured(1, 0, LV_BATTERY_VOLTAGE, battery), condition.needs)
    return absorb(window, measured(2, 3, VEHICLE_SPEED, speed), condition.needs)


@pytest.mark.parametrize("condition", CONDITIONS, ids=str)
@settings(max_examples=25)
@given(battery=COURSES, speed=COURSES)
def test_many_instants_are_judged_as_each_by_itself(
    condition: Condition, battery: list[float], speed: list[float]
) -> None:
    """Truth, and whether it was measured again."""
    window = told(condition, battery, speed)
    at_ms = window.now_ms + np.arange(-90, 60, 13, dtype=np.int64) * 1000
    after_ms = at_ms - 30_000
    spans = zip(after_ms.tolist(), at_ms.tolist(), strict=True)
    renewed = [condition.renewed(window, *span) for span in spans]
    assert condition.renewals(window, after_ms, at_ms).tolist() == renewed
    truths = [condition.truth(window, at) for at in at_ms.tolist()]
    assert condition.truths(window, at_ms).tolist() == truths


@pytest.mark.parametrize("condition", CONDITIONS, ids=str)
@settings(max_examples=25)
@given(battery=COURSES, speed=COURSES)
def test_what_is_missing_at_many_instants_is_missing_at_one_of_them(
    condition: Condition, battery: list[float], speed: list[float]
) -> None:
    """No name is lost; more samples are asked for only where none is."""
    window = told(condition, battery, speed)
    at_ms = window.now_ms + np.arange(-90, 60, 13, dtype=np.int64) * 1000
    by_itself = {name for at in at_ms.tolist() for name in condition.missing(window, at)}
    names = {name for name in by_itself if not name.startswith("more of")}
    together = condition.missing_at(window, at_ms)
    assert names <= {*together} <= by_itself
    assert len(together) == len({*together})
    assert bool(together) == bool(by_itself)


BRIEF = latest(LV_BATTERY_VOLTAGE, within=seconds(5)) < volts(11)
ROLLS = latest(VEHICLE_SPEED, within=seconds(5)) > metres_per_second(1)


@pytest.mark.parametrize("kind", [Condition.held_for, within])
def test_what_lacks_only_where_it_is_known_anyway_is_not_missing(
    kind: Callable[[Condition, Second], Condition],
) -> None:
    """Of three spans the middle one is decided, though a speed is lacking in it."""
    decides = 13.0 if kind is Condition.held_for else 10.0
    both = kind(all_of(BRIEF, ROLLS), seconds(10))
    window, needs = Window(), both.needs.held(100_000)
    for seq, (after_s, count) in enumerate([(-5, 8), (33, 3), (57, 5)], start=1):
        speed = measured(seq, after_s, VEHICLE_SPEED, [2.0] * count, every_s=3)
        window = absorb(window, speed, needs)
    battery = measured(9, 35, LV_BATTERY_VOLTAGE, [decides] * 2, every_s=1)
    window = absorb(window, battery, needs)
    at_ms = to_ms(NINE) + np.array([10, 40, 70]) * 1000
    decided = Truth.FALSE if kind is Condition.held_for else Truth.TRUE
    assert both.truths(window, at_ms).tolist() == [0, decided, 0]
    assert both.missing_at(window, at_ms[::2]) == ("12 V battery",)
    assert both.missing_at(window, at_ms) == ("12 V battery",)


def test_what_is_not_known_when_a_span_begins_is_missing() -> None:
    """However well it is measured from then on."""
    low = BRIEF.held_for(seconds(30))
    battery = measured(1, 1, LV_BATTERY_VOLTAGE, [10.0] * 40, every_s=1)
    window = absorb(Window(), battery, low.needs)
    assert low.missing(window, to_ms(NINE) + 30_000) == ("12 V battery",)


def test_where_all_is_known_and_nothing_was_measured_again_more_is_missing() -> None:
    """One sample is not a span."""
    low = (latest(LV_BATTERY_VOLTAGE) < volts(11)).held_for(seconds(30))
    window = absorb(Window(), measured(1, 0, LV_BATTERY_VOLTAGE, 10.0), low.needs)
    assert low.missing(window, to_ms(NINE) + 30_000) == ("more of: 12 V battery is below 11 V",)


@given(st.lists(st.lists(st.integers(-3, 3)), min_size=1))
def test_merged_moments_rise_and_stand_once(moments: list[list[int]]) -> None:
    """However many lists they come in, empty ones too."""
    arrays = [np.array(each, np.int64) for each in moments]
    assert merged(*arrays).tolist() == sorted({at for each in moments for at in each})


@given(st.lists(st.sampled_from(Truth), min_size=1), st.data())
def test_the_worst_of_a_span_is_its_least(truths: list[Truth], data: st.DataObject) -> None:
    """False before unknown before true."""
    first = data.draw(st.integers(0, len(truths) - 1))
    end = data.draw(st.integers(first + 1, len(truths)))
    worst = worst_in_spans(np.array(truths, np.int8), np.array([first]), np.array([end]))
    assert worst.tolist() == [min(truths[first:end])]
