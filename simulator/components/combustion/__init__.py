"""Components of a car with a combustion engine."""

from typing import Final

from simulator.components.combustion.energy_management import ENERGY_MANAGEMENT
from simulator.components.combustion.engine_control import ENGINE_CONTROL
from simulator.components.combustion.exhaust_aftertreatment import EXHAUST_AFTERTREATMENT
from simulator.components.combustion.fuel_system import FUEL_SYSTEM
from simulator.components.combustion.thermal_management import THERMAL_MANAGEMENT
from simulator.components.combustion.transmission_control import TRANSMISSION_CONTROL

COMPONENTS: Final = (
    ENGINE_CONTROL,
    FUEL_SYSTEM,
    EXHAUST_AFTERTREATMENT,
    TRANSMISSION_CONTROL,
    ENERGY_MANAGEMENT,
    THERMAL_MANAGEMENT,
)
