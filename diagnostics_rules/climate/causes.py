"""What a workshop puts right in climate control; how a glitch differs from a worn sensor."""

from gateway.domain.cause import CauseId, Weight
from gateway.domain.component import THERMAL_MANAGEMENT
from gateway.domain.signal import AMBIENT_TEMPERATURE, REFRIGERANT_PRESSURE, VEHICLE_SPEED
from gateway.triage.cause import Cause, Frequency, speaks_for
from gateway.triage.condition import all_of, any_of
from gateway.triage.measured import latest
from gateway.triage.reported import code, occurrences
from gateway.triage.units import degrees_celsius, kilopascals, metres_per_second, minutes

TIME_AND_AGAIN = 2

# A sensor that drifts crosses its limit slowly; nonsense comes in one jump.
BARELY_TOO_WARM = all_of(
    latest(AMBIENT_TEMPERATURE) > degrees_celsius(55),
    latest(AMBIENT_TEMPERATURE) < degrees_celsius(75),
)
# A glitch is over when it has been told; before that, its monitor may have waited for a drive.
MAKES_NO_SENSE_ON_AND_ON = all_of(
    code(THERMAL_MANAGEMENT, "P0071-62").present,
    latest(VEHICLE_SPEED) > metres_per_second(5),
    any_of(
        all_of(
            latest(AMBIENT_TEMPERATURE) > degrees_celsius(65),
            latest(AMBIENT_TEMPERATURE) < degrees_celsius(150),
        ),
        latest(AMBIENT_TEMPERATURE) < degrees_celsius(-60),
    ),
).held_for(minutes(1))

AMBIENT_GLITCH = Cause(
    id=CauseId("climate.ambient_glitch"),
    title="The outside temperature sensor has read nonsense once.",
    frequency=Frequency.MOST,
)
AMBIENT_SENSOR_WORN = Cause(
    id=CauseId("climate.ambient_sensor"),
    title="The outside temperature sensor is worn, wet or broken.",
    signs=(
        speaks_for(BARELY_TOO_WARM, lasting=True),
        speaks_for(MAKES_NO_SENSE_ON_AND_ON, lasting=True),
        speaks_for(occurrences(THERMAL_MANAGEMENT, "P0071-62") >= TIME_AND_AGAIN, Weight.TELLS),
    ),
)
AMBIENT_SENSOR_WIRE = Cause(
    id=CauseId("climate.ambient_sensor_wire"),
    title="The plug or the wire of the outside temperature sensor is open.",
)
REFRIGERANT_SENSOR_SHORTED = Cause(
    id=CauseId("climate.refrigerant_sensor"),
    title="The refrigerant pressure sensor or its cable has a short circuit.",
    signs=(
        speaks_for(code(THERMAL_MANAGEMENT, "B10B5-11").present, Weight.PROVES),
        speaks_for(latest(REFRIGERANT_PRESSURE) < kilopascals(10), Weight.HINTS, lasting=True),
    ),
)
REFRIGERANT_LEAKS = Cause(
    id=CauseId("climate.refrigerant_leak"),
    title="The refrigerant has leaked out.",
    frequency=Frequency.MOST,
)
CABIN_FAN_WORN = Cause(
    id=CauseId("climate.cabin_fan"),
    title="The cabin fan is blocked or worn out.",
)
FLAP_STUCK = Cause(
    id=CauseId("climate.windscreen_flap"),
    title="The air flap of the windscreen or its drive is stuck.",
)
CABIN_SENSOR_COVERED = Cause(
    id=CauseId("climate.cabin_sensor"),
    title="No air reaches the cabin temperature sensor.",
)
