"""What may be behind a fault of airbags and belts."""

from gateway.domain.cause import CauseId, Weight
from gateway.domain.component import AIRBAG
from gateway.triage.cause import Cause, Frequency, speaks_against, speaks_for
from gateway.triage.reported import code, occurrences

# What dries heals for a while.
MORE_THAN_ONCE = 2
CAME_BACK = occurrences(AIRBAG, "B0001-1A") >= MORE_THAN_ONCE
CRASHED = code(AIRBAG, "B1B00-00").present

SEAT_CONNECTOR = Cause(
    id=CauseId("restraints.seat_connector"),
    title="A contact of the airbag's connector or clock spring is corroded.",
    frequency=Frequency.MOST,
    signs=(speaks_against(CAME_BACK), speaks_against(CRASHED)),
)
CONNECTOR_WET = Cause(
    id=CauseId("restraints.connector_wet"),
    title="Moisture in the connector under the seat comes and dries.",
    signs=(speaks_for(CAME_BACK), speaks_against(CRASHED)),
)
IGNITER = Cause(
    id=CauseId("restraints.igniter"),
    title="The igniter of an airbag or tensioner is damaged.",
    frequency=Frequency.RARE,
)
LEFT_UNPLUGGED = Cause(
    id=CauseId("restraints.left_unplugged"),
    title="A connector was left unplugged after work on the car.",
)
CRASH = Cause(
    id=CauseId("restraints.crash"),
    title="A crash has fired airbags or belt tensioners.",
    frequency=Frequency.RARE,
    signs=(speaks_for(CRASHED, Weight.PROVES),),
)
SEAT_MAT = Cause(
    id=CauseId("restraints.seat_mat"),
    title="The mat in the passenger's seat is damaged, wet or not taught in.",
)
FRONT_SENSOR = Cause(
    id=CauseId("restraints.front_sensor"),
    title="A crash sensor behind the bumper or its plug is damaged.",
)
CONTROL_UNIT = Cause(
    id=CauseId("restraints.control_unit"),
    title="The airbag control unit is damaged.",
)
BUCKLE = Cause(
    id=CauseId("restraints.buckle"),
    title="Dirt or wear in the belt buckle.",
)
