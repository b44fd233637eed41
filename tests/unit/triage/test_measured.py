"""Conditions over signals: units, freshness, precision."""

import pytest
from mypy import api

from gateway.domain.errors import InvalidValue
from gateway.domain.signal import LV_BATTERY_VOLTAGE, VEHICLE_PHASE, Phase
from gateway.triage.absorb import absorb
from gateway.triage.measured import Comparison, latest, phase
from gateway.triage.relation import Relation
from gateway.triage.truth import Truth
from gateway.triage.units import degrees_celsius, minutes, volts
from gateway.triage.window import Window
from tests.fix_triage import measured

LOW = latest(LV_BATTERY_VOLTAGE) < volts(11.8)

ONE_RIGHT_ONE_WRONG = """
from gateway.domain.signal import LV_BATTERY_VOLTAGE
from gateway.triage.measured import latest
from gateway.triage.units import degrees_celsius, volts
right = latest(LV_BATTERY_VOLTAGE) < volts(11.8)
wrong = latest(LV_BATTERY_VOLTAGE) < degrees_celsius(11.8)
"""


def at(after_s: float, value: float) -> Window:
    return absorb(Window(), measured(1, after_s, LV_BATTERY_VOLTAGE, value), LOW.needs)


@pytest.mark.slow
def test_the_type_checker_refuses_volts_against_degrees() -> None:
    """A wrong unit is found before anything runs."""
    said, trouble, _ = api.run(["--config-file=", "--strict", "-c", ONE_RIGHT_ONE_WRONG])
    assert not trouble
    [complaint, summary] = said.splitlines()
    assert complaint.startswith("<string>:6: error: Unsupported operand types")
    assert 'Latest[Volt]" and "Celsius' in complaint
    assert summary.startswith("Found 1 error")


def test_a_wrong_unit_is_refused_at_run_time_too() -> None:
    """For rules that no type checker has seen."""
    with pytest.raises(InvalidValue, match="lv_battery_voltage"):
        latest(LV_BATTERY_VOLTAGE) < degrees_celsius(11.8)  # type: ignore[operator] # noqa: B015 -- it must raise


@pytest.mark.parametrize(
    ("relation", "holds"),
    [
        (Relation.BELOW, [True, False, False]),
        (Relation.AT_MOST, [True, True, False]),
        (Relation.ABOVE, [False, False, True]),
        (Relation.AT_LEAST, [False, True, True]),
    ],
)
def test_limits_are_exact_in_the_precision_of_the_wire(
    relation: Relation, holds: list[bool]
) -> None:
    """11.8 V sent as float32 is the limit 11.8 V, neither more nor less."""
    condition = Comparison(LV_BATTERY_VOLTAGE, minutes(5), relation, volts(11.8))
    found = [
        condition.truth(window := at(0, value), window.now_ms) is Truth.TRUE
        for value in (11.79, 11.8, 11.81)
    ]
    assert holds == found


@pytest.mark.parametrize(
    ("build", "relation"),
    [
        (lambda: latest(LV_BATTERY_VOLTAGE) < volts(1), Relation.BELOW),
        (lambda: latest(LV_BATTERY_VOLTAGE) <= volts(1), Relation.AT_MOST),
        (lambda: latest(LV_BATTERY_VOLTAGE) > volts(1), Relation.ABOVE),
        (lambda: latest(LV_BATTERY_VOLTAGE) >= volts(1), Relation.AT_LEAST),
    ],
)
def test_operators_build_the_relation_that_they_look_like(
    build: object, relation: Relation
) -> None:
    """`<` is below, and so on."""
    assert relation == build().relation  # type: ignore[operator]


def test_a_sample_speaks_for_five_minutes() -> None:
    """From then on the signal is not known."""
    window = at(0, 11)
    assert LOW.truth(window, window.now_ms + 299_999) == Truth.TRUE
    assert LOW.truth(window, window.now_ms + 300_000) == Truth.UNKNOWN
    assert LOW.missing(window, window.now_ms + 300_000) == ("12 V battery",)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_what_is_not_a_number_was_not_measured(value: float) -> None:
    """A sensor that says minus infinity has not measured a low voltage."""
    window = at(0, value)
    assert LOW.truth(window, window.now_ms) == Truth.UNKNOWN


def test_phase_is_the_value_of_its_signal() -> None:
    """Parked is 1 of the phase signal, whatever else that may say."""
    parked = phase(Phase.PARKED)
    window = Window()
    for seq, (value, expected) in enumerate(
        [(1, Truth.TRUE), (7.5, Truth.FALSE), (2, Truth.FALSE)]
    ):
        window = absorb(window, measured(seq, seq, VEHICLE_PHASE, value), parked.needs)
        assert expected == parked.truth(window, window.now_ms)
    assert parked.evidence(window, window.now_ms) == (
        "The car was not parked at 2026-11-02 09:00:02 UTC.",
    )
