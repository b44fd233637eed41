"""Trouble codes of the telematics unit, its antennas and the emergency call."""

from diagnostics_rules.drivability import AS_USUAL
from gateway.domain.catalogue import Audience, CatalogueEntry, RemedyId, Skill
from gateway.domain.component import TELEMATICS
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode

WITHOUT_EMERGENCY_CALL = (
    "You may drive as usual; carry a charged phone, as the car may not call for help itself."
)

SERVICES_LOST = CatalogueEntry(
    code=TroubleCode.parse("U1A10-87"),
    component=TELEMATICS,
    title="Connected services lost",
    owner_text="Your car has mobile signal but has lost some of its connected services, "
    "such as the app or live traffic. We can often restore them from here.",
    service_text="The telematics unit has a bearer, yet one or more backend services do not "
    "answer it. A soft reset has been tried or refused: check the subscription, the antenna "
    "lines and the unit's software.",
    severity=Severity.SOON,
    drivability="You may drive as usual; the app and online services may not work.",
    advice="Leave the car parked for a few minutes while we restart its connection.",
    skills=frozenset({Skill.ELECTRONICS}),
    repair_minutes=60,
    remedy=RemedyId("telematics_reset"),
)
SIM_REJECTED = CatalogueEntry(
    code=TroubleCode.parse("U1A11-00"),
    component=TELEMATICS,
    title="SIM of the car not accepted",
    owner_text="The mobile network does not accept the SIM of your car any more. Online "
    "services stop when its last connection ends.",
    service_text="SIM not accepted. Ask the operator for the state of the profile first; renew "
    "it over the air or with the tester, and replace the unit only if it refuses a good "
    "profile.",
    severity=Severity.SOON,
    drivability=WITHOUT_EMERGENCY_CALL,
    advice="There is nothing that you need to do; we ask the operator for a new profile.",
    skills=frozenset({Skill.ELECTRONICS}),
    repair_minutes=45,
    no_remedy_because="A profile is renewed by the operator; no reset makes it valid again.",
)
UNIT_UNCODED = CatalogueEntry(
    code=TroubleCode.parse("U1A12-55"),
    component=TELEMATICS,
    title="Telematics unit not coded to the car",
    owner_text="The unit that connects your car does not know yet which car it is in. This "
    "happens when it was replaced and its coding was forgotten.",
    service_text="Telematics unit not configured. Code it with the data of the car and teach "
    "in the emergency call; ask what was replaced last.",
    severity=Severity.MONITOR,
    drivability=WITHOUT_EMERGENCY_CALL,
    advice="Please ask the workshop that was at the car last to finish its work.",
    skills=frozenset({Skill.ELECTRONICS}),
    repair_minutes=45,
    no_remedy_because="Coding a unit belongs to a workshop.",
    audience=Audience.SERVICE,
)
ANTENNA_OPEN = CatalogueEntry(
    code=TroubleCode.parse("B1A01-13"),
    component=TELEMATICS,
    title="Mobile antenna disconnected",
    owner_text="The roof antenna of your car loses its contact at times. Online services may "
    "pause where the signal is weak.",
    service_text="Circuit of the mobile antenna open. If it comes with speed, press the plug "
    "under the roof lining until it clicks; look for water at the foot of the antenna.",
    severity=Severity.MONITOR,
    drivability=AS_USUAL,
    advice="There is no hurry; it can be done at the next visit.",
    skills=frozenset({Skill.ELECTRONICS}),
    repair_minutes=60,
    no_remedy_because="A plug has to be seated by hand.",
)
POSITION_ANTENNA_OPEN = CatalogueEntry(
    code=TroubleCode.parse("B1A02-13"),
    component=TELEMATICS,
    title="Position antenna disconnected",
    owner_text="Your car does not receive its position. The map may show the wrong place, and "
    "an emergency call would send an old one.",
    service_text="Circuit of the satellite antenna open. Check the plug at the unit and the "
    "foot of the antenna; measure the supply of its amplifier.",
    severity=Severity.SOON,
    drivability=AS_USUAL,
    advice="In an emergency, please tell in words where you are.",
    skills=frozenset({Skill.ELECTRONICS}),
    repair_minutes=60,
    no_remedy_because="A plug has to be seated by hand.",
)
MODEM_DEFECTIVE = CatalogueEntry(
    code=TroubleCode.parse("B1A03-49"),
    component=TELEMATICS,
    title="Modem defective",
    owner_text="The modem of your car has found a fault in itself. Online services and the "
    "emergency call may fail.",
    service_text="Internal failure of the modem. Check supply and temperature record; replace "
    "the unit and code it.",
    severity=Severity.SOON,
    drivability=WITHOUT_EMERGENCY_CALL,
    advice="Please have the unit replaced within two weeks.",
    skills=frozenset({Skill.ELECTRONICS}),
    repair_minutes=90,
    no_remedy_because="A part that has failed inside does not come back by a restart.",
)
BACKUP_BATTERY_LOW = CatalogueEntry(
    code=TroubleCode.parse("B1A04-16"),
    component=TELEMATICS,
    title="Battery of the emergency call worn",
    owner_text="The small battery that feeds the emergency call after a crash is worn out. As "
    "long as the car has power, the call works.",
    service_text="Backup battery of the telematics unit below threshold. Replace the battery "
    "(it ages in five to eight years) and reset its counter with the tester.",
    severity=Severity.SOON,
    drivability=WITHOUT_EMERGENCY_CALL,
    advice="Please have it replaced at the next visit, within two months.",
    skills=frozenset({Skill.ELECTRONICS}),
    repair_minutes=45,
    no_remedy_because="A worn battery has to be replaced at the car.",
)
EMERGENCY_BUTTON_OPEN = CatalogueEntry(
    code=TroubleCode.parse("B1A05-13"),
    component=TELEMATICS,
    title="Emergency call button disconnected",
    owner_text="The emergency button in the roof has lost its connection. After a crash the "
    "car still calls by itself.",
    service_text="Circuit of the emergency call button open. Check the plug of the roof "
    "console and the line to the unit; finish with a test call.",
    severity=Severity.SOON,
    drivability=WITHOUT_EMERGENCY_CALL,
    advice="Please have it repaired within two weeks.",
    skills=frozenset({Skill.ELECTRONICS}),
    repair_minutes=60,
    no_remedy_because="A line that is open has to be mended at the car.",
)
UPDATE_FAILED = CatalogueEntry(
    code=TroubleCode.parse("U1A13-51"),
    component=TELEMATICS,
    title="Software update failed",
    owner_text="The last software update of your car could not be finished. A part of the car "
    "is without its software and stays silent until it gets it.",
    service_text="A software update was broken off and a component is not programmed. Read the "
    "record of the update in the telematics unit for the component, look at the 12 V supply of "
    "those minutes, and program it again with the car on a charger.",
    severity=Severity.SOON,
    drivability="You may drive if no warning lamp is on; what was to be updated may not work.",
    advice="Please do not begin the update again; we look for the way to finish it.",
    skills=frozenset({Skill.ELECTRONICS}),
    repair_minutes=60,
    no_remedy_because="A component without software answers nobody; no reset gives it any.",
)
UPDATE_ROLLED_BACK = CatalogueEntry(
    code=TroubleCode.parse("U1A13-52"),
    component=TELEMATICS,
    title="Software update rolled back",
    owner_text="Your car did not accept its last software update and has gone back to the "
    "software that it had before. Everything works as it did.",
    service_text="New software was not activated, the earlier one runs. Compare the versions "
    "of all components with those that the update asks for, and the hardware of the one that "
    "has refused; then release the update again.",
    severity=Severity.MONITOR,
    drivability=AS_USUAL,
    advice="There is nothing that you need to do; the update is offered again later.",
    skills=frozenset({Skill.ELECTRONICS}),
    repair_minutes=30,
    no_remedy_because="What did not fit will not fit next time; the update is changed first.",
    audience=Audience.SERVICE,
)

CODES = (
    SERVICES_LOST,
    SIM_REJECTED,
    UNIT_UNCODED,
    ANTENNA_OPEN,
    POSITION_ANTENNA_OPEN,
    MODEM_DEFECTIVE,
    BACKUP_BATTERY_LOW,
    EMERGENCY_BUTTON_OPEN,
    UPDATE_FAILED,
    UPDATE_ROLLED_BACK,
)
