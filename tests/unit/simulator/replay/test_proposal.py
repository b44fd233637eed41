"""What is proposed for a log that nobody has described yet."""

import pytest

from simulator.replay.column_map import ColumnMap, InvalidMap
from simulator.replay.names_abroad import ABROAD
from simulator.replay.proposal import propose
from simulator.replay.reading import read
from simulator.replay.signal_names import NAMES
from simulator.replay.well_known import likely_signals
from tests.fix_replay import WORST

TORQUE = b"""\
GPS Time,Device Time,Longitude,Speed (OBD)(km/h),Engine RPM(rpm),\
Engine Coolant Temperature(\xb0F),Voltage (OBD Adapter)(V),GPS Speed (Meters/second)
Sat Nov 21 08:00:00 GMT 2026,21-Nov-2026 08:00:00.125,8.5,36,1500,180,13.9,10
Sat Nov 21 08:00:01 GMT 2026,21-Nov-2026 08:00:01.125,8.5,72,1600,181,-,20
"""
CAR_SCANNER = """\
"SECONDS";"PID";"VALUE"
"time";"Vehicle speed (km/h)";"HV battery voltage (V)";"State of charge (%)";"Drehzahl (U/min)"
"12,5";"50";"352,5";"81,5";""
"13,5";"51";"352,0";"81,5";""
"""


def test_a_phone_log() -> None:
    """Time, units in brackets, degrees Fahrenheit in Latin-1: the map works as proposed."""
    columns = ColumnMap.parse(propose(TORQUE))
    assert {each.signal: each.column for each in columns.signals} == {
        "VEHICLE_SPEED_M_PER_S": "Speed (OBD)(km/h)",
        "ENGINE_SPEED_PER_MIN": "Engine RPM(rpm)",
        "ENGINE_COOLANT_TEMPERATURE_CELSIUS": "Engine Coolant Temperature(°F)",
        "LV_BATTERY_VOLTAGE_V": "Voltage (OBD Adapter)(V)",
    }
    recording = read(TORQUE, columns)
    assert recording.notes == ()
    speeds = recording.tracks["VEHICLE_SPEED_M_PER_S"]
    assert speeds.times_ms.tolist() == [0, 1000]
    assert speeds.values == pytest.approx([10, 20])
    coolant = recording.tracks["ENGINE_COOLANT_TEMPERATURE_CELSIUS"].values
    assert coolant == pytest.approx([82.22222, 82.77778])


def test_what_is_not_understood_is_listed() -> None:
    """For the user to complete the map."""
    text = propose(TORQUE)
    assert "# Not mapped:\n#   GPS Time\n#   Longitude\n#   GPS Speed (Meters/second)" in text
    assert 'timezone = "UTC"' in text


def test_an_electric_log_with_preamble() -> None:
    """The header is the line with a time and a signal; decimal commas are seen.

    What turns in such a car is no engine.
    """
    recording = read(CAR_SCANNER.encode(), ColumnMap.parse(propose(CAR_SCANNER.encode())))
    assert [*recording.tracks] == [
        "VEHICLE_SPEED_M_PER_S",
        "HV_BATTERY_VOLTAGE_V",
        "HV_BATTERY_STATE_OF_CHARGE_PERCENT",
    ]
    assert recording.tracks["HV_BATTERY_VOLTAGE_V"].values == pytest.approx([352.5, 352.0])
    assert recording.span_s == 1.0


def test_a_unit_that_the_file_does_not_say() -> None:
    """It is guessed, and marked."""
    text = propose(b"time,speed,rpm (furlongs)\n0,1,2\n")
    assert 'unit = "km/h"  # the file does not say: check it' in text


def test_the_worst_drive_has_a_proposal() -> None:
    """With the units of its second line."""
    text = propose(WORST.read_bytes())
    assert '[signals.engine_speed_per_min]\ncolumn = "Drehzahl"\nunit = "1/min"' in text
    assert '[signals.engine_oil_pressure_kpa]\ncolumn = "Öldruck"\nunit = "bar"' in text
    assert 'decimal = ","' in text


def test_a_file_that_is_no_log() -> None:
    """It is refused, and so is one without names or times; it is told what to do about it."""
    for data in (b"Dear Sir or Madam,\nplease find enclosed\n", b"500,10C,920\n580,10D,34\n"):
        with pytest.raises(
            InvalidMap, match="looks like a header with a time in it; put a line"
        ):
            propose(data)


def test_a_log_of_which_nothing_is_understood() -> None:
    """Has a proposal that tells what to add."""
    text = propose(b"time;7ec.622002.24\n0;66.5\n1;66.5\n")
    assert "# No column was understood. For each that is a signal" in text
    assert text.endswith("# Not mapped:\n#   7ec.622002.24\n")


def test_each_signal_and_column_once() -> None:
    """The most telling name wins; a coolant is not a speed."""
    columns = ["GPS speed", "Vehicle speed", "speed", "Engine coolant temp", "Oil temp", "map"]
    assert dict(likely_signals(columns)) == {
        "VEHICLE_SPEED_M_PER_S": "Vehicle speed",
        "ENGINE_COOLANT_TEMPERATURE_CELSIUS": "Engine coolant temp",
        "ENGINE_OIL_TEMPERATURE_CELSIUS": "Oil temp",
        "INTAKE_MANIFOLD_PRESSURE_KPA": "map",
    }


@pytest.mark.parametrize(
    "column",
    [
        "Maximum vehicle speed",
        "Minimum battery voltage",
        "Battery voltage at startup",
        "Peak oil temp",
        "Fuel remaining (of the vehicle profile) %",
        "Urea tank",
        "Ethanol fuel %(%)",
        "Short term fuel % trim - Bank 1",
        "Cruise control speed",
        "Trip odometer",
        "MG2 rpm",
        "Oil pressure switch",
        "Raildruck Soll",
        "Luftmasse (soll)",
        "Maximale Ladeleistung",
        "Drehzahl Kühlmittelpumpe",
        "Washer fluid tank",
        "Fuel rail pressure (relative to manifold vacuum)",
    ],
)
def test_a_name_with_a_word_that_makes_it_another_quantity(column: str) -> None:
    """Is no signal: what was once measured, is asked for, switched, or of another tank."""
    assert [*likely_signals([column])] == []


def test_every_well_known_name_finds_its_signal() -> None:
    """No name is shadowed by another signal's."""
    for known in (NAMES, *ABROAD):
        for signal, names in known.items():
            for name in names:
                assert dict(likely_signals([name])) == {signal: name}
