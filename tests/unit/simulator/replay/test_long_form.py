"""Logs that tell one value a line."""

import pytest

from simulator.replay.column_map import ColumnMap, InvalidMap
from simulator.replay.note import Reason
from simulator.replay.proposal import propose
from simulator.replay.reading import read

LONG = """\
"SECONDS";"PID";"VALUE";"UNITS";
"61200.25";"Engine RPM";"740";"rpm";
"61200.25";"Engine RPM x1000";"0.7";"rpm";
"61200.50";"Vehicle speed";"0";"mph";
"61200.75";"Engine coolant temperature";"194";"℉";
"61201.00";"Timing advance";"12";"°";
"61201.25";"Engine RPM";"751";"rpm";
"61201.50";"Vehicle speed";"10";"mph";
"61201.75";"Engine coolant temperature";"";"℉";
"61202.25";"Engine RPM";"n/a";"rpm";
"61202.50";"Vehicle speed";"fast";"mph";
"61203.50";"Vehicle sp"""


def test_proposed_and_read() -> None:
    """Each name is a column, with its unit; lines of other names are passed over."""
    text = propose(LONG.encode())
    assert 'column = "SECONDS"\nformat = "s"' in text
    assert "#   Timing advance\n" in text
    recording = read(LONG.encode(), ColumnMap.parse(text))
    tracks = recording.tracks
    assert tracks["ENGINE_SPEED_PER_MIN"].values.tolist() == [740, 751]
    assert tracks["ENGINE_SPEED_PER_MIN"].times_ms.tolist() == [0, 1000]
    assert tracks["VEHICLE_SPEED_M_PER_S"].values == pytest.approx([0, 4.4704])
    assert tracks["ENGINE_COOLANT_TEMPERATURE_CELSIUS"].values == pytest.approx([90])
    assert recording.unreadable_values == 1
    assert recording.skipped[Reason.TORN] == 1
    assert recording.rows_used == 5


def test_a_name_that_is_not_there() -> None:
    """Is refused, with those that are."""
    columns = ColumnMap.parse(
        '[time]\ncolumn = "SECONDS"\n[signals.vehicle_speed_m_per_s]\ncolumn = "Speed GPS"\n'
    )
    with pytest.raises(InvalidMap, match="Engine RPM"):
        read(LONG.encode(), columns)


def test_one_without_units() -> None:
    """What each counts in is guessed, or said by the map."""
    log = b"timestamp,name,value\n0,speed,36\n1,speed,72\n"
    recording = read(log, ColumnMap.parse(propose(log)))
    assert recording.tracks["VEHICLE_SPEED_M_PER_S"].values == pytest.approx([10, 20])


def test_one_of_a_race_series() -> None:
    """The columns may say of what they are."""
    log = b"timestamp,telemetry_name,telemetry_value\n0,speed,36\n1,speed,72\n"
    recording = read(log, ColumnMap.parse(propose(log)))
    assert recording.tracks["VEHICLE_SPEED_M_PER_S"].values == pytest.approx([10, 20])


def test_a_table_with_a_column_called_value() -> None:
    """Is still a table."""
    log = b"time,name,value,speed (km/h)\n0,trip,1,36\n1,trip,2,72\n"
    recording = read(log, ColumnMap.parse(propose(log)))
    assert [*recording.tracks] == ["VEHICLE_SPEED_M_PER_S"]
