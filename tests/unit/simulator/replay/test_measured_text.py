"""Numbers and units as loggers write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.replay.contract_signal import (
    UnknownSignal,
    own_unit,
    signal_names,
    signal_number,
)
from simulator.replay.measured_text import NoNumber, is_missing, parse_number, parse_quantity
from simulator.replay.unit_of_measure import UNITS, OtherQuantity, UnknownUnit, unit_named


@pytest.mark.parametrize(
    ("text", "decimal", "number"),
    [
        ("12.6", ".", 12.6),
        ("12,6", ",", 12.6),
        ("12,6", ".", 12.6),
        ("12.6", ",", 12.6),
        ("1,234", ".", 1234),
        ("1,234", ",", 1.234),
        ("1.234", ",", 1234),
        ("1.234", ".", 1.234),
        ("1.234,5", ".", 1234.5),
        ("1,234.5", ",", 1234.5),
        ("1.234.567", ",", 1234567),
        ("1,234,567.25", ".", 1234567.25),
        ("0,125", ".", 0.125),
        ("0.125", ",", 0.125),
        ("1 234,5", ",", 1234.5),
        ("1\u202f234.5", ".", 1234.5),
        ("1'234.5", ".", 1234.5),
        (",5", ",", 0.5),
        ("-3", ".", -3),
        ("\u22123,5", ",", -3.5),
        ("+1e3", ".", 1000),
        ("2,5E-1", ",", 0.25),
    ],
)
def test_numbers(text: str, decimal: str, number: float) -> None:
    """The decimal mark decides only where both readings are possible."""
    assert parse_number(text, decimal) == number


@pytest.mark.parametrize(
    "text", ["", "abc", "12 6", "1.2.3", "1_000", "inf", "nan", "0x1F", "1,2,3", "12:30", "--"]
)
def test_what_is_no_number(text: str) -> None:
    """It is refused, never guessed at."""
    with pytest.raises(NoNumber):
        parse_number(text, ".")


@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(".,"))
def test_what_was_printed_is_read(value: float, decimal: str) -> None:
    """With either mark, whole parts with three digits behind the mark excepted."""
    text = repr(value).replace(".", decimal)
    assert parse_number(text, decimal) == value


@given(st.text(max_size=12), st.sampled_from(".,"))
def test_any_text_is_a_number_or_refused(text: str, decimal: str) -> None:
    """No other exception."""
    try:
        parse_quantity(text, decimal, UNITS["V"], UNITS["V"])
    except (NoNumber, UnknownUnit, OtherQuantity):
        return


@pytest.mark.parametrize("text", ["", " ", "-", "n/a", "N/A", "NaN", "null", "--", "#N/A"])
def test_missing(text: str) -> None:
    """What says that there is no value."""
    assert is_missing(text)


@pytest.mark.parametrize(
    ("text", "unit", "to", "value"),
    [
        ("82C", "degC", "degC", 82),
        ("180 °F", "degC", "degC", 82.2222222),
        ("48km/h", "m/s", "m/s", 13.3333333),
        ("12,6 V", "V", "V", 12.6),
        ("13800 mV", "V", "V", 13.8),
        ("2.2", "bar", "kPa", 220),
        ("32 psi", "bar", "kPa", 220.6322334),
        ("300K", "degC", "degC", 26.85),
        ("3000 U/min", "1/min", "1/min", 3000),
        ("50", "1/s", "1/min", 3000),
        ("7.2 g/s", "kg/s", "kg/s", 0.0072),
        ("0.5", "fraction", "%", 50),
        ("60 mph", "km/h", "m/s", 26.8224),
        ("2,5 MΩ", "ohm", "ohm", 2.5e6),
    ],
)
def test_quantities(text: str, unit: str, to: str, value: float) -> None:
    """A unit in the cell counts more than the column's."""
    assert parse_quantity(text, ".", UNITS[unit], UNITS[to]) == pytest.approx(value)


def test_units_that_differ_in_case_only() -> None:
    """Milli is not mega; what could be either is refused."""
    assert unit_named("MPa").factor == 1000
    assert unit_named("mV").factor == 0.001
    for neither in ("mPa", "MV", "MOHM"):
        with pytest.raises(UnknownUnit):
            unit_named(neither)


def test_an_unknown_unit_is_told_what_there_is() -> None:
    """A near one, or all."""
    with pytest.raises(UnknownUnit, match="did you mean km/h"):
        unit_named("km/hh")
    with pytest.raises(UnknownUnit, match="known: m/s, km/h"):
        unit_named("☃")


@given(st.sampled_from(sorted(UNITS)), st.floats(-1e6, 1e6))
def test_units_convert_there_and_back(name: str, value: float) -> None:
    """Through every other unit of the same quantity."""
    for other in UNITS.values():
        if other.quantity == UNITS[name].quantity:
            there = UNITS[name].convert(value, other)
            assert other.convert(there, UNITS[name]) == pytest.approx(value, abs=1e-6)


def test_every_signal_of_the_contract_can_be_mapped() -> None:
    """By its name in any case; the unit is the one that the name carries."""
    for name in signal_names():
        assert signal_number(name.lower()) == signal_number(name)
    units = {name: own_unit(name).name for name in signal_names()}
    assert {
        "VEHICLE_SPEED_M_PER_S": "m/s",
        "HV_ISOLATION_RESISTANCE_OHM": "ohm",
        "COOLANT_PUMP_SPEED_PER_MIN": "1/min",
        "TELEMATICS_SIGNAL_STRENGTH_DBM": "dBm",
        "MASS_AIR_FLOW_KG_PER_S": "kg/s",
        "ODOMETER_M": "m",
        "VEHICLE_PHASE": "count",
    }.items() <= units.items()


def test_an_unknown_signal_is_told_a_near_one() -> None:
    """As a typing error deserves."""
    with pytest.raises(UnknownSignal, match=r"did you mean .*VEHICLE_SPEED_M_PER_S"):
        signal_number("vehicle_speed")
