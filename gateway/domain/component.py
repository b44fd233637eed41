"""A component is an ECU, as SOVD (ISO 17978-3) names it; few are ever touched from afar."""

from typing import NewType

ComponentId = NewType("ComponentId", str)

TELEMATICS = ComponentId("telematics")
INFOTAINMENT = ComponentId("infotainment")
THERMAL_MANAGEMENT = ComponentId("thermal_management")
BATTERY_MANAGEMENT = ComponentId("battery_management")
DCDC_CONVERTER = ComponentId("dcdc_converter")
BRAKES = ComponentId("brakes")
STEERING = ComponentId("steering")
AIRBAG = ComponentId("airbag")
CHARGER = ComponentId("charger")
DRIVER_ASSISTANCE = ComponentId("driver_assistance")
BODY_CONTROL = ComponentId("body_control")
INVERTER = ComponentId("inverter")
ENGINE_CONTROL = ComponentId("engine_control")
ENERGY_MANAGEMENT = ComponentId("energy_management")
FUEL_SYSTEM = ComponentId("fuel_system")
EXHAUST_AFTERTREATMENT = ComponentId("exhaust_aftertreatment")
TRANSMISSION_CONTROL = ComponentId("transmission_control")

RESETTABLE: frozenset[ComponentId] = frozenset({TELEMATICS, INFOTAINMENT})
"""Law 2: only these are ever restarted from afar; nothing that moves or cools the car waits."""
CLEARABLE: frozenset[ComponentId] = RESETTABLE | {
    THERMAL_MANAGEMENT,
    DRIVER_ASSISTANCE,
    BODY_CONTROL,
}
"""Law 2: only here is a code ever erased from afar; nowhere else, known component or not."""
