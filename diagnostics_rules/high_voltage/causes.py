"""What may be behind a fault of the high-voltage system."""

from gateway.domain.cause import CauseId, Weight
from gateway.domain.component import BATTERY_MANAGEMENT
from gateway.domain.signal import (
    COOLANT_TEMPERATURE,
    HV_BATTERY_TEMPERATURE_MAX,
    HV_BATTERY_TEMPERATURE_MIN,
)
from gateway.triage.cause import Cause, Frequency, speaks_against, speaks_for
from gateway.triage.condition import all_of
from gateway.triage.measured import latest
from gateway.triage.reported import code, occurrences
from gateway.triage.statistic import slope
from gateway.triage.units import degrees_celsius, minutes

# What dries heals for a while; what is chafed through does not.
MORE_THAN_ONCE = 2
CAME_BACK = occurrences(BATTERY_MANAGEMENT, "P0AA6-1A") >= MORE_THAN_ONCE
# No charger and no sensor that drifts heats the warmest cell so fast.
RISES_FAST = slope(HV_BATTERY_TEMPERATURE_MAX, over=minutes(5)) > degrees_celsius(2)
REST_OF_THE_PACK_COOL = all_of(
    latest(HV_BATTERY_TEMPERATURE_MAX) > degrees_celsius(58),
    latest(HV_BATTERY_TEMPERATURE_MIN) < degrees_celsius(45),
    latest(COOLANT_TEMPERATURE) < degrees_celsius(60),
)

CONNECTOR_INSULATION = Cause(
    id=CauseId("high_voltage.connector_insulation"),
    title="Damaged insulation in a high-voltage connector or cable reaches the body.",
    frequency=Frequency.MOST,
    signs=(speaks_against(CAME_BACK),),
)
COMPRESSOR_WET = Cause(
    id=CauseId("high_voltage.compressor_wet"),
    title="Moisture in the electric compressor or heater, on wet days only.",
    signs=(speaks_for(CAME_BACK),),
)
INTERLOCK_PLUG = Cause(
    id=CauseId("high_voltage.interlock_plug"),
    title="A high-voltage plug or cover is not locked.",
)
CELL_SHORT = Cause(
    id=CauseId("high_voltage.cell_short"),
    title="A cell with an inner short circuit heats up by itself.",
    frequency=Frequency.MOST,
    signs=(speaks_for(RISES_FAST),),
)
TEMPERATURE_SENSOR = Cause(
    id=CauseId("high_voltage.temperature_sensor"),
    title="A temperature sensor of the battery has drifted or lost contact.",
    frequency=Frequency.RARE,
    signs=(speaks_for(REST_OF_THE_PACK_COOL), speaks_against(RISES_FAST)),
)
COOLING_FAILS = Cause(
    id=CauseId("high_voltage.cooling_fails"),
    title="The coolant carries too little heat out of the battery.",
    frequency=Frequency.RARE,
    signs=(speaks_for(latest(COOLANT_TEMPERATURE) > degrees_celsius(55)),),
)
CELL_WEAK = Cause(
    id=CauseId("high_voltage.cell_weak"),
    title="One cell has lost capacity and pulls the pack down.",
    frequency=Frequency.MOST,
    signs=(speaks_for(code(BATTERY_MANAGEMENT, "P0BBE-00").present, Weight.HINTS),),
)
PACK_AGED = Cause(
    id=CauseId("high_voltage.pack_aged"),
    title="All cells have aged evenly.",
    signs=(speaks_for(code(BATTERY_MANAGEMENT, "P0A80-00").present),),
)
LEFT_EMPTY = Cause(
    id=CauseId("high_voltage.left_empty"),
    title="The battery has been left empty for too long.",
)
CONTACTOR_WELDED = Cause(
    id=CauseId("high_voltage.contactor_welded"),
    title="The contacts of a main contactor have welded together.",
)
CONTACTOR_COIL = Cause(
    id=CauseId("high_voltage.contactor_coil"),
    title="The coil of a main contactor or its supply has failed.",
)
PRECHARGE_RESISTOR = Cause(
    id=CauseId("high_voltage.precharge_resistor"),
    title="The precharge resistor or its contactor has failed.",
)
ACTIVE_DISCHARGE = Cause(
    id=CauseId("high_voltage.active_discharge"),
    title="The active discharge of the inverter has failed.",
)
SHORT_BEHIND_THE_FUSE = Cause(
    id=CauseId("high_voltage.short_behind_the_fuse"),
    title="A short circuit in a heater, compressor or cable has blown the fuse.",
    signs=(
        speaks_for(code(BATTERY_MANAGEMENT, "P0A95-13").present),
        speaks_for(code(BATTERY_MANAGEMENT, "P0AA6-1A").present),
    ),
)
CRASH = Cause(
    id=CauseId("high_voltage.crash"),
    title="A crash or a hard short circuit has cut the battery off.",
)
HOUSING_LEAKS = Cause(
    id=CauseId("high_voltage.housing_leaks"),
    title="The battery housing or its cooling plate leaks.",
)
CHARGE_CONTROL = Cause(
    id=CauseId("high_voltage.charge_control"),
    title="Charging or recuperation did not stop at the limit of the battery.",
)
SENSOR_CABLE = Cause(
    id=CauseId("high_voltage.sensor_cable"),
    title="A flat cable or plug inside the battery is damaged.",
)
CURRENT_SENSOR = Cause(
    id=CauseId("high_voltage.current_sensor"),
    title="The current sensor of the battery measures wrongly.",
)
CONTROL_UNIT = Cause(
    id=CauseId("high_voltage.control_unit"),
    title="The battery control unit is damaged.",
)
