"""Trouble codes of screen, sound and rear view."""

from diagnostics_rules.drivability import AS_USUAL
from gateway.domain.catalogue import CatalogueEntry, RemedyId, Skill
from gateway.domain.component import INFOTAINMENT
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode

IF_YOU_SEE_YOUR_SPEED = "You may drive if you can still see your speed and the warning lamps."

FROZEN = CatalogueEntry(
    code=TroubleCode.parse("B1A20-47"),
    component=INFOTAINMENT,
    title="Screen frozen",
    owner_text="The screen of your car has stopped responding. A restart usually brings it "
    "back, and we can do it from here while the car is parked.",
    service_text="The user interface stopped drawing and its watchdog has bitten. A hard "
    "reset has been tried or refused: check the software version, the storage wear and the "
    "supply.",
    severity=Severity.SOON,
    drivability=IF_YOU_SEE_YOUR_SPEED,
    advice="Please park when it suits you, so that we can restart the screen.",
    skills=frozenset({Skill.ELECTRONICS}),
    repair_minutes=60,
    remedy=RemedyId("infotainment_restart"),
)
DISPLAY_DEFECTIVE = CatalogueEntry(
    code=TroubleCode.parse("B1A21-49"),
    component=INFOTAINMENT,
    title="Display defective",
    owner_text="The display of your car has found a fault in itself. It may stay dark, flicker "
    "or not feel your touch.",
    service_text="Internal failure of the display. Check its plug and the video line for a "
    "kink, then replace the display and take over its data.",
    severity=Severity.SOON,
    drivability=IF_YOU_SEE_YOUR_SPEED,
    advice="Please use the buttons on the steering wheel until it has been replaced.",
    skills=frozenset({Skill.ELECTRONICS}),
    repair_minutes=90,
    no_remedy_because="A part that has failed inside does not come back by a restart.",
)
SETTINGS_LOST = CatalogueEntry(
    code=TroubleCode.parse("B1A22-56"),
    component=INFOTAINMENT,
    title="Settings of the screen lost",
    owner_text="The screen has lost what it knew about your car, such as language, profiles "
    "and equipment. It works, but some functions are missing.",
    service_text="Configuration of the infotainment unit is invalid. Code the unit anew with "
    "the data of the car; if it is lost again, suspect the storage.",
    severity=Severity.MONITOR,
    drivability=AS_USUAL,
    advice="Please let us know which functions are missing; set language and profile again.",
    skills=frozenset({Skill.ELECTRONICS}),
    repair_minutes=45,
    no_remedy_because="Coding a unit belongs to a workshop, and another restart cannot help.",
)
DISPLAY_TOO_HOT = CatalogueEntry(
    code=TroubleCode.parse("B1A23-4B"),
    component=INFOTAINMENT,
    title="Display too hot",
    owner_text="The display of your car is too hot and dims itself, most often after standing "
    "in the sun. It recovers once the cabin is cooler.",
    service_text="Over-temperature of the display. Usually no fault: look for a covered "
    "ventilation slot and a stuck fan only if it happens in mild weather.",
    severity=Severity.MONITOR,
    drivability=IF_YOU_SEE_YOUR_SPEED,
    advice="Please let the cabin cool down for some minutes, with the windows open at first.",
    skills=frozenset({Skill.ELECTRONICS}),
    repair_minutes=45,
    no_remedy_because="The display recovers by itself once it has cooled down.",
)
STORAGE_WORN = CatalogueEntry(
    code=TroubleCode.parse("B1A24-96"),
    component=INFOTAINMENT,
    title="Storage of the screen worn",
    owner_text="The memory of the screen is wearing out. It becomes slow and may one day not "
    "start any more; nothing that moves the car is affected.",
    service_text="The flash memory of the infotainment unit nears the end of its life. Replace "
    "the unit before it fails; do not restart or update it without need.",
    severity=Severity.SOON,
    drivability=AS_USUAL,
    advice="Please do not restart the screen yourself, as it might not come back.",
    skills=frozenset({Skill.ELECTRONICS}),
    repair_minutes=120,
    no_remedy_because="A restart writes to the very memory that is worn out.",
)
REAR_CAMERA_SILENT = CatalogueEntry(
    code=TroubleCode.parse("B1A26-31"),
    component=INFOTAINMENT,
    title="No picture from the rear camera",
    owner_text="The screen gets no picture from the camera at the rear. Parking aid by sound "
    "still works.",
    service_text="No signal from the rear camera. Check the line in the hinge of the tailgate, "
    "where it breaks most often, then plug and supply of the camera.",
    severity=Severity.SOON,
    drivability="You may drive as usual; look around yourself when you reverse.",
    advice="Please reverse slowly and with somebody to guide you where it is narrow.",
    skills=frozenset({Skill.ELECTRONICS}),
    repair_minutes=75,
    no_remedy_because="A line that is broken has to be mended at the car.",
)
SPEAKER_OPEN = CatalogueEntry(
    code=TroubleCode.parse("B1A27-13"),
    component=INFOTAINMENT,
    title="Loudspeaker disconnected",
    owner_text="A loudspeaker of your car has lost its connection. Some warning sounds may be "
    "quieter than usual.",
    service_text="Loudspeaker output open. Measure the line at the amplifier, then look into "
    "the door: plug and rubber sleeve of the hinge.",
    severity=Severity.MONITOR,
    drivability=AS_USUAL,
    advice="There is no hurry; it can be done at the next service.",
    skills=frozenset({Skill.ELECTRONICS}),
    repair_minutes=60,
    no_remedy_because="A line that is open has to be mended at the car.",
)

CODES = (
    FROZEN,
    DISPLAY_DEFECTIVE,
    SETTINGS_LOST,
    DISPLAY_TOO_HOT,
    STORAGE_WORN,
    REAR_CAMERA_SILENT,
    SPEAKER_OPEN,
)
