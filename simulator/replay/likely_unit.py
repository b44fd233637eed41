"""In which unit a log that says nothing of it may have counted, by the numbers in it."""

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Final

from simulator.replay.contract_signal import own_unit
from simulator.replay.unit_of_measure import UNITS, Unit

TYRE: Final = (("kPa", "psi", "bar"), (120.0, 550.0))
PRESSURE: Final = (("kPa", "psi", "bar"), (95.0, 1_000.0))
OF_ENGINE: Final = (("degC", "degF"), (-40.0, 118.0))
OF_WEATHER: Final = (("degC", "degF"), (-45.0, 55.0))
CELL: Final = (("V", "mV"), (0.5, 5.0))
SHARE: Final = (("%", "fraction"), (1.0, 110.0))

# Usual units, the likeliest first, and between what the middle value then lies, in our unit.
USUAL: Final[Mapping[str, tuple[tuple[str, ...], tuple[float, float]]]] = {
    "VEHICLE_SPEED_M_PER_S": (("km/h",), (0.0, 90.0)),
    "ODOMETER_M": (("km", "m"), (0.0, 2e9)),
    "AMBIENT_TEMPERATURE_CELSIUS": OF_WEATHER,
    "CABIN_TEMPERATURE_CELSIUS": OF_WEATHER,
    "LV_BATTERY_VOLTAGE_V": (("V", "mV"), (8.0, 32.0)),
    "HV_BATTERY_VOLTAGE_V": (("V",), (32.0, 1_000.0)),
    "HV_BATTERY_STATE_OF_CHARGE_PERCENT": SHARE,
    "HV_BATTERY_TEMPERATURE_MAX_CELSIUS": OF_WEATHER,
    "HV_BATTERY_TEMPERATURE_MIN_CELSIUS": OF_WEATHER,
    "HV_ISOLATION_RESISTANCE_OHM": (("ohm", "kohm", "Mohm"), (1e5, 1e9)),
    "HV_CELL_VOLTAGE_MIN_V": CELL,
    "HV_CELL_VOLTAGE_MAX_V": CELL,
    "CHARGER_POWER_W": (("kW", "W"), (0.0, 4e5)),
    "ENGINE_COOLANT_TEMPERATURE_CELSIUS": OF_ENGINE,
    "ENGINE_OIL_TEMPERATURE_CELSIUS": OF_ENGINE,
    "ENGINE_OIL_PRESSURE_KPA": PRESSURE,
    "MASS_AIR_FLOW_KG_PER_S": (("g/s",), (0.0, 2.0)),
    "FUEL_LEVEL_PERCENT": SHARE,
    "REDUCTANT_LEVEL_PERCENT": SHARE,
    "TRANSMISSION_OIL_TEMPERATURE_CELSIUS": OF_ENGINE,
    "TYRE_PRESSURE_FRONT_LEFT_KPA": TYRE,
    "TYRE_PRESSURE_FRONT_RIGHT_KPA": TYRE,
    "TYRE_PRESSURE_REAR_LEFT_KPA": TYRE,
    "TYRE_PRESSURE_REAR_RIGHT_KPA": TYRE,
}


def likely_unit(signal: str, numbers: Sequence[float]) -> Unit:
    """The first usual one in which the middle of the numbers can be; without any, the first."""
    own = own_unit(signal)
    names, _ = USUAL.get(signal, ((own.name,), (0.0, 0.0)))
    units = [UNITS[name] for name in names]
    return next((unit for unit in units if can_be(signal, unit, numbers)), units[0])


def can_be(signal: str, unit: Unit, numbers: Sequence[float]) -> bool:
    """Whether the middle of the numbers is one that such a signal may have."""
    if signal not in USUAL or not numbers:
        return True
    lowest, highest = USUAL[signal][1]
    return lowest <= unit.convert(median(numbers), own_unit(signal)) <= highest
