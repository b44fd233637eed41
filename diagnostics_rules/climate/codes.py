"""Trouble codes of climate control and of the sensors around it."""

from diagnostics_rules.drivability import AS_USUAL
from gateway.domain.catalogue import Audience, CatalogueEntry, RemedyId, Skill
from gateway.domain.component import THERMAL_MANAGEMENT
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode

AMBIENT_SENSOR_IMPLAUSIBLE = CatalogueEntry(
    code=TroubleCode.parse("P0071-62"),
    component=THERMAL_MANAGEMENT,
    title="Outside temperature sensor implausible",
    owner_text="Your car does not believe its outside temperature sensor. The temperature "
    "shown and the automatic climate control may be off; nothing else is affected.",
    service_text="The ambient temperature sensor disagrees with the other sensors of the "
    "car. A single occurrence has been cleared with its evidence kept: check the sensor, "
    "its place behind the bumper and its connector.",
    severity=Severity.MONITOR,
    drivability=AS_USUAL,
    advice="There is nothing that you need to do; we keep an eye on it.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=30,
    remedy=RemedyId("sensor_plausibility_clear"),
)
AMBIENT_SENSOR_OPEN = CatalogueEntry(
    code=TroubleCode.parse("P0070-13"),
    component=THERMAL_MANAGEMENT,
    title="Outside temperature sensor disconnected",
    owner_text="The outside temperature sensor of your car has lost its connection. The "
    "display shows no temperature, and the car may not warn you of ice.",
    service_text="Ambient temperature sensor circuit open. Look behind the bumper: the plug "
    "often stays off after work there, or the sensor hangs loose after a parking bump.",
    severity=Severity.MONITOR,
    drivability=AS_USUAL,
    advice="In winter, please do not wait for the ice warning of the car.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=30,
    no_remedy_because="A wire that is open stays open, whatever is cleared.",
)
REFRIGERANT_SENSOR_SHORT = CatalogueEntry(
    code=TroubleCode.parse("B10B5-11"),
    component=THERMAL_MANAGEMENT,
    title="Refrigerant pressure sensor shorted",
    owner_text="A sensor of the air conditioning has failed. The car switches its cooling off "
    "to protect the compressor; windows may fog up more easily.",
    service_text="Refrigerant pressure sensor short to ground. Unplug the sensor: if the "
    "reading jumps to its other end, replace it (there is a valve under it); if not, follow "
    "the cable.",
    severity=Severity.SOON,
    drivability=AS_USUAL,
    advice="If the windows fog up, set warm air and full fan to the windscreen.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=60,
    no_remedy_because="A short circuit has to be found at the car.",
)
REFRIGERANT_LOST = CatalogueEntry(
    code=TroubleCode.parse("P0534-00"),
    component=THERMAL_MANAGEMENT,
    title="Refrigerant lost",
    owner_text="The air conditioning of your car has lost its refrigerant and does not cool "
    "any more. In an electric car the battery may charge more slowly on hot days.",
    service_text="Refrigerant charge too low. Find the leak before filling: condenser (stone "
    "chips), service valves, compressor shaft; use nitrogen or dye, then evacuate and weigh "
    "in.",
    severity=Severity.SOON,
    drivability=AS_USUAL,
    advice="Please leave the air conditioning off until it has been repaired.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=120,
    no_remedy_because="Refrigerant has to be filled in at the car.",
)
CABIN_FAN_STUCK = CatalogueEntry(
    code=TroubleCode.parse("B10B7-71"),
    component=THERMAL_MANAGEMENT,
    title="Cabin fan does not turn",
    owner_text="The fan that blows air into the cabin does not turn. The windscreen cannot be "
    "kept free of fog and ice.",
    service_text="Cabin fan does not follow its command. Check fuse and supply, leaves in the "
    "housing, then the controller and the motor.",
    severity=Severity.SOON,
    drivability="You may drive as long as all windows are and stay clear.",
    advice="Please wipe the windows dry before you set off, and do not drive if they fog up.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=60,
    no_remedy_because="A motor that does not turn needs a hand at the car.",
)
WINDSCREEN_FLAP_STUCK = CatalogueEntry(
    code=TroubleCode.parse("B10B9-71"),
    component=THERMAL_MANAGEMENT,
    title="Air flap of the windscreen stuck",
    owner_text="A flap that leads air to the windscreen does not move. The windscreen may "
    "clear slowly when it is cold or wet.",
    service_text="The defrost flap does not reach its end positions. Run the teach-in, then "
    "look for a broken lever or a foreign body in the duct.",
    severity=Severity.SOON,
    drivability="You may drive as long as all windows are and stay clear.",
    advice="Please give the car some minutes with warm air before you set off.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=90,
    no_remedy_because="A flap that sticks needs a hand at the car.",
)
CABIN_SENSOR_IMPLAUSIBLE = CatalogueEntry(
    code=TroubleCode.parse("B10B8-62"),
    component=THERMAL_MANAGEMENT,
    title="Cabin temperature sensor implausible",
    owner_text="The car does not believe its cabin temperature sensor. Automatic climate "
    "control may blow too warm or too cold.",
    service_text="Cabin temperature disagrees with outlet and sun sensors. Check whether the "
    "grille in front of the sensor is covered and its little fan turns.",
    severity=Severity.MONITOR,
    drivability=AS_USUAL,
    advice="Please look whether something covers the small grille in the dashboard.",
    skills=frozenset({Skill.ELECTRONICS}),
    repair_minutes=45,
    no_remedy_because="The sensor recovers by itself once air reaches it.",
    audience=Audience.SERVICE,
)

CODES = (
    AMBIENT_SENSOR_IMPLAUSIBLE,
    AMBIENT_SENSOR_OPEN,
    REFRIGERANT_SENSOR_SHORT,
    REFRIGERANT_LOST,
    CABIN_FAN_STUCK,
    WINDSCREEN_FLAP_STUCK,
    CABIN_SENSOR_IMPLAUSIBLE,
)
