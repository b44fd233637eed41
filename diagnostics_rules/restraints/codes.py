"""Trouble codes of the airbags, the belts and the unit that fires them."""

from gateway.domain.catalogue import CatalogueEntry, Skill
from gateway.domain.component import AIRBAG
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode

NEVER = "Airbag faults are never reset or cleared from afar."
OTHER_CAR = "Please let somebody else's car carry you on longer trips until it is repaired."
EMPTY_SEAT = "Please leave the seat beside the driver empty until it is repaired."

DRIVER_AIRBAG = CatalogueEntry(
    code=TroubleCode.parse("B0001-1A"),
    component=AIRBAG,
    title="Driver airbag circuit fault",
    owner_text="The driver's airbag of your car may not inflate in a crash. Everything else "
    "about driving is unchanged.",
    service_text="Resistance of the driver's airbag igniter below its limit. Disconnect the "
    "battery and wait before any work; check the clock spring and its connector.",
    severity=Severity.URGENT,
    drivability="You may drive to a workshop or home; the driver's airbag may not protect you.",
    advice=OTHER_CAR,
    skills=frozenset({Skill.RESTRAINTS}),
    repair_minutes=120,
    no_remedy_because=NEVER,
)
PASSENGER_AIRBAG = CatalogueEntry(
    code=TroubleCode.parse("B0010-13"),
    component=AIRBAG,
    title="Passenger airbag disconnected",
    owner_text="The passenger's airbag of your car may not inflate in a crash. Everything else "
    "about driving is unchanged.",
    service_text="Passenger airbag circuit open. Ask for work on the dashboard; disconnect "
    "the battery and wait, then check the yellow connector and its lock.",
    severity=Severity.URGENT,
    drivability="You may drive to a workshop or home; nobody should sit beside the driver.",
    advice=EMPTY_SEAT,
    skills=frozenset({Skill.RESTRAINTS}),
    repair_minutes=90,
    no_remedy_because=NEVER,
)
CRASH_STORED = CatalogueEntry(
    code=TroubleCode.parse("B1B00-00"),
    component=AIRBAG,
    title="Crash recorded",
    owner_text="Your car has recorded a crash. Airbags or belt tensioners may have fired, and "
    "they will not protect you a second time.",
    service_text="Crash event stored, control unit locked. Inspect body, belts, seats and "
    "the high-voltage system; replace what has fired and the unit. Keep the record for the "
    "insurer.",
    severity=Severity.STOP_DRIVING,
    drivability="Please stop as soon as it is safe and do not drive on.",
    advice="If anybody is hurt, call the emergency number; otherwise we send a tow truck.",
    skills=frozenset({Skill.RESTRAINTS}),
    repair_minutes=300,
    no_remedy_because=NEVER,
    tow=True,
)
SIDE_LEFT = CatalogueEntry(
    code=TroubleCode.parse("B0020-1A"),
    component=AIRBAG,
    title="Side airbag left: circuit fault",
    owner_text="The airbag at the left side of your car may not inflate in a crash. Everything "
    "else about driving is unchanged.",
    service_text="Resistance of the left side airbag's igniter below its limit. Check the "
    "connector under the seat for tension and dirt with the seat at both ends of its travel.",
    severity=Severity.URGENT,
    drivability="You may drive to a workshop or home; a side airbag may not protect you.",
    advice=OTHER_CAR,
    skills=frozenset({Skill.RESTRAINTS}),
    repair_minutes=90,
    no_remedy_because=NEVER,
)
SIDE_RIGHT = CatalogueEntry(
    code=TroubleCode.parse("B0028-1A"),
    component=AIRBAG,
    title="Side airbag right: circuit fault",
    owner_text="The airbag at the right side of your car may not inflate in a crash. "
    "Everything else about driving is unchanged.",
    service_text="Resistance of the right side airbag's igniter below its limit. Check the "
    "connector under the seat for tension and dirt with the seat at both ends of its travel.",
    severity=Severity.URGENT,
    drivability="You may drive to a workshop or home; a side airbag may not protect you.",
    advice=OTHER_CAR,
    skills=frozenset({Skill.RESTRAINTS}),
    repair_minutes=90,
    no_remedy_because=NEVER,
)
TENSIONER_DRIVER = CatalogueEntry(
    code=TroubleCode.parse("B0070-13"),
    component=AIRBAG,
    title="Belt tensioner of the driver disconnected",
    owner_text="The tensioner of the driver's belt may not pull tight in a crash. The belt "
    "itself still holds you.",
    service_text="Circuit of the driver's belt tensioner open. Disconnect the battery and "
    "wait; check the connector at the foot of the pillar, then the tensioner.",
    severity=Severity.URGENT,
    drivability="You may drive to a workshop or home; wear the belt close to the body.",
    advice=OTHER_CAR,
    skills=frozenset({Skill.RESTRAINTS}),
    repair_minutes=90,
    no_remedy_because=NEVER,
)
TENSIONER_PASSENGER = CatalogueEntry(
    code=TroubleCode.parse("B0072-13"),
    component=AIRBAG,
    title="Belt tensioner of the passenger disconnected",
    owner_text="The tensioner of the passenger's belt may not pull tight in a crash. The belt "
    "itself still holds.",
    service_text="Circuit of the passenger's belt tensioner open. Disconnect the battery and "
    "wait; check the connector at the foot of the pillar, then the tensioner.",
    severity=Severity.URGENT,
    drivability="You may drive to a workshop or home; nobody should sit beside the driver.",
    advice=EMPTY_SEAT,
    skills=frozenset({Skill.RESTRAINTS}),
    repair_minutes=90,
    no_remedy_because=NEVER,
)
OCCUPANT_SENSOR = CatalogueEntry(
    code=TroubleCode.parse("B0081-62"),
    component=AIRBAG,
    title="Passenger seat sensor implausible",
    owner_text="Your car is not sure whether somebody sits beside the driver. The passenger's "
    "airbag may stay off, or fire for a child seat.",
    service_text="Occupant classification contradicts itself. Check for water and heavy "
    "things on the seat, then the mat and its plug; teach in the empty seat.",
    severity=Severity.URGENT,
    drivability="You may drive to a workshop or home; nobody should sit beside the driver.",
    advice="Please take everything off that seat, and put no child seat on it.",
    skills=frozenset({Skill.RESTRAINTS}),
    repair_minutes=90,
    no_remedy_because=NEVER,
)
FRONT_SENSOR_LEFT = CatalogueEntry(
    code=TroubleCode.parse("B0090-13"),
    component=AIRBAG,
    title="Crash sensor front left disconnected",
    owner_text="A sensor that feels a crash at the front left does not answer. Airbags may "
    "fire late.",
    service_text="Front left crash sensor open. Look for damage and water behind the bumper, "
    "check plug and torque of the bolt, then replace the sensor.",
    severity=Severity.URGENT,
    drivability="You may drive to a workshop or home; airbags may fire late in a crash.",
    advice=OTHER_CAR,
    skills=frozenset({Skill.RESTRAINTS}),
    repair_minutes=90,
    no_remedy_because=NEVER,
)
FRONT_SENSOR_RIGHT = CatalogueEntry(
    code=TroubleCode.parse("B0095-13"),
    component=AIRBAG,
    title="Crash sensor front right disconnected",
    owner_text="A sensor that feels a crash at the front right does not answer. Airbags may "
    "fire late.",
    service_text="Front right crash sensor open. Look for damage and water behind the bumper, "
    "check plug and torque of the bolt, then replace the sensor.",
    severity=Severity.URGENT,
    drivability="You may drive to a workshop or home; airbags may fire late in a crash.",
    advice=OTHER_CAR,
    skills=frozenset({Skill.RESTRAINTS}),
    repair_minutes=90,
    no_remedy_because=NEVER,
)
CONTROL_UNIT = CatalogueEntry(
    code=TroubleCode.parse("B1B01-49"),
    component=AIRBAG,
    title="Airbag control unit defective",
    owner_text="The unit that fires the airbags of your car has found a fault in itself. No "
    "airbag may protect you; the belts still hold you.",
    service_text="Internal fault of the airbag control unit. Check supply, ground and the "
    "bolts of its seat; replace and code it.",
    severity=Severity.URGENT,
    drivability="You may drive to a workshop or home; no airbag may protect you.",
    advice=OTHER_CAR,
    skills=frozenset({Skill.RESTRAINTS}),
    repair_minutes=120,
    no_remedy_because=NEVER,
)
BUCKLE = CatalogueEntry(
    code=TroubleCode.parse("B0050-64"),
    component=AIRBAG,
    title="Belt buckle switch of the driver implausible",
    owner_text="Your car is not sure whether the driver's belt is fastened. It may warn you "
    "although it is.",
    service_text="Driver's buckle switch implausible. Look for coins and drinks in the "
    "buckle, check the plug under the seat, then replace the buckle.",
    severity=Severity.SOON,
    drivability="You may drive as usual; please pull at the belt to see that it is fastened.",
    advice="Please look whether something has fallen into the buckle.",
    skills=frozenset({Skill.RESTRAINTS}),
    repair_minutes=60,
    no_remedy_because=NEVER,
)

CODES = (
    DRIVER_AIRBAG,
    PASSENGER_AIRBAG,
    CRASH_STORED,
    SIDE_LEFT,
    SIDE_RIGHT,
    TENSIONER_DRIVER,
    TENSIONER_PASSENGER,
    OCCUPANT_SENSOR,
    FRONT_SENSOR_LEFT,
    FRONT_SENSOR_RIGHT,
    CONTROL_UNIT,
    BUCKLE,
)
