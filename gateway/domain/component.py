"""A component is an ECU, as SOVD (ISO 17978-3) names it; some are never touched from afar."""

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

NEVER_RESET: frozenset[ComponentId] = frozenset(
    {BATTERY_MANAGEMENT, INVERTER, BRAKES, STEERING, AIRBAG}
)
"""High voltage, brakes, steering, airbag: no reset or clear from afar, whoever asks (law 2)."""
