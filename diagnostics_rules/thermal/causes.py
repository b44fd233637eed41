"""What may be behind too little cooling of an electric drive."""

from gateway.domain.cause import CauseId, Weight
from gateway.domain.component import THERMAL_MANAGEMENT
from gateway.domain.signal import (
    AMBIENT_TEMPERATURE,
    COOLANT_PUMP_SPEED,
    COOLANT_TEMPERATURE,
    Phase,
)
from gateway.triage.cause import Cause, Frequency, speaks_against, speaks_for
from gateway.triage.condition import all_of
from gateway.triage.difference import difference
from gateway.triage.measured import latest, phase
from gateway.triage.reported import code
from gateway.triage.statistic import spread
from gateway.triage.units import degrees_celsius, minutes, revolutions_per_minute

LINE_OPEN = code(THERMAL_MANAGEMENT, "P0A06-13").present
PUMP_FAILS = code(THERMAL_MANAGEMENT, "P0C73-71").present
# A pump that obeys rests until there is something to cool, and needs a moment to turn.
PUMP_STANDS = all_of(
    phase(Phase.DRIVING), latest(COOLANT_PUMP_SPEED) < revolutions_per_minute(400)
).held_for(minutes(1))
PUMP_TURNS = latest(COOLANT_PUMP_SPEED) >= revolutions_per_minute(1000)
LEVEL_LOW = code(THERMAL_MANAGEMENT, "P1C10-00").present
# A loop that works keeps its coolant near the ambient temperature, in summer as in winter.
COOLANT_WARM = difference(COOLANT_TEMPERATURE, AMBIENT_TEMPERATURE) > degrees_celsius(30)
PUMP_ERRATIC = all_of(
    COOLANT_WARM,
    spread(COOLANT_PUMP_SPEED, over=minutes(2), during=Phase.DRIVING)
    > revolutions_per_minute(400),
)

PUMP_SEIZED = Cause(
    id=CauseId("thermal.pump_seized"),
    title="The coolant pump has seized.",
    signs=(
        speaks_for(PUMP_FAILS),
        speaks_for(PUMP_STANDS, lasting=True),
        speaks_against(LINE_OPEN, Weight.PROVES),
        speaks_against(PUMP_TURNS),
    ),
)
PUMP_LINE = Cause(
    id=CauseId("thermal.pump_line"),
    title="The control line of the coolant pump is broken.",
    frequency=Frequency.RARE,
    signs=(speaks_for(LINE_OPEN, Weight.PROVES), speaks_against(PUMP_TURNS)),
)
COOLANT_LEAK = Cause(
    id=CauseId("thermal.coolant_leak"),
    title="The coolant loop of the drive leaks.",
    signs=(
        speaks_for(LEVEL_LOW, Weight.PROVES),
        speaks_for(COOLANT_WARM),
        speaks_against(PUMP_STANDS, lasting=True),
    ),
)
AIR_IN_LOOP = Cause(
    id=CauseId("thermal.air_in_loop"),
    title="Air in the coolant loop keeps the coolant from flowing.",
    signs=(
        speaks_for(COOLANT_WARM),
        speaks_for(PUMP_ERRATIC),
        speaks_against(PUMP_STANDS, lasting=True),
    ),
)
VALVE = Cause(
    id=CauseId("thermal.valve"),
    title="A coolant valve sticks or has lost its adaptation.",
)
FAN = Cause(
    id=CauseId("thermal.fan"),
    title="The radiator fan or its supply has failed.",
)
COOLANT_SENSOR = Cause(
    id=CauseId("thermal.coolant_sensor"),
    title="A coolant temperature sensor or its plug is damaged.",
)
BATTERY_PUMP = Cause(
    id=CauseId("thermal.battery_pump"),
    title="The coolant pump of the battery or its supply has failed.",
)
HEATER = Cause(
    id=CauseId("thermal.heater"),
    title="The coolant heater does not switch off by itself.",
)
SHUTTER = Cause(
    id=CauseId("thermal.shutter"),
    title="Ice, dirt or a bent flap blocks the radiator shutter.",
)
