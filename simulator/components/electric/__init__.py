"""Components of a battery-electric car."""

from typing import Final

from simulator.components.electric.battery_management import BATTERY_MANAGEMENT
from simulator.components.electric.charger import CHARGER
from simulator.components.electric.dcdc_converter import DCDC_CONVERTER
from simulator.components.electric.inverter import INVERTER
from simulator.components.electric.thermal_management import THERMAL_MANAGEMENT

COMPONENTS: Final = (
    THERMAL_MANAGEMENT,
    BATTERY_MANAGEMENT,
    DCDC_CONVERTER,
    CHARGER,
    INVERTER,
)
