"""When airbags or belts are in trouble."""

from diagnostics_rules.restraints import causes, codes
from gateway.triage.reporting import recurring, reported
from gateway.triage.rule import VehicleSystem

SYSTEM = VehicleSystem.RESTRAINTS
CIRCUIT = (causes.SEAT_CONNECTOR, causes.CONNECTOR_WET, causes.IGNITER, causes.CRASH)
OPEN = (causes.LEFT_UNPLUGGED, causes.IGNITER, causes.CRASH)

REPORTED = (
    reported(codes.DRIVER_AIRBAG, SYSTEM, "driver_airbag_fault", *CIRCUIT),
    reported(codes.PASSENGER_AIRBAG, SYSTEM, "passenger_airbag_open", *OPEN),
    reported(codes.CRASH_STORED, SYSTEM, "crash_stored", causes.CRASH),
    reported(codes.SIDE_LEFT, SYSTEM, "side_left", *CIRCUIT),
    reported(codes.SIDE_RIGHT, SYSTEM, "side_right", *CIRCUIT),
    reported(codes.TENSIONER_DRIVER, SYSTEM, "tensioner_driver", *OPEN),
    reported(codes.TENSIONER_PASSENGER, SYSTEM, "tensioner_passenger", *OPEN),
    reported(codes.OCCUPANT_SENSOR, SYSTEM, "occupant_sensor", causes.SEAT_MAT),
    reported(codes.FRONT_SENSOR_LEFT, SYSTEM, "front_sensor_left", causes.FRONT_SENSOR),
    reported(codes.FRONT_SENSOR_RIGHT, SYSTEM, "front_sensor_right", causes.FRONT_SENSOR),
    reported(codes.CONTROL_UNIT, SYSTEM, "control_unit", causes.CONTROL_UNIT),
)
RECURRING = (recurring(codes.BUCKLE, SYSTEM, "buckle", causes.BUCKLE),)

RULES = (*REPORTED, *RECURRING)
