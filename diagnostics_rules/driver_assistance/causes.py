"""What may be behind cameras and radars that do not see."""

from gateway.domain.cause import CauseId, Weight
from gateway.domain.component import DRIVER_ASSISTANCE
from gateway.domain.signal import AMBIENT_TEMPERATURE
from gateway.triage.cause import Cause, Frequency, speaks_against, speaks_for
from gateway.triage.measured import latest
from gateway.triage.reported import code, occurrences
from gateway.triage.reporting import TIME_AND_AGAIN
from gateway.triage.units import degrees_celsius

COLD = latest(AMBIENT_TEMPERATURE) < degrees_celsius(6)
HEATER_OPEN = code(DRIVER_ASSISTANCE, "B1C42-13").present
CAME_BACK = occurrences(DRIVER_ASSISTANCE, "B1C40-97") >= TIME_AND_AGAIN

VIEW_COVERED = Cause(
    id=CauseId("driver_assistance.view_covered"),
    title="Dirt, insects or snow cover the view.",
    frequency=Frequency.MOST,
    signs=(speaks_against(CAME_BACK), speaks_against(HEATER_OPEN)),
)
WINDSCREEN_SCRATCHED = Cause(
    id=CauseId("driver_assistance.windscreen_scratched"),
    title="A scratched windscreen and low sun blind the camera time and again.",
    signs=(speaks_for(CAME_BACK), speaks_against(HEATER_OPEN)),
)
CAMERA_HEATER = Cause(
    id=CauseId("driver_assistance.camera_heater"),
    title="The heater of the camera does not heat, so that it mists up in the cold.",
    frequency=Frequency.RARE,
    signs=(speaks_for(HEATER_OPEN, Weight.PROVES), speaks_for(COLD, Weight.HINTS)),
)
NOT_CALIBRATED = Cause(
    id=CauseId("driver_assistance.not_calibrated"),
    title="The camera was not calibrated after work on windscreen or axle.",
)
CAMERA = Cause(
    id=CauseId("driver_assistance.camera"),
    title="A camera or its supply is damaged.",
)
SUN = Cause(
    id=CauseId("driver_assistance.sun"),
    title="Strong sun has heated up the camera.",
)
BRACKET_BENT = Cause(
    id=CauseId("driver_assistance.bracket_bent"),
    title="A parking bump has bent the bracket of a radar.",
)
RADAR = Cause(
    id=CauseId("driver_assistance.radar"),
    title="A radar or its plug is damaged.",
)
PARKING_SENSOR = Cause(
    id=CauseId("driver_assistance.parking_sensor"),
    title="A parking sensor or its plug is damaged.",
)
