"""When the steering is in trouble."""

from diagnostics_rules.steering import causes, codes
from gateway.triage.reporting import failing, reported
from gateway.triage.rule import VehicleSystem

SYSTEM = VehicleSystem.STEERING

REPORTED = (
    reported(codes.TORQUE_SENSOR, SYSTEM, "torque_sensor_implausible", causes.TORQUE_SENSOR),
    reported(codes.CONTROL_UNIT, SYSTEM, "control_unit", causes.POWER_STAGE, causes.MOTOR),
    reported(codes.MOTOR_OPEN, SYSTEM, "motor_open", causes.MOTOR, causes.POWER_STAGE),
    reported(codes.GEAR_STUCK, SYSTEM, "gear_stuck", causes.GEAR),
    reported(codes.ANGLE_SENSOR, SYSTEM, "angle_sensor", causes.ANGLE_SENSOR, causes.ALIGNMENT),
    reported(codes.NOT_CALIBRATED, SYSTEM, "not_calibrated", causes.ALIGNMENT),
)
# Only while it fails: a motor that has cooled down leaves a stored code behind.
FAILING = (failing(codes.MOTOR_HOT, SYSTEM, "motor_hot", causes.GEAR, causes.MOTOR),)

RULES = (*REPORTED, *FAILING)
