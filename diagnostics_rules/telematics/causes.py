"""What a workshop or the operator puts right on the connection of a car."""

from gateway.domain.cause import CauseId, Weight
from gateway.domain.component import TELEMATICS
from gateway.domain.signal import TELEMATICS_SERVICES_LOST, VEHICLE_SPEED
from gateway.triage.cause import Cause, Frequency, speaks_against, speaks_for
from gateway.triage.condition import all_of, not_
from gateway.triage.measured import latest
from gateway.triage.reported import code, occurrences
from gateway.triage.software import software
from gateway.triage.units import count, metres_per_second, minutes

TIME_AND_AGAIN = 2

COMES_AGAIN = occurrences(TELEMATICS, "U1A10-87") >= TIME_AND_AGAIN
# The second one may be lost some seconds after the first.
ONE_SERVICE = all_of(
    latest(TELEMATICS_SERVICES_LOST) > count(0), latest(TELEMATICS_SERVICES_LOST) < count(2)
).held_for(minutes(1))
MEMORY_DEFECT = all_of(software(TELEMATICS) >= "2026.20.1", software(TELEMATICS) <= "2026.20.1")
MOVES = latest(VEHICLE_SPEED) > metres_per_second(10)
STANDS = latest(VEHICLE_SPEED) < metres_per_second(1)

# A hand-over drops several services at once; a memory that runs full stalls one by one.
CONNECTION_DROPPED = Cause(
    id=CauseId("telematics.connection_dropped"),
    title="The telematics unit hangs on to a connection that the backend has dropped.",
    frequency=Frequency.MOST,
    signs=(speaks_against(ONE_SERVICE, Weight.HINTS, lasting=True),),
)
MODEM_FAILING = Cause(
    id=CauseId("telematics.modem"),
    title="The modem loses its services again after every start.",
    signs=(speaks_for(COMES_AGAIN), speaks_for(code(TELEMATICS, "B1A03-49").present)),
)
MEMORY_FULL = Cause(
    id=CauseId("telematics.memory"),
    title="Release 2026.20.1 of the unit runs out of memory until its services stall.",
    signs=(
        speaks_for(ONE_SERVICE, lasting=True),
        speaks_for(MEMORY_DEFECT, Weight.HINTS),
        speaks_against(not_(MEMORY_DEFECT), Weight.PROVES),
    ),
)
SIM_PROFILE = Cause(
    id=CauseId("telematics.sim_profile"),
    title="The SIM profile of the car has expired or was blocked.",
)
UNIT_UNCODED = Cause(
    id=CauseId("telematics.coding"),
    title="A replaced telematics unit was not coded to the car.",
    signs=(speaks_for(code(TELEMATICS, "U1A12-55").present),),
)
ANTENNA_PLUG = Cause(
    id=CauseId("telematics.antenna_plug"),
    title="The plug of the roof antenna is loose.",
    frequency=Frequency.MOST,
    signs=(speaks_for(MOVES),),
)
ANTENNA_BROKEN = Cause(
    id=CauseId("telematics.antenna"),
    title="The roof antenna or its cable is broken.",
    signs=(speaks_for(STANDS),),
)
POSITION_ANTENNA = Cause(
    id=CauseId("telematics.position_antenna"),
    title="The satellite antenna or its cable is broken.",
)
MODEM_BROKEN = Cause(
    id=CauseId("telematics.modem_broken"),
    title="The modem has failed inside.",
)
BACKUP_BATTERY = Cause(
    id=CauseId("telematics.backup_battery"),
    title="The battery of the emergency call has aged.",
)
EMERGENCY_BUTTON = Cause(
    id=CauseId("telematics.emergency_button"),
    title="The emergency call button or its line is open.",
)
UPDATE_BROKEN_OFF = Cause(
    id=CauseId("telematics.update_broken_off"),
    title="A software update was broken off, and a component is left without software.",
)
UPDATE_REFUSED = Cause(
    id=CauseId("telematics.update_refused"),
    title="The new software does not fit what is in the car, and was taken back.",
)
