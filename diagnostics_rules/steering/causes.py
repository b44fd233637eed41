"""What may be behind a fault of the steering."""

from gateway.domain.cause import CauseId
from gateway.domain.component import STEERING
from gateway.triage.cause import Cause, Frequency, speaks_for
from gateway.triage.reported import code

TORQUE_SENSOR = Cause(
    id=CauseId("steering.torque_sensor"),
    title="The two channels of the steering torque sensor contradict each other.",
    frequency=Frequency.MOST,
)
POWER_STAGE = Cause(
    id=CauseId("steering.power_stage"),
    title="The power stage of the steering fails, mostly when it has become warm.",
    frequency=Frequency.MOST,
)
MOTOR = Cause(
    id=CauseId("steering.motor"),
    title="The motor of the steering or its plug is damaged.",
    signs=(speaks_for(code(STEERING, "C1B11-13").present),),
)
GEAR = Cause(
    id=CauseId("steering.gear"),
    title="Water, dirt or wear makes the steering gear bind.",
    signs=(speaks_for(code(STEERING, "C1B13-71").present),),
)
ANGLE_SENSOR = Cause(
    id=CauseId("steering.angle_sensor"),
    title="The steering angle sensor or the clock spring is damaged.",
)
ALIGNMENT = Cause(
    id=CauseId("steering.alignment"),
    title="Work on the axle or a flat 12 V battery has upset the calibration.",
    signs=(speaks_for(code(STEERING, "C1B12-54").present),),
)
