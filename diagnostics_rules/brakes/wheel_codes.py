"""Trouble codes of what the stability control measures: wheels, turning, braking."""

from gateway.domain.catalogue import CatalogueEntry, Skill
from gateway.domain.component import BRAKES
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode

NEVER = "Brake faults are never reset or cleared from afar."
KEEP_DISTANCE = "You may drive gently to a workshop or home; keep a long distance."
AVOID_ICE = "Please brake early and avoid wet or icy roads until it has been repaired."


def _wheel(code: str, wheel: str) -> CatalogueEntry:
    """The sensor of one wheel, its circuit open."""
    return CatalogueEntry(
        code=TroubleCode.parse(code),
        component=BRAKES,
        title=f"Wheel speed sensor {wheel} fault",
        owner_text="Your car cannot measure the speed of one wheel. The brakes work, but "
        "anti-lock and stability control may not help you on a slippery road.",
        service_text=f"Open circuit at the wheel speed sensor {wheel}. Check the connector, "
        "the cable at the strut and the tone ring; move the cable through its whole travel "
        "while you watch the signal, and road test afterwards.",
        severity=Severity.URGENT,
        drivability=KEEP_DISTANCE,
        advice=AVOID_ICE,
        skills=frozenset({Skill.CHASSIS}),
        repair_minutes=90,
        no_remedy_because=NEVER,
    )


WHEEL_FRONT_LEFT = _wheel("C0035-13", "front left")
WHEEL_FRONT_RIGHT = _wheel("C0040-13", "front right")
WHEEL_REAR_LEFT = _wheel("C0045-13", "rear left")
WHEEL_REAR_RIGHT = _wheel("C0050-13", "rear right")
WHEELS = (WHEEL_FRONT_LEFT, WHEEL_FRONT_RIGHT, WHEEL_REAR_LEFT, WHEEL_REAR_RIGHT)

LATERAL_ACCELERATION = CatalogueEntry(
    code=TroubleCode.parse("C0186-62"),
    component=BRAKES,
    title="Lateral acceleration sensor implausible",
    owner_text="Your car does not believe the sensor that feels how it corners. The brakes "
    "work, but stability control may not help you.",
    service_text="Lateral acceleration disagrees with steering angle and wheel speeds. Check "
    "the seat of the sensor and its calibration on level ground, then replace it.",
    severity=Severity.URGENT,
    drivability=KEEP_DISTANCE,
    advice=AVOID_ICE,
    skills=frozenset({Skill.CHASSIS}),
    repair_minutes=90,
    no_remedy_because=NEVER,
)
YAW_RATE = CatalogueEntry(
    code=TroubleCode.parse("C0196-62"),
    component=BRAKES,
    title="Yaw rate sensor implausible",
    owner_text="Your car does not believe the sensor that feels how it turns. The brakes "
    "work, but stability control may not help you.",
    service_text="Yaw rate disagrees with steering angle and wheel speeds. Check the seat of "
    "the sensor and its calibration at standstill, then replace it.",
    severity=Severity.URGENT,
    drivability=KEEP_DISTANCE,
    advice=AVOID_ICE,
    skills=frozenset({Skill.CHASSIS}),
    repair_minutes=90,
    no_remedy_because=NEVER,
)
PEDAL_SWITCH = CatalogueEntry(
    code=TroubleCode.parse("C0161-64"),
    component=BRAKES,
    title="Brake pedal switch implausible",
    owner_text="Your car is not sure whether you are braking. The brake lights may stay dark, "
    "so that drivers behind you notice late.",
    service_text="Brake pedal switch and pressure disagree. Look at the brake lights first; "
    "check the adjustment and the plug of the switch, then replace it.",
    severity=Severity.URGENT,
    drivability="You may drive to a workshop or home; brake early for those behind you.",
    advice="Please let somebody look whether your brake lights work.",
    skills=frozenset({Skill.CHASSIS}),
    repair_minutes=45,
    no_remedy_because=NEVER,
)
PADS_WORN = CatalogueEntry(
    code=TroubleCode.parse("C1A61-00"),
    component=BRAKES,
    title="Brake pads worn",
    owner_text="The brake pads of your car are nearly used up. The brakes still work fully, "
    "but the pads have to be replaced soon.",
    service_text="Wear contact of a brake pad closed. Measure pads and discs on all wheels; "
    "bring a set with the wear sensors.",
    severity=Severity.SOON,
    drivability="You may drive as usual; have the pads replaced within two weeks.",
    advice="Please avoid long descents and heavy trailers until then.",
    skills=frozenset({Skill.CHASSIS}),
    repair_minutes=120,
    no_remedy_because=NEVER,
)

CODES = (*WHEELS, LATERAL_ACCELERATION, YAW_RATE, PEDAL_SWITCH, PADS_WORN)
