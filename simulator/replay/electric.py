"""Columns whose names fit an engine, in the log of a car that has none."""

from collections.abc import Sequence
from typing import Final

from simulator.replay.well_known import words

ENGINE_SPEED: Final = "ENGINE_SPEED_PER_MIN"
ENGINE_COOLANT: Final = "ENGINE_COOLANT_TEMPERATURE_CELSIUS"
COOLANT: Final = "COOLANT_TEMPERATURE_CELSIUS"
LARGE_BATTERY: Final = "HV_"
OF_ENGINE: Final = ("ENGINE_", "INTAKE_", "MASS_AIR_", "FUEL_", "EXHAUST_", "REDUCTANT_")
OF_EITHER: Final = frozenset({ENGINE_SPEED, ENGINE_COOLANT})
SPEAKS_OF_ENGINE: Final = frozenset(
    {"engine", "fuel", "intake", "maf", "ignition", "timing", "catalyst", "o2", "lambda"}
)


def without_engine(chosen: dict[str, str], names: Sequence[str]) -> dict[str, str]:
    """Of an electric car: what turns is its motor, what is cooled its motor and battery.

    Its log has a large battery, and no column (`names` are all) of what only an engine has.
    """
    if not any(signal.startswith(LARGE_BATTERY) for signal in chosen):
        return chosen
    if any(signal.startswith(OF_ENGINE) for signal in chosen.keys() - OF_EITHER):
        return chosen
    if any(words(name) & SPEAKS_OF_ENGINE for name in names):
        return chosen
    electric = {signal: column for signal, column in chosen.items() if signal != ENGINE_SPEED}
    coolant = electric.pop(ENGINE_COOLANT, None)
    if coolant is not None:
        electric.setdefault(COOLANT, coolant)
    return electric
