"""What may be behind a fault of the steering."""

from gateway.domain.cause import CauseId
from gateway.triage.cause import Cause, Frequency

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
)
GEAR = Cause(
    id=CauseId("steering.gear"),
    title="Water, dirt or wear makes the steering gear bind.",
)
ANGLE_SENSOR = Cause(
    id=CauseId("steering.angle_sensor"),
    title="The steering angle sensor or the clock spring is damaged.",
)
ALIGNMENT = Cause(
    id=CauseId("steering.alignment"),
    title="Work on the axle or a flat 12 V battery has upset the calibration.",
)
