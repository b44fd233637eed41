"""When cameras, radars or parking sensors are in trouble."""

from diagnostics_rules.driver_assistance import causes, codes
from gateway.triage.reporting import failing, reported
from gateway.triage.rule import VehicleSystem

SYSTEM = VehicleSystem.DRIVER_ASSISTANCE
VIEW = (causes.VIEW_COVERED, causes.WINDSCREEN_SCRATCHED, causes.CAMERA_HEATER)

# Only while it fails: a view that has cleared leaves a stored code behind.
FAILING = (
    failing(codes.CAMERA_BLOCKED, SYSTEM, "camera_blocked", *VIEW),
    failing(codes.CAMERA_HOT, SYSTEM, "camera_hot", causes.SUN),
    failing(codes.REAR_CAMERA_BLOCKED, SYSTEM, "rear_camera_blocked", causes.VIEW_COVERED),
    failing(codes.RADAR_BLOCKED, SYSTEM, "radar_blocked", causes.VIEW_COVERED),
)
REPORTED = (
    reported(codes.CAMERA_HEATER, SYSTEM, "camera_heater", causes.CAMERA_HEATER),
    reported(
        codes.CAMERA_NOT_CALIBRATED, SYSTEM, "camera_not_calibrated", causes.NOT_CALIBRATED
    ),
    reported(codes.CAMERA_DEFECTIVE, SYSTEM, "camera_defective", causes.CAMERA),
    reported(codes.RADAR_MISALIGNED, SYSTEM, "radar_misaligned", causes.BRACKET_BENT),
    reported(codes.RADAR_DEFECTIVE, SYSTEM, "radar_defective", causes.RADAR),
    reported(codes.CORNER_LEFT, SYSTEM, "corner_radar_left", causes.BRACKET_BENT),
    reported(codes.CORNER_RIGHT, SYSTEM, "corner_radar_right", causes.BRACKET_BENT),
    reported(codes.PARKING_FRONT, SYSTEM, "parking_front", causes.PARKING_SENSOR),
    reported(codes.PARKING_REAR, SYSTEM, "parking_rear", causes.PARKING_SENSOR),
)

RULES = (*FAILING, *REPORTED)
