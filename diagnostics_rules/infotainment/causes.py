"""What a workshop puts right on the screen; only time tells some of them apart."""

from gateway.domain.cause import CauseId, Weight
from gateway.domain.component import BODY_CONTROL, INFOTAINMENT, TELEMATICS
from gateway.domain.signal import INFOTAINMENT_HEARTBEAT_AGE, Phase
from gateway.triage.cause import Cause, Frequency, speaks_against, speaks_for
from gateway.triage.condition import all_of, not_
from gateway.triage.measured import latest, phase
from gateway.triage.reported import code, occurrences
from gateway.triage.software import software
from gateway.triage.units import seconds

TIME_AND_AGAIN = 2

COMES_AGAIN = occurrences(INFOTAINMENT, "B1A20-47") >= TIME_AND_AGAIN
MAP_DEFECT = all_of(software(INFOTAINMENT) >= "2026.8.2", software(INFOTAINMENT) <= "2026.8.2")
# A stall goes on by itself after some minutes; at rest the screen may sleep.
HANGS_ON = all_of(phase(Phase.DRIVING), latest(INFOTAINMENT_HEARTBEAT_AGE) > seconds(900))
MISSED_BY_ALL = all_of(
    code(BODY_CONTROL, "U0184-87").present, code(TELEMATICS, "U0184-87").present
)

SOFTWARE_HALTED = Cause(
    id=CauseId("infotainment.software_halted"),
    title="The software of the screen has come to a halt.",
    frequency=Frequency.MOST,
)
# A stall that goes on by itself comes again; one that a restart has to end does so rarely.
MAP_STALLS = Cause(
    id=CauseId("infotainment.map_software"),
    title="The map software of release 2026.8.2 stalls the screen for minutes.",
    signs=(
        speaks_for(COMES_AGAIN),
        speaks_for(MAP_DEFECT, Weight.HINTS),
        speaks_against(not_(MAP_DEFECT), Weight.PROVES),
        speaks_against(HANGS_ON, lasting=True),
    ),
)
DISPLAY_CONTROLLER = Cause(
    id=CauseId("infotainment.display_controller"),
    title="The display controller stalls once it is warm.",
    signs=(speaks_for(COMES_AGAIN),),
)
FLASH_WORN = Cause(
    id=CauseId("infotainment.flash"),
    title="The memory of the screen is worn, and a read never ends.",
    signs=(speaks_for(code(INFOTAINMENT, "B1A24-96").present),),
)
UPDATE_HALF_APPLIED = Cause(
    id=CauseId("infotainment.update"),
    title="An update of the screen was applied by half.",
    signs=(speaks_for(code(INFOTAINMENT, "B1A22-56").present, Weight.HINTS),),
)
# It answers nobody: whoever talks to it misses it.
RESTARTS_WITHOUT_END = Cause(
    id=CauseId("infotainment.unit"),
    title="The infotainment unit starts over and over, and answers nobody.",
    frequency=Frequency.MOST,
    signs=(speaks_for(MISSED_BY_ALL),),
)
SETTINGS_LOST = Cause(
    id=CauseId("infotainment.coding"),
    title="The coding of the infotainment unit was lost.",
)
DISPLAY_FAILED = Cause(
    id=CauseId("infotainment.display"),
    title="The display has failed inside.",
)
HEAT_IN_THE_CABIN = Cause(
    id=CauseId("infotainment.cabin_heat"),
    title="The cabin is too hot for the display.",
)
REAR_CAMERA_LINE = Cause(
    id=CauseId("infotainment.rear_camera"),
    title="The rear camera or its line is broken.",
)
SPEAKER_LINE = Cause(
    id=CauseId("infotainment.loudspeaker"),
    title="A loudspeaker or its line is open.",
)
