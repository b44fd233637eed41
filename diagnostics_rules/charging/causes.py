"""What may be behind trouble with charging."""

from gateway.domain.cause import CauseId, Weight
from gateway.domain.component import CHARGER
from gateway.domain.signal import AMBIENT_TEMPERATURE
from gateway.triage.cause import Cause, Frequency, speaks_against, speaks_for
from gateway.triage.measured import latest
from gateway.triage.reported import code
from gateway.triage.units import degrees_celsius, minutes

FROST = latest(AMBIENT_TEMPERATURE, within=minutes(30)) < degrees_celsius(3)
NO_FROST = latest(AMBIENT_TEMPERATURE, within=minutes(30)) > degrees_celsius(6)
INLET_BURNS = code(CHARGER, "P1B31-4B").present

LATCH_WORN = Cause(
    id=CauseId("charging.latch_worn"),
    title="The actuator of the charge port latch is worn or dirty.",
    frequency=Frequency.MOST,
    signs=(speaks_against(FROST, Weight.HINTS),),
)
LATCH_FROZEN = Cause(
    id=CauseId("charging.latch_frozen"),
    title="Ice holds the latch of the charge port.",
    signs=(speaks_for(FROST), speaks_against(NO_FROST)),
)
DOOR_ACTUATOR = Cause(
    id=CauseId("charging.door_actuator"),
    title="The actuator of the charge port door is worn.",
    signs=(speaks_against(FROST, Weight.HINTS),),
)
CONTACT_BURNT = Cause(
    id=CauseId("charging.contact_burnt"),
    title="A burnt or widened contact of the charge inlet heats up.",
    frequency=Frequency.MOST,
    signs=(speaks_for(INLET_BURNS),),
)
PLUG_WORN = Cause(
    id=CauseId("charging.plug_worn"),
    title="The plug of a cable or station is worn, not the inlet.",
    frequency=Frequency.RARE,
)
INLET_SENSOR = Cause(
    id=CauseId("charging.inlet_sensor"),
    title="A temperature sensor of the charge inlet or its plug is damaged.",
)
PROXIMITY_PIN = Cause(
    id=CauseId("charging.proximity_pin"),
    title="A small pin of the charge inlet is corroded or bent.",
)
CABLE = Cause(
    id=CauseId("charging.cable"),
    title="The charging cable is damaged.",
    frequency=Frequency.RARE,
)
STATION = Cause(
    id=CauseId("charging.station"),
    title="The station or the installation is at fault, not the car.",
    frequency=Frequency.MOST,
)
PHASE_DEAD = Cause(
    id=CauseId("charging.phase_dead"),
    title="A phase of the on-board charger is dead.",
)
CHARGER_MOISTURE = Cause(
    id=CauseId("charging.moisture"),
    title="Moisture in the inlet, the cable or the charger.",
)
FAST_CONTACTOR = Cause(
    id=CauseId("charging.fast_contactor"),
    title="A contactor of the fast charging inlet has welded or lost its coil.",
)
CHARGER_COOLING = Cause(
    id=CauseId("charging.charger_cooling"),
    title="Too little coolant reaches the on-board charger.",
)
