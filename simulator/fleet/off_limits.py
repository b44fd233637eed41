"""What nobody may do to a component from afar, named here and not where the agent decides.

A wrong entry in the agent's lists must show in the account: the account keeps its own.
"""

from collections.abc import Mapping
from typing import Final, Protocol

HIGH_VOLTAGE: Final = frozenset({"battery_management", "charger", "dcdc_converter", "inverter"})
RESTRAINTS: Final = frozenset({"airbag"})
BRAKES: Final = frozenset({"brakes"})
STEERING: Final = frozenset({"steering"})
COMBUSTION: Final = frozenset(
    {"engine_control", "exhaust_aftertreatment", "fuel_system", "transmission_control"}
)
SUPPLY: Final = frozenset({"energy_management"})
NEVER_TOUCHED: Final = HIGH_VOLTAGE | RESTRAINTS | BRAKES | STEERING | COMBUSTION | SUPPLY

# What the playbooks of the demo do; a new remedy has to be entered here too.
RESET_BY_REMEDIES: Final = frozenset({"telematics", "infotainment"})
CLEARED_BY_REMEDIES: Final = frozenset({"thermal_management"})


class Changed(Protocol):
    """A component that counts what was done to it."""

    resets: int
    clears: int


def violations(components: Mapping[str, Changed]) -> int:
    """How many resets and clears have been executed that no remedy may ever ask for."""
    resets = sum(one.resets for name, one in components.items() if not may_be_reset(name))
    clears = sum(one.clears for name, one in components.items() if not may_be_cleared(name))
    return resets + clears


def may_be_reset(component: str) -> bool:
    return component in RESET_BY_REMEDIES - NEVER_TOUCHED


def may_be_cleared(component: str) -> bool:
    return component in CLEARED_BY_REMEDIES - NEVER_TOUCHED
