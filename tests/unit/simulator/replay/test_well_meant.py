"""What is proposed where names are not enough: clocks that stand, units that nobody tells."""

import pytest

from simulator.replay.column_map import ColumnMap
from simulator.replay.proposal import propose
from simulator.replay.reading import read
from simulator.replay.well_known import likely_signals
from tests.fix_proposals import proposed

# The run time is misspelt, the lamp's time stands, and the third clock counts minutes.
SCANNED = """\
RUNNING_TINE (),VEHICLE_SPEED (),REL_THROTTLE (),THROTTLE (),LAMP_TIME (),TIME_SINCE_RESET ()
0.0, 0.0, 3.5, 17.5, 0.0, 700.0,
0.0, 0.0, 3.5, 17.5, 0.0, 700.0,
1.0, 36.0, 4.5, 18.5, 0.0, 700.0,
1.0, 54.0, 4.5, 18.5, 0.0, 700.0,
3.0, 72.0, 5.5, 19.5, 0.0, 701.0,
3.0, 72.0, 5.5, 19.5, 0.0, 701.0,
"""
CELLS = """\
Date/Time,Speed,SOC,Pack Volts,Max CP mV,Min CP mV,12V Volts,Odo(km),TP-FL,Ambient,epoch time
30/01/2026 08:24,24,801234,391.5,4081,4066,13.9,41230,36.5,48,1769761440
30/01/2026 08:24,36,801011,389.0,4052,4031,13.0,41230,36.5,48,1769761456
30/01/2026 08:24,50,800512,386.5,4033,4010,13.0,41231,36.75,48,1769761472
30/01/2026 08:25,48,800001,388.5,4049,4033,14.3,41231,36.75,48,1769761488
"""


def test_the_clock_is_the_column_that_moves() -> None:
    """Neither one that stands nor a coarser one, though their names are better."""
    assert ColumnMap.parse(propose(SCANNED.encode())).time_column == "RUNNING_TINE ()"
    assert ColumnMap.parse(propose(CELLS.encode())).time_column == "epoch time"


def test_a_clock_that_goes_back_again_and_again() -> None:
    """Is none, and the other one is taken."""
    log = "time,lap time,speed\n0,5,1\n1,4,1\n2,5,1\n3,4,1\n"
    assert ColumnMap.parse(propose(log.encode())).time_column == "time"
    turned = "time,run time,speed\n9,0,1\n4,1,1\n8,1,1\n3,2,1\n"
    assert ColumnMap.parse(propose(turned.encode())).time_column == "run time"


def test_milliseconds_in_the_name_of_the_clock() -> None:
    """Are taken for what they are."""
    recording = read(log := b"elapsed_ms,speed\n0,1\n500,2\n", ColumnMap.parse(propose(log)))
    assert recording.span_s == 0.5


def test_a_drive_of_days_is_one_of_milliseconds() -> None:
    """Where nobody says what the clock counts; seconds from 1970 may go on for days."""
    log = "time,speed\n" + "".join(f"{row * 900},1\n" for row in range(200))
    assert 'format = "ms"' in propose(log.encode())
    days = "time,speed\n" + "".join(f"{1_769_761_440 + row * 900},1\n" for row in range(200))
    assert 'format = "s"' in propose(days.encode())


def test_half_past_five_in_the_afternoon() -> None:
    """Is understood with fractions of its seconds too."""
    log = b"date time,speed\n11/21/2026 05:21:35.5 PM,1\n11/21/2026 05:21:36.0 PM,2\n"
    assert read(log, ColumnMap.parse(propose(log))).span_s == 0.5


def test_the_throttle_itself() -> None:
    """Not the one that counts from rest; speed is in km/h where nobody says otherwise."""
    assert proposed(SCANNED) == {
        "VEHICLE_SPEED_M_PER_S": ("VEHICLE_SPEED ()", "km/h"),
        "THROTTLE_POSITION_PERCENT": ("THROTTLE ()", "%"),
    }


def test_units_by_the_numbers() -> None:
    """Millivolts, pounds and degrees Fahrenheit, where nothing but the numbers tells."""
    assert proposed(CELLS) == {
        "VEHICLE_SPEED_M_PER_S": ("Speed", "km/h"),
        "HV_BATTERY_STATE_OF_CHARGE_PERCENT": ("SOC", "%"),
        "HV_BATTERY_VOLTAGE_V": ("Pack Volts", "V"),
        "HV_CELL_VOLTAGE_MAX_V": ("Max CP mV", "mV"),
        "HV_CELL_VOLTAGE_MIN_V": ("Min CP mV", "mV"),
        "LV_BATTERY_VOLTAGE_V": ("12V Volts", "V"),
        "ODOMETER_M": ("Odo(km)", "km"),
        "TYRE_PRESSURE_FRONT_LEFT_KPA": ("TP-FL", "psi"),
        "AMBIENT_TEMPERATURE_CELSIUS": ("Ambient", "degC"),
    }
    hot = "time,coolant temp,soc,tank,insulation resistance\n0,190,0.8,55,3500\n"
    assert proposed(hot)["ENGINE_COOLANT_TEMPERATURE_CELSIUS"][1] == "degF"
    assert proposed(hot)["HV_BATTERY_STATE_OF_CHARGE_PERCENT"][1] == "fraction"
    assert proposed(hot)["FUEL_LEVEL_PERCENT"][1] == "%"
    assert proposed(hot)["HV_ISOLATION_RESISTANCE_OHM"][1] == "kohm"


def test_unusual_numbers() -> None:
    """Are said in the proposal, for a scale can only be told by who knows the log.

    No more is said: a racing car's oil may have 130 degrees, a resting engine no pressure.
    """
    assert "# 800762 is unusual: check unit, scale and offset" in propose(CELLS.encode())
    hot = propose("time,Coolant Temp (°C)\n0,191\n1,193\n".encode())
    assert 'unit = "degC"  # 192 is unusual: check unit, scale and offset' in hot
    racing = "time,Oil Temp (°C),Oil Pressure (bar)\n0,129,0\n1,131,0\n"
    assert propose(racing.encode()).count("is unusual: check") == 2
    assert {unit for _, unit in proposed(racing).values()} == {"degC", "bar"}


def test_a_battery_of_hundreds_of_volts() -> None:
    """Is not the one of 12 V, whatever it is called."""
    assert [*proposed("time,battery voltage\n0,371\n1,369\n")] == ["HV_BATTERY_VOLTAGE_V"]
    assert [*proposed("time,battery voltage\n0,12.4\n1,14.1\n")] == ["LV_BATTERY_VOLTAGE_V"]


@pytest.mark.parametrize(
    "column",
    [
        "Average speed",
        "Speed limit",
        "Motor speed",
        "Fan speed",
        "Commanded fuel rail pressure",
        "Heater coolant temperature",
    ],
)
def test_what_has_another_meaning(column: str) -> None:
    """Is not taken for the signal, even where nothing else is there."""
    assert dict(likely_signals([column])) == {}


def test_of_two_the_plainer_name() -> None:
    """The one with fewer words around it."""
    columns = ["Engine RPM x1000", "Engine RPM", "Fuel rail pressure B", "Fuel rail pressure"]
    assert dict(likely_signals(columns)) == {
        "ENGINE_SPEED_PER_MIN": "Engine RPM",
        "FUEL_RAIL_PRESSURE_KPA": "Fuel rail pressure",
    }
