"""Trouble codes of cameras, radars and ultrasonic sensors."""

from gateway.domain.catalogue import CatalogueEntry, Skill
from gateway.domain.component import DRIVER_ASSISTANCE
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode

UNAVAILABLE = "You may drive as usual; assistance functions may be unavailable."
DO_NOT_RELY = "You may drive as usual; do not rely on automatic braking or cruise control."
CLEANED_BY_HAND = "A blocked view is cleaned by hand; the sensor recovers by itself."
AT_A_WORKSHOP = "A calibration needs targets and level ground at a workshop."
AT_THE_CAR = "A sensor is checked at the car before it is replaced."

CAMERA_BLOCKED = CatalogueEntry(
    code=TroubleCode.parse("B1C40-97"),
    component=DRIVER_ASSISTANCE,
    title="Front camera blocked",
    owner_text="The front camera of your car cannot see well. Lane keeping and automatic "
    "cruise control take a break until its view is clear.",
    service_text="The front camera reports a blocked view. Clean and inspect lens and "
    "windscreen; check heating and mounting; calibrate if the camera was moved.",
    severity=Severity.MONITOR,
    drivability=UNAVAILABLE,
    advice="Please clean the windscreen in front of the mirror, inside and out.",
    skills=frozenset({Skill.ELECTRONICS}),
    repair_minutes=60,
    no_remedy_because="A blocked view is cleaned by hand; the camera recovers by itself.",
)
CAMERA_HEATER = CatalogueEntry(
    code=TroubleCode.parse("B1C42-13"),
    component=DRIVER_ASSISTANCE,
    title="Heater of the front camera disconnected",
    owner_text="The small heater in front of the camera of your car does not heat. On cold "
    "days the camera mists up, and assistance functions take a break.",
    service_text="Camera heater circuit open. Measure it at the plug behind the mirror; after "
    "a new windscreen, look whether the heater was plugged in at all.",
    severity=Severity.MONITOR,
    drivability=UNAVAILABLE,
    advice="On cold mornings, please let the fan blow on the windscreen for some minutes.",
    skills=frozenset({Skill.ELECTRONICS}),
    repair_minutes=60,
    no_remedy_because="A broken heater wire is mended at the car.",
)
CAMERA_NOT_CALIBRATED = CatalogueEntry(
    code=TroubleCode.parse("B1C41-54"),
    component=DRIVER_ASSISTANCE,
    title="Front camera not calibrated",
    owner_text="The front camera of your car has not been calibrated, as it must be after a "
    "new windscreen. Lane keeping and automatic braking may be unavailable.",
    service_text="Calibration of the front camera missing. Ask for a new windscreen or work "
    "on the axle; check mounting and tyre sizes, then calibrate statically or by driving.",
    severity=Severity.SOON,
    drivability=DO_NOT_RELY,
    advice="Please tell us if the windscreen was replaced lately, and by whom.",
    skills=frozenset({Skill.ELECTRONICS}),
    repair_minutes=90,
    no_remedy_because=AT_A_WORKSHOP,
)
CAMERA_DEFECTIVE = CatalogueEntry(
    code=TroubleCode.parse("B1C44-49"),
    component=DRIVER_ASSISTANCE,
    title="Front camera defective",
    owner_text="The front camera of your car has found a fault in itself. Lane keeping and "
    "automatic braking are unavailable.",
    service_text="Internal fault of the front camera. Check supply and software version; "
    "replace, code and calibrate it.",
    severity=Severity.SOON,
    drivability=DO_NOT_RELY,
    advice="Please drive as you would without these helpers.",
    skills=frozenset({Skill.ELECTRONICS}),
    repair_minutes=120,
    no_remedy_because=AT_THE_CAR,
)
CAMERA_HOT = CatalogueEntry(
    code=TroubleCode.parse("B1C4D-98"),
    component=DRIVER_ASSISTANCE,
    title="Front camera too hot",
    owner_text="The front camera of your car is too hot and takes a break. In strong sun that "
    "can happen; it comes back when the car has cooled down.",
    service_text="Camera over-temperature. If it comes back in mild weather, check its cover, "
    "its fan and stickers on the windscreen.",
    severity=Severity.MONITOR,
    drivability=UNAVAILABLE,
    advice="Please park in the shade; there is nothing else that you need to do.",
    skills=frozenset({Skill.ELECTRONICS}),
    repair_minutes=60,
    no_remedy_because="It comes back by itself when it has cooled down.",
)
REAR_CAMERA_BLOCKED = CatalogueEntry(
    code=TroubleCode.parse("B1C43-97"),
    component=DRIVER_ASSISTANCE,
    title="Rear camera blocked",
    owner_text="The rear camera of your car cannot see well. Its picture may be blurred, and "
    "parking helpers take a break.",
    service_text="The rear camera reports a blocked view. Clean it; look for water in the "
    "lens, then replace it.",
    severity=Severity.MONITOR,
    drivability="You may drive as usual; please look around yourself when you reverse.",
    advice="Please wipe the lens above the number plate with a soft, wet cloth.",
    skills=frozenset({Skill.ELECTRONICS}),
    repair_minutes=45,
    no_remedy_because=CLEANED_BY_HAND,
)
RADAR_MISALIGNED = CatalogueEntry(
    code=TroubleCode.parse("B1C45-78"),
    component=DRIVER_ASSISTANCE,
    title="Front radar out of alignment",
    owner_text="The front radar of your car no longer looks straight ahead. Automatic braking "
    "and cruise control may react wrongly, and are switched off.",
    service_text="Front radar out of alignment. Look at the bracket and the bumper for a "
    "parking bump; straighten or replace the bracket, then align the radar.",
    severity=Severity.SOON,
    drivability=DO_NOT_RELY,
    advice="Please tell us if the front of the car was touched lately.",
    skills=frozenset({Skill.ELECTRONICS}),
    repair_minutes=120,
    no_remedy_because=AT_A_WORKSHOP,
)
RADAR_BLOCKED = CatalogueEntry(
    code=TroubleCode.parse("B1C46-97"),
    component=DRIVER_ASSISTANCE,
    title="Front radar blocked",
    owner_text="Snow, ice or dirt covers the front radar of your car. Automatic braking and "
    "cruise control take a break.",
    service_text="The front radar reports a blocked view. Clean it; look for a sticker or "
    "paint that is too thick, then at its heating.",
    severity=Severity.MONITOR,
    drivability=DO_NOT_RELY,
    advice="Please clear snow and dirt from the front of the car.",
    skills=frozenset({Skill.ELECTRONICS}),
    repair_minutes=45,
    no_remedy_because=CLEANED_BY_HAND,
)
RADAR_DEFECTIVE = CatalogueEntry(
    code=TroubleCode.parse("B1C47-49"),
    component=DRIVER_ASSISTANCE,
    title="Front radar defective",
    owner_text="The front radar of your car has found a fault in itself. Automatic braking and "
    "cruise control are unavailable.",
    service_text="Internal fault of the front radar. Check its plug for water, supply and "
    "software; replace, code and align it.",
    severity=Severity.SOON,
    drivability=DO_NOT_RELY,
    advice="Please drive as you would without these helpers.",
    skills=frozenset({Skill.ELECTRONICS}),
    repair_minutes=120,
    no_remedy_because=AT_THE_CAR,
)


def _corner_radar(code: str, side: str) -> CatalogueEntry:
    return CatalogueEntry(
        code=TroubleCode.parse(code),
        component=DRIVER_ASSISTANCE,
        title=f"Corner radar {side} out of alignment",
        owner_text=f"The radar at the rear {side} corner of your car looks in a wrong "
        "direction. It may not warn you when somebody overtakes.",
        service_text=f"Corner radar {side} out of alignment. Look at the bumper and the "
        "bracket for a parking bump, then align it.",
        severity=Severity.SOON,
        drivability="You may drive as usual; please look over your shoulder to change lanes.",
        advice="Please tell us if the rear of the car was touched lately.",
        skills=frozenset({Skill.ELECTRONICS}),
        repair_minutes=90,
        no_remedy_because=AT_A_WORKSHOP,
    )


def _parking_sensor(code: str, end: str) -> CatalogueEntry:
    return CatalogueEntry(
        code=TroubleCode.parse(code),
        component=DRIVER_ASSISTANCE,
        title=f"Parking sensor {end} disconnected",
        owner_text=f"A parking sensor at the {end} of your car does not answer. The car may "
        "not warn you of what stands there.",
        service_text=f"Ultrasonic sensor {end} open. Find it by its click; check plug and ring "
        "for water, then replace the sensor.",
        severity=Severity.MONITOR,
        drivability="You may drive as usual; please look around yourself when you park.",
        advice="Please clean the round sensors in the bumper.",
        skills=frozenset({Skill.ELECTRONICS}),
        repair_minutes=45,
        no_remedy_because=AT_THE_CAR,
    )


CORNER_LEFT = _corner_radar("B1C48-78", "left")
CORNER_RIGHT = _corner_radar("B1C49-78", "right")
PARKING_FRONT = _parking_sensor("B1C4A-13", "front")
PARKING_REAR = _parking_sensor("B1C4B-13", "rear")

CODES = (
    CAMERA_BLOCKED,
    CAMERA_HEATER,
    CAMERA_NOT_CALIBRATED,
    CAMERA_DEFECTIVE,
    CAMERA_HOT,
    REAR_CAMERA_BLOCKED,
    RADAR_MISALIGNED,
    RADAR_BLOCKED,
    RADAR_DEFECTIVE,
    CORNER_LEFT,
    CORNER_RIGHT,
    PARKING_FRONT,
    PARKING_REAR,
)
