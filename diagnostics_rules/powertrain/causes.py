"""What may be behind a fault of the electric drive."""

from diagnostics_rules.thermal.causes import (
    COOLANT_WARM,
    LEVEL_LOW,
    LINE_OPEN,
    PUMP_FAILS,
    PUMP_STANDS,
)
from gateway.domain.cause import CauseId, Weight
from gateway.domain.component import INVERTER
from gateway.domain.signal import COOLANT_TEMPERATURE, INVERTER_TEMPERATURE
from gateway.triage.cause import Cause, Frequency, speaks_against, speaks_for
from gateway.triage.difference import difference
from gateway.triage.reported import code
from gateway.triage.units import degrees_celsius

# Heat that does not get into the coolant: the inverter is hot, the coolant is not.
HEAT_STAYS_INSIDE = difference(INVERTER_TEMPERATURE, COOLANT_TEMPERATURE) > degrees_celsius(48)

THERMAL_INTERFACE = Cause(
    id=CauseId("powertrain.thermal_interface"),
    title="The thermal paste between inverter and cooling plate has aged.",
    frequency=Frequency.MOST,
    signs=(
        speaks_for(HEAT_STAYS_INSIDE),
        speaks_against(COOLANT_WARM),
        speaks_against(LEVEL_LOW),
        speaks_against(LINE_OPEN),
        speaks_against(PUMP_FAILS),
        speaks_against(PUMP_STANDS, lasting=True),
    ),
)
OVERLOADED = Cause(
    id=CauseId("powertrain.overloaded"),
    title="Trailer, mountains or a dragging brake ask too much of the drive.",
    frequency=Frequency.RARE,
)
RESOLVER_SUPPLY = Cause(
    id=CauseId("powertrain.resolver_supply"),
    title="The supply of the motor's position sensor sags, mostly when it is warm.",
    signs=(speaks_for(code(INVERTER, "P0A44-16").present),),
)
RESOLVER_CABLE = Cause(
    id=CauseId("powertrain.resolver_cable"),
    title="The cable or plug of the motor's position sensor is damaged.",
    signs=(speaks_for(code(INVERTER, "P0A3F-13").present, Weight.PROVES),),
)
RESOLVER_OFFSET = Cause(
    id=CauseId("powertrain.resolver_offset"),
    title="The motor's position sensor has not been taught in.",
)
TEMPERATURE_SENSOR = Cause(
    id=CauseId("powertrain.temperature_sensor"),
    title="A temperature sensor of motor or inverter, or its cable, is damaged.",
)
MOTOR = Cause(
    id=CauseId("powertrain.motor"),
    title="A winding or the magnets of the motor are damaged.",
    signs=(
        speaks_for(code(INVERTER, "P0A2F-4B").present),
        speaks_for(code(INVERTER, "P0A60-1D").present, Weight.HINTS),
    ),
)
POWER_MODULE = Cause(
    id=CauseId("powertrain.power_module"),
    title="The power module of the inverter is damaged.",
    signs=(speaks_for(code(INVERTER, "P1A44-49").present),),
)
CONTROL_BOARD = Cause(
    id=CauseId("powertrain.control_board"),
    title="The control board of the inverter or its software is faulty.",
)
OIL_LEAK = Cause(
    id=CauseId("powertrain.oil_leak"),
    title="A shaft seal or the cooler of the drive unit leaks oil.",
)
PEDAL = Cause(
    id=CauseId("powertrain.pedal"),
    title="The accelerator pedal or its plug is damaged, or a mat holds it.",
)
