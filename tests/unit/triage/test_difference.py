"""Two signals of one unit against each other."""

import pytest
from mypy import api

from gateway.domain.errors import InvalidValue
from gateway.domain.signal import (
    LV_BATTERY_VOLTAGE,
    TYRE_PRESSURE_FRONT_LEFT,
    TYRE_PRESSURE_FRONT_RIGHT,
)
from gateway.triage.absorb import absorb
from gateway.triage.condition import Condition
from gateway.triage.difference import difference
from gateway.triage.heard import Heard
from gateway.triage.truth import Truth
from gateway.triage.units import kilopascals, minutes, volts
from gateway.triage.window import Window
from tests.fix_triage import measured

LEFT, RIGHT = TYRE_PRESSURE_FRONT_LEFT, TYRE_PRESSURE_FRONT_RIGHT
FALSE, UNKNOWN, TRUE = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE
SOFTER_RIGHT = difference(LEFT, RIGHT) > kilopascals(40)

ONE_RIGHT_ONE_WRONG = """
from gateway.domain.signal import LV_BATTERY_VOLTAGE, HV_BATTERY_VOLTAGE, CABIN_TEMPERATURE
from gateway.triage.difference import difference
from gateway.triage.units import degrees_celsius, volts
right = difference(LV_BATTERY_VOLTAGE, HV_BATTERY_VOLTAGE) < volts(1)
wrong = difference(LV_BATTERY_VOLTAGE, CABIN_TEMPERATURE) < volts(1)
"""


def after(*heard: Heard, condition: Condition = SOFTER_RIGHT) -> Window:
    window = Window()
    for each in heard:
        window = absorb(window, each, condition.needs)
    return window


def truth(left: float, right: float, *, later_s: float = 0) -> Truth:
    window = after(measured(1, 0, LEFT, left), measured(2, later_s, RIGHT, right))
    return SOFTER_RIGHT.truth(window, window.now_ms)


def test_the_second_is_taken_from_the_first() -> None:
    """A limit that is reached is not passed."""
    assert truth(250, 209) == TRUE
    assert truth(250, 210) == FALSE
    assert truth(209, 250) == FALSE


def test_one_alone_says_nothing() -> None:
    """Neither does a value that was not a number."""
    window = after(measured(1, 0, LEFT, 250))
    assert SOFTER_RIGHT.truth(window, window.now_ms) == UNKNOWN
    assert SOFTER_RIGHT.missing(window, window.now_ms) == (
        "Tyre front left",
        "Tyre front right",
    )
    assert truth(float("nan"), 210) == UNKNOWN


def test_samples_that_lie_apart_do_not_belong_together() -> None:
    """More than half a minute, or what the rule says."""
    assert truth(250, 200, later_s=30) == TRUE
    assert truth(250, 200, later_s=31) == UNKNOWN
    patient = difference(LEFT, RIGHT, together=minutes(2)) > kilopascals(40)
    window = after(measured(1, 0, LEFT, 250), measured(2, 31, RIGHT, 200))
    assert patient.truth(window, window.now_ms) == TRUE


def test_both_must_be_fresh() -> None:
    """Five minutes after the older one the difference is not known any more."""
    window = after(measured(1, 0, LEFT, 250), measured(2, 10, RIGHT, 200))
    assert SOFTER_RIGHT.truth(window, window.now_ms + 289_999) == TRUE
    assert SOFTER_RIGHT.truth(window, window.now_ms + 290_000) == UNKNOWN


def test_a_hold_wants_both_again() -> None:
    """Two samples of one beside an old one of the other are no state that held."""
    softer = difference(LEFT, RIGHT, together=minutes(2)) > kilopascals(40)
    held = softer.held_for(minutes(1))
    left = measured(1, 0, LEFT, [250] * 7)
    window = after(left, measured(2, 0, RIGHT, 200), condition=held)
    assert held.truth(window, window.now_ms) == UNKNOWN
    window = after(left, measured(2, 0, RIGHT, [200] * 7), condition=held)
    assert held.truth(window, window.now_ms) == TRUE


@pytest.mark.slow
def test_the_type_checker_refuses_volts_less_degrees() -> None:
    """A wrong unit is found before anything runs."""
    said, trouble, _ = api.run(["--config-file=", "--strict", "-c", ONE_RIGHT_ONE_WRONG])
    assert not trouble
    assert said.startswith("<string>:6: error:")
    assert said.splitlines()[-1].startswith("Found 1 error")


def test_a_wrong_unit_is_refused_at_run_time_too() -> None:
    """For rules that no type checker has seen: of the signals and of the limit."""
    with pytest.raises(InvalidValue, match="unit"):
        difference(LEFT, LV_BATTERY_VOLTAGE)  # type: ignore[misc]
    with pytest.raises(InvalidValue, match="Tyre front left less Tyre front right"):
        difference(LEFT, RIGHT) < volts(1)  # type: ignore[operator] # noqa: B015 -- it must raise


def test_it_reads_aloud_and_shows_both_values() -> None:
    """So that a reader can do the sum."""
    assert str(SOFTER_RIGHT) == "Tyre front left less Tyre front right is above 40 kPa"
    window = after(measured(1, 0, LEFT, 250), measured(2, 10, RIGHT, 200))
    assert SOFTER_RIGHT.evidence(window, window.now_ms) == (
        "Tyre front left and Tyre front right were 250 kPa and 200 kPa at "  # noqa: ISC004
        "2026-11-02 09:00:10 UTC, their difference is above 40 kPa.",
    )
