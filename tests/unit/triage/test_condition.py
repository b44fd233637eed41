"""The condition tree: three-valued, guarded against `and`, read aloud."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.component import BRAKES, TELEMATICS
from gateway.domain.errors import InvalidValue
from gateway.domain.signal import INVERTER_TEMPERATURE, LV_BATTERY_VOLTAGE, Phase
from gateway.triage.absorb import absorb
from gateway.triage.condition import Condition, all_of, any_of, at_least, not_
from gateway.triage.heard import Heard
from gateway.triage.measured import latest, phase
from gateway.triage.needs import joined
from gateway.triage.reported import code, occurrences
from gateway.triage.truth import Truth
from gateway.triage.units import degrees_celsius, minutes, seconds, volts
from gateway.triage.window import Window
from tests.fix_conditions import conditions
from tests.fix_triage import CAR, NINE, faulty, measured, streams

LOW = latest(LV_BATTERY_VOLTAGE) < volts(11.8)
HOT = latest(INVERTER_TEMPERATURE) > degrees_celsius(90)
FALSE, UNKNOWN, TRUE = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE
MS_OF_NINE = int(NINE.timestamp() * 1000)


def window_of(condition: Condition, *heard: Heard) -> Window:
    window = Window()
    for each in heard:
        window = absorb(window, each, condition.needs)
    return window


def truth_after(condition: Condition, *heard: Heard) -> Truth:
    window = window_of(condition, *heard)
    return condition.truth(window, window.now_ms)


def volts_are(value: float) -> Heard:
    return measured(1, 0, LV_BATTERY_VOLTAGE, value)


def degrees_are(value: float) -> Heard:
    return measured(2, 0, INVERTER_TEMPERATURE, value)


def test_conditions_cannot_be_joined_with_and() -> None:
    """`a and b` would silently drop half of a rule, so it raises."""
    with pytest.raises(TypeError, match="all_of"):
        bool(LOW and HOT)


def test_truth_cannot_be_tested_like_a_boolean() -> None:
    """`if truth` would take unknown for false, so it raises."""
    with pytest.raises(TypeError):
        assert Truth.UNKNOWN


@pytest.mark.parametrize(
    ("low", "hot", "both", "either"),
    [
        (TRUE, TRUE, TRUE, TRUE),
        (TRUE, UNKNOWN, UNKNOWN, TRUE),
        (TRUE, FALSE, FALSE, TRUE),
        (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
        (UNKNOWN, FALSE, FALSE, UNKNOWN),
        (FALSE, FALSE, FALSE, FALSE),
    ],
)
def test_all_and_any_follow_kleene(low: Truth, hot: Truth, both: Truth, either: Truth) -> None:
    """All is the least true of the parts and any the most true."""
    said = {TRUE: (volts_are(11), degrees_are(95)), FALSE: (volts_are(13), degrees_are(20))}
    heard = [said[low][0]] if low in said else []
    heard += [said[hot][1]] if hot in said else []
    assert both == truth_after(all_of(LOW, HOT), *heard)
    assert either == truth_after(any_of(LOW, HOT), *heard)
    assert low.negated == truth_after(not_(LOW), *heard)


def test_at_least_counts_what_is_certain_and_what_is_possible() -> None:
    """Two of three: certain with two true, impossible with two false, else not known."""
    third = phase(Phase.PARKED)
    for low, hot in product((11, 13), (95, 20)):
        expected = {(11, 95): TRUE, (13, 20): FALSE}.get((low, hot), UNKNOWN)
        condition = at_least(2, LOW, HOT, third)
        assert expected == truth_after(condition, volts_are(low), degrees_are(hot))


@pytest.mark.parametrize("count", [0, 3])
def test_at_least_refuses_a_count_that_makes_no_sense(count: int) -> None:
    """Nought of two, or three of two, is a slip of the author."""
    with pytest.raises(InvalidValue):
        at_least(count, LOW, HOT)


def test_all_of_nothing_is_refused() -> None:
    """An empty conjunction would be true of every vehicle."""
    with pytest.raises(InvalidValue):
        all_of()


def test_held_needs_its_whole_span() -> None:
    """Below the limit for 50 s is not known to have held for 60 s, for 60 s it is true."""
    held = LOW.held_for(seconds(60))
    assert truth_after(held, measured(1, 0, LV_BATTERY_VOLTAGE, [11.0] * 6)) == UNKNOWN
    assert truth_after(held, measured(1, 0, LV_BATTERY_VOLTAGE, [11.0] * 7)) == TRUE


def test_held_is_false_after_one_moment_of_false() -> None:
    """A single good sample within the span is enough for a certain no."""
    values = [11.0, 11.0, 11.0, 13.0, 11.0, 11.0, 11.0]
    held = LOW.held_for(seconds(60))
    assert truth_after(held, measured(1, 0, LV_BATTERY_VOLTAGE, values)) == FALSE


def test_held_is_unknown_over_a_gap() -> None:
    """Nothing measured for longer than a sample speaks for: it may have been otherwise."""
    held = LOW.held_for(minutes(10))
    before = measured(1, 0, LV_BATTERY_VOLTAGE, [11.0] * 30)
    after = measured(2, 600, LV_BATTERY_VOLTAGE, [11.0] * 30)
    assert truth_after(held, before, after) == UNKNOWN
    gap_filler = measured(3, 300, LV_BATTERY_VOLTAGE, [11.0] * 30)
    assert truth_after(held, before, after, gap_filler) == TRUE


def test_one_sample_never_holds_by_itself() -> None:
    """A glitch followed by silence of its signal is not a state that held."""
    held = LOW.held_for(seconds(60))
    glitch = measured(1, 0, LV_BATTERY_VOLTAGE, 3.0)
    others_go_on = measured(2, 0, INVERTER_TEMPERATURE, [20.0] * 10)
    window = absorb(window_of(held, glitch), others_go_on, held.needs)
    assert window.now_ms == MS_OF_NINE + 90_000
    assert held.truth(window, window.now_ms) == UNKNOWN


def test_only_what_decides_must_be_measured_again() -> None:
    """The glitch of one signal is not confirmed by the samples of another."""
    glitch = measured(1, 0, LV_BATTERY_VOLTAGE, 3.0)
    cool = measured(2, 0, INVERTER_TEMPERATURE, [20.0] * 10)
    assert truth_after(any_of(LOW, HOT).held_for(seconds(60)), glitch, cool) == UNKNOWN
    assert truth_after(not_(all_of(LOW, HOT)).held_for(seconds(60)), glitch, cool) == TRUE


def test_a_hold_within_a_hold_sees_the_gap_between_samples() -> None:
    """The inner one is unknown from 30 s to 100 s, although no sample falls there."""
    held = LOW.held_for(seconds(20)).held_for(seconds(78))
    start = measured(1, 0, LV_BATTERY_VOLTAGE, [11.0, 11.0])
    assert truth_after(held, start, measured(2, 100, LV_BATTERY_VOLTAGE, 11.0)) == UNKNOWN


def test_a_hold_that_failed_tells_of_the_moment_that_failed_it() -> None:
    """Not of the last sample, which looked fine."""
    held = LOW.held_for(seconds(20))
    window = window_of(held, measured(1, 0, LV_BATTERY_VOLTAGE, [13.0, 11.0, 11.0]))
    expected = "12 V battery was 13 V at 2026-11-02 09:00:00 UTC, not below 11.8 V."
    assert held.evidence(window, window.now_ms) == (expected,)


def test_held_works_over_alternating_causes() -> None:
    """Either of two conditions, taking turns without a break, has held."""
    held = any_of(LOW, HOT).held_for(seconds(50))
    low = measured(1, 0, LV_BATTERY_VOLTAGE, [11.0, 11.0, 11.0, 13.0, 13.0, 13.0])
    hot = measured(2, 0, INVERTER_TEMPERATURE, [20.0, 20.0, 95.0, 95.0, 95.0, 95.0])
    assert truth_after(held, low, hot) == TRUE
    cooler = measured(2, 0, INVERTER_TEMPERATURE, [20.0, 20.0, 20.0, 20.0, 95.0, 95.0])
    assert truth_after(held, low, cooler) == FALSE


def test_a_fault_holds_from_its_report_on() -> None:
    """What a component said stands until it says otherwise, but not before."""
    held = code(BRAKES, "C0035-13").failed.held_for(seconds(60))
    report = faulty(1, 0, BRAKES, {"C0035-13": 0x2F})
    window = window_of(held, report)
    assert held.truth(window, MS_OF_NINE + 59_999) == UNKNOWN
    assert held.truth(window, MS_OF_NINE + 60_000) == TRUE


def test_conditions_read_aloud() -> None:
    """`str` gives the sentence that is shown beside a finding."""
    condition = all_of(
        any_of(LOW, code(TELEMATICS, "U1A10-87").failed).held_for(minutes(2)),
        not_(phase(Phase.DRIVING)),
        occurrences(BRAKES, "C0035-13") >= 2,
    )
    assert str(condition) == (
        "(12 V battery is below 11.8 V or telematics has U1A10-87 failed now) "
        "for at least 2 min and not (the car is driving) "
        "and brakes has seen C0035-13 2 times or more"
    )
    assert "at least 2 of: 12 V battery is below 11.8 V; Inverter is above 90 °C; " in str(
        at_least(2, LOW, HOT, phase(Phase.PARKED))
    )


def test_evidence_names_value_limit_and_instant() -> None:
    """One sentence a fact, with unit and time, from the parts that speak."""
    condition = any_of(LOW, HOT).held_for(seconds(30))
    window = window_of(condition, measured(1, 0, LV_BATTERY_VOLTAGE, [11.0, 11.1, 11.2, 11.3]))
    assert condition.evidence(window, window.now_ms) == (
        "12 V battery was 11.3 V at 2026-11-02 09:00:30 UTC, below 11.8 V.",
        "This has held for at least 30 s.",
    )
    assert any_of(LOW, HOT).missing(window, window.now_ms) == ("Inverter",)


def test_an_unknown_hold_says_what_it_lacks() -> None:
    """Even when every sample that is there agrees."""
    held = LOW.held_for(minutes(2))
    window = window_of(held, measured(1, 0, LV_BATTERY_VOLTAGE, 11.0))
    assert held.missing(window, window.now_ms) == ("12 V battery",)


@given(conditions())
def test_silence_decides_nothing(condition: Condition) -> None:
    """Of a vehicle that has said nothing, every condition is unknown."""
    assert condition.truth(Window(), MS_OF_NINE) == UNKNOWN


@given(conditions(), streams(), st.data())
def test_taking_knowledge_away_never_turns_the_answer(
    condition: Condition, stream: list[Heard], data: st.DataObject
) -> None:
    """Without a signal or a component the truth stays or becomes unknown, no more."""
    ours = [each for each in stream if each.report.header.id.vin == CAR]
    window = window_of(condition, *ours)
    signals = data.draw(st.sets(st.sampled_from(sorted(window.tracks) or [0])))
    components = data.draw(st.sets(st.sampled_from(sorted(window.memories) or [BRAKES])))
    poorer = Window(
        now_ms=window.now_ms,
        tracks={key: one for key, one in window.tracks.items() if key not in signals},
        memories={key: one for key, one in window.memories.items() if key not in components},
    )
    before = condition.truth(window, window.now_ms)
    assert condition.truth(poorer, window.now_ms) in {before, UNKNOWN}


@given(conditions(), streams())
def test_what_is_true_has_evidence_and_what_is_unknown_names_its_want(
    condition: Condition, stream: list[Heard]
) -> None:
    """No verdict without a reason, no doubt without a name."""
    window = window_of(condition, *stream)
    truth = condition.truth(window, window.now_ms)
    if truth is UNKNOWN:
        assert condition.missing(window, window.now_ms)
    else:
        assert condition.evidence(window, window.now_ms)


@given(conditions(), streams(), st.integers(0, 3_000_000), st.integers(1, 900_000))
def test_between_two_changes_the_truth_stands_still(
    condition: Condition, stream: list[Heard], start: int, length: int
) -> None:
    """So that looking at the changes is looking at every instant."""
    window, everything = Window(), condition.needs.held(10**8)
    for heard in stream:
        window = absorb(window, heard, everything)
    start_ms, end_ms = MS_OF_NINE + start, MS_OF_NINE + start + length
    changes = condition.changes(window, start_ms, end_ms)
    assert all(start_ms < each <= end_ms for each in changes)
    last = max(changes, default=start_ms)
    assert condition.truth(window, last) == condition.truth(window, end_ms)


@given(conditions(), streams(), st.lists(st.integers(-900_000, 3_000_000), max_size=9))
def test_many_instants_at_once_are_as_one_after_the_other(
    condition: Condition, stream: list[Heard], after_ms: list[int]
) -> None:
    """What is vectorised says the same."""
    window = window_of(condition, *stream)
    instants = [MS_OF_NINE + each for each in after_ms]
    expected = [condition.truth(window, each) for each in instants]
    assert expected == condition.truths(window, np.array(instants, np.int64)).tolist()


@given(conditions(), conditions())
def test_needs_of_several_cover_each(one: Condition, other: Condition) -> None:
    """A window kept for two rules is wide enough for either."""
    both = joined([one.needs, other.needs])
    assert one.needs.codes | other.needs.codes == both.codes
    for number, keep in one.needs.signals.items():
        assert both.signals[number].joined(keep) == both.signals[number]
