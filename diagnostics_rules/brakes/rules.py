"""When the brakes are in trouble."""

from diagnostics_rules.brakes import causes, wheel_codes
from diagnostics_rules.brakes import hydraulic_codes as hydraulic
from gateway.triage.reporting import failing, reported
from gateway.triage.rule import VehicleSystem

SYSTEM = VehicleSystem.BRAKES
WHEEL = (causes.WHEEL_SPEED_CABLE, causes.WHEEL_SPEED_PLUG)

WHEELS = (
    reported(wheel_codes.WHEEL_FRONT_LEFT, SYSTEM, "wheel_speed_front_left", *WHEEL),
    reported(wheel_codes.WHEEL_FRONT_RIGHT, SYSTEM, "wheel_speed_front_right", *WHEEL),
    reported(wheel_codes.WHEEL_REAR_LEFT, SYSTEM, "wheel_speed_rear_left", *WHEEL),
    reported(wheel_codes.WHEEL_REAR_RIGHT, SYSTEM, "wheel_speed_rear_right", *WHEEL),
)
REPORTED = (
    *WHEELS,
    reported(
        wheel_codes.LATERAL_ACCELERATION, SYSTEM, "lateral_acceleration", causes.MOTION_SENSOR
    ),
    reported(wheel_codes.YAW_RATE, SYSTEM, "yaw_rate", causes.MOTION_SENSOR),
    reported(wheel_codes.PEDAL_SWITCH, SYSTEM, "pedal_switch", causes.PEDAL_SWITCH),
    reported(wheel_codes.PADS_WORN, SYSTEM, "pads_worn", causes.PADS_WORN),
    reported(hydraulic.PUMP_STUCK, SYSTEM, "pump_stuck", causes.PUMP),
    reported(hydraulic.FLUID_LOW, SYSTEM, "fluid_low", causes.FLUID_LEAK, causes.PADS_WORN),
    reported(hydraulic.BOOSTER_WEAK, SYSTEM, "booster_weak", causes.BOOSTER),
    reported(hydraulic.CONTROL_UNIT, SYSTEM, "control_unit", causes.CONTROL_UNIT),
    reported(hydraulic.VALVE_RELAY, SYSTEM, "valve_relay", causes.VALVE_SUPPLY),
    reported(hydraulic.PRESSURE_SENSOR, SYSTEM, "pressure_sensor", causes.PRESSURE_SENSOR),
    reported(
        hydraulic.PARKING_BRAKE_LEFT, SYSTEM, "parking_brake_left", causes.PARKING_ACTUATOR
    ),
    reported(
        hydraulic.PARKING_BRAKE_RIGHT, SYSTEM, "parking_brake_right", causes.PARKING_ACTUATOR
    ),
)
# Only while it fails: brakes that have cooled down leave a stored code behind.
FAILING = (failing(hydraulic.BRAKES_HOT, SYSTEM, "brakes_hot", causes.CALLIPER),)

RULES = (*REPORTED, *FAILING)
