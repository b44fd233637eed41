"""Units that a log tells in its own way."""

import pytest

from tests.fix_proposals import proposed, read_as_proposed


@pytest.mark.parametrize(
    ("column", "number", "signal", "unit"),
    [
        ("speed_mph", "31", "VEHICLE_SPEED_M_PER_S", "mph"),
        ("speedKmh", "31", "VEHICLE_SPEED_M_PER_S", "km/h"),
        ("vehicle speed km/h", "31", "VEHICLE_SPEED_M_PER_S", "km/h"),
        ("car.vEgo", "8.5", "VEHICLE_SPEED_M_PER_S", "m/s"),
        ("coolant_temp_f", "101", "ENGINE_COOLANT_TEMPERATURE_CELSIUS", "degF"),
        ("oil_temp_deg_c", "96", "ENGINE_OIL_TEMPERATURE_CELSIUS", "degC"),
        ("oil pressure psi", "44", "ENGINE_OIL_PRESSURE_KPA", "psi"),
        ("maf_g_s", "9", "MASS_AIR_FLOW_KG_PER_S", "g/s"),
        ("min cell voltage mV", "3711", "HV_CELL_VOLTAGE_MIN_V", "mV"),
    ],
)
def test_the_last_word_of_the_name(column: str, number: str, signal: str, unit: str) -> None:
    """Is the unit, where it is one of that quantity; the numbers need not tell it."""
    assert proposed(f"time,{column}\n0,{number}\n1,{number}\n") == {signal: (column, unit)}


def test_a_letter_that_is_a_unit_of_something_else() -> None:
    """Is none here: no speed is in amperes."""
    assert proposed("time,engine speed A\n0,900\n1,905\n") == {
        "ENGINE_SPEED_PER_MIN": ("engine speed A", "1/min")
    }


def test_a_unit_of_another_quantity() -> None:
    """Tells that the column is not that signal, whatever its name is like."""
    names = "time,Output of MAF (hp),Air speed (rpm),MAF (g/s),Map ratio (mult)"
    log = f"{names}\n0,9,8,7,0\n1,9,8,7,0\n"
    assert proposed(log) == {"MASS_AIR_FLOW_KG_PER_S": ("MAF (g/s)", "g/s")}


@pytest.mark.parametrize("unit", ["cfm", "L", "l/100km", "kWh", "mg/str."])
def test_a_unit_that_no_signal_has(unit: str) -> None:
    """Tells it too: what flows is no mass, what is in a tank no share of it."""
    assert proposed(f"time,air flow rate ({unit}),speed\n0,90,8\n1,91,8\n") == {
        "VEHICLE_SPEED_M_PER_S": ("speed", "km/h")
    }
    assert "FUEL_LEVEL_PERCENT" not in proposed(f"time,speed,tank\ns,km/h,{unit}\n0,8,40\n")


def test_cells_of_mere_words() -> None:
    """Are no signal; an empty column may be one, but one with numbers goes before it."""
    log = "time,Throttle,Speed (OBD),Speed (GPS),Oil temp\n0,low,-,50,\n1,high,-,51,\n"
    assert proposed(log) == {
        "VEHICLE_SPEED_M_PER_S": ("Speed (GPS)", "km/h"),
        "ENGINE_OIL_TEMPERATURE_CELSIUS": ("Oil temp", "degC"),
    }


def test_numbers_with_the_unit_that_a_library_prints() -> None:
    """Are read, each in its own."""
    log = "time,MAF,SPEED\n0,8 gram / second,36 kilometer / hour\n1,9 gram / second,36.0 mph\n"
    tracks = read_as_proposed(log).tracks
    assert tracks["MASS_AIR_FLOW_KG_PER_S"].values.tolist() == pytest.approx([0.008, 0.009])
    assert tracks["VEHICLE_SPEED_M_PER_S"].values.tolist() == pytest.approx([10, 16.09344])
