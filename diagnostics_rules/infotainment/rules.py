"""Rules of the screen: most of its faults count only as long as they last."""

from diagnostics_rules.infotainment import causes as by
from diagnostics_rules.infotainment import codes
from gateway.domain.finding import RuleId
from gateway.domain.signal import INFOTAINMENT_HEARTBEAT_AGE, Phase
from gateway.triage.condition import all_of
from gateway.triage.latch import latched
from gateway.triage.measured import latest, phase
from gateway.triage.reporting import failing, recurring, reported
from gateway.triage.rule import Rule, VehicleSystem
from gateway.triage.units import minutes, seconds

INFOTAINMENT = VehicleSystem.INFOTAINMENT

STALLS = (
    by.SOFTWARE_HALTED,
    by.MAP_STALLS,
    by.DISPLAY_CONTROLLER,
    by.FLASH_WORN,
    by.UPDATE_HALF_APPLIED,
)

# Only while it fails: a stored code stays behind after a restart that has helped.
FROZEN = failing(codes.FROZEN, INFOTAINMENT, "frozen", *STALLS)
REAR_CAMERA = recurring(
    codes.REAR_CAMERA_SILENT, INFOTAINMENT, "rear_camera_silent", by.REAR_CAMERA_LINE
)
TOO_HOT = failing(codes.DISPLAY_TOO_HOT, INFOTAINMENT, "display_too_hot", by.HEAT_IN_THE_CABIN)
REPORTED = (
    reported(codes.DISPLAY_DEFECTIVE, INFOTAINMENT, "display_defective", by.DISPLAY_FAILED),
    reported(codes.SETTINGS_LOST, INFOTAINMENT, "settings_lost", by.SETTINGS_LOST),
    reported(codes.STORAGE_WORN, INFOTAINMENT, "storage_worn", by.FLASH_WORN),
    reported(codes.SPEAKER_OPEN, INFOTAINMENT, "speaker_open", by.SPEAKER_LINE),
)

# At rest the screen may sleep as long as it likes.
NOT_DRAWING = Rule(
    id=RuleId("infotainment.not_drawing"),
    system=INFOTAINMENT,
    title="The screen has not drawn for a minute or more while driving",
    when=latched(
        on=all_of(
            phase(Phase.DRIVING),
            latest(INFOTAINMENT_HEARTBEAT_AGE) > seconds(60),
        ).held_for(minutes(1)),
        off=all_of(
            phase(Phase.DRIVING),
            latest(INFOTAINMENT_HEARTBEAT_AGE) < seconds(10),
        ).held_for(seconds(30)),
    ),
    causes=STALLS,
    entry=codes.FROZEN,
)

RULES = (FROZEN, TOO_HOT, REAR_CAMERA, *REPORTED, NOT_DRAWING)
