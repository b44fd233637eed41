"""The words of a column's name."""

import pytest

from simulator.replay.spelling import plain_words, written_words
from simulator.replay.well_known import likely_signals


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ("vehicleSpeed", ["vehicle", "speed"]),
        ("engineRPM", ["engine", "rpm"]),
        ("HvBattVoltage", ["hv", "batt", "voltage"]),
        ("GPSSpeed [km/h]", ["gps", "speed"]),
        ("bus.carState.oilTempC", ["bus", "car", "state", "oil", "temp", "c"]),
        ("EngineOilTemperature1", ["engine", "oil", "temperature", "1"]),
        ("IntakeManifold2Pressure", ["intake", "manifold", "2", "pressure"]),
        ("FuelLevel1", ["fuel", "level", "1"]),
        ("ltft1 O2B1S2", ["ltft1", "o2b1s2"]),
        ("displayed SoC (%)", ["displayed", "soc"]),
        ("Max Cell mV", ["max", "cell", "mv"]),
        ("COOLANT_TEMP ()", ["coolant", "temp"]),
        ("Régime moteur", ["regime", "moteur"]),
        ("Kühlmittel", ["kuhlmittel"]),
    ],
)
def test_words(column: str, words: list[str]) -> None:
    """Parted at blanks, signs and capitals, but not within an abbreviation."""
    assert plain_words(column) == words


def test_capitals_can_be_kept() -> None:
    """For millivolts, which are no megavolts."""
    assert written_words("Max Cell mV") == ["Max", "Cell", "mV"]


def test_a_name_in_one_word() -> None:
    """Is understood when its words are only run together."""
    assert dict(likely_signals(["vehiclespeed", "coolanttemp", "speedometer"])) == {
        "VEHICLE_SPEED_M_PER_S": "vehiclespeed",
        "ENGINE_COOLANT_TEMPERATURE_CELSIUS": "coolanttemp",
    }
