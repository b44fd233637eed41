"""Trouble codes of the high-voltage circuit: isolation, interlock, contactors, fuses."""

from gateway.domain.catalogue import CatalogueEntry, Skill
from gateway.domain.component import BATTERY_MANAGEMENT
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode

NEVER = "High-voltage faults are never reset or cleared from afar."
MAY_NOT_START_AGAIN = (
    "You may drive to a workshop or home; once switched off the car may not start again."
)

ISOLATION_LOST = CatalogueEntry(
    code=TroubleCode.parse("P0AA6-1A"),
    component=BATTERY_MANAGEMENT,
    title="High-voltage isolation too low",
    owner_text="Your car has measured that its high-voltage system is no longer well "
    "isolated from the body. It must not be driven or charged until specialists have looked "
    "at it.",
    service_text="Isolation resistance below its limit. De-energise and verify absence of "
    "voltage before touching anything; measure each string, the charger, the compressor and "
    "the heater apart. High-voltage qualification and an isolation bay are needed.",
    severity=Severity.STOP_DRIVING,
    drivability="Please stop as soon as it is safe, leave the car and do not drive it again.",
    advice="Do not charge the car and do not touch orange cables; we send a tow truck.",
    skills=frozenset({Skill.HIGH_VOLTAGE}),
    repair_minutes=240,
    no_remedy_because=NEVER,
    tow=True,
)
ISOLATION_FALLING = CatalogueEntry(
    code=TroubleCode.parse("P1AA6-1A"),
    component=BATTERY_MANAGEMENT,
    title="High-voltage isolation falling",
    owner_text="The isolation of the high-voltage system of your car is weaker than usual, but "
    "above the limit. It should be looked at before it falls further.",
    service_text="Isolation warning above the limit. Read the isolation over several contactor "
    "closings, dry and wet; separate heater, compressor and charger one by one.",
    severity=Severity.SOON,
    drivability="You may drive as usual; stop at once if the car tells you to.",
    advice="Please book a visit within the week; we watch the value until then.",
    skills=frozenset({Skill.HIGH_VOLTAGE}),
    repair_minutes=180,
    no_remedy_because=NEVER,
)
INTERLOCK_OPEN = CatalogueEntry(
    code=TroubleCode.parse("P0A0D-13"),
    component=BATTERY_MANAGEMENT,
    title="High-voltage interlock open",
    owner_text="A high-voltage plug or cover of your car is not closed as it should be. The "
    "car may switch off its drive without a warning, and parts may be live.",
    service_text="Interlock loop open. De-energise first; then follow the loop plug by plug "
    "(battery, inverter, charger, compressor, heater, service plug) and look for a lever that "
    "is not locked. Shake the harness: it often opens over bumps only.",
    severity=Severity.STOP_DRIVING,
    drivability="Please stop as soon as it is safe and do not drive on.",
    advice="Do not open the bonnet or touch orange cables; we send a tow truck.",
    skills=frozenset({Skill.HIGH_VOLTAGE}),
    repair_minutes=120,
    no_remedy_because=NEVER,
    tow=True,
)
POSITIVE_CONTACTOR_WELDED = CatalogueEntry(
    code=TroubleCode.parse("P0AA1-73"),
    component=BATTERY_MANAGEMENT,
    title="Main contactor does not open",
    owner_text="The switch that separates the high-voltage battery from the rest of your car "
    "has stuck. Parts of the car may stay live when it is switched off.",
    service_text="Positive main contactor stuck closed. Treat the whole circuit as live; "
    "separate it at the service plug and verify absence of voltage. Replace both contactors "
    "and find what made them weld: precharge, short circuit, overload.",
    severity=Severity.STOP_DRIVING,
    drivability="Please stop as soon as it is safe, leave the car and do not drive it again.",
    advice="Do not charge the car and do not touch orange cables; we send a tow truck.",
    skills=frozenset({Skill.HIGH_VOLTAGE}),
    repair_minutes=240,
    no_remedy_because=NEVER,
    tow=True,
)
NEGATIVE_CONTACTOR_WELDED = CatalogueEntry(
    code=TroubleCode.parse("P0AA4-73"),
    component=BATTERY_MANAGEMENT,
    title="Second main contactor does not open",
    owner_text="One of the two switches that separate the high-voltage battery from the rest "
    "of your car has stuck. Parts of the car may stay live when it is switched off.",
    service_text="Negative main contactor stuck closed. Treat the whole circuit as live; "
    "separate it at the service plug and verify absence of voltage. Replace both contactors "
    "and find what made them weld.",
    severity=Severity.STOP_DRIVING,
    drivability="Please stop as soon as it is safe, leave the car and do not drive it again.",
    advice="Do not charge the car and do not touch orange cables; we send a tow truck.",
    skills=frozenset({Skill.HIGH_VOLTAGE}),
    repair_minutes=240,
    no_remedy_because=NEVER,
    tow=True,
)
POSITIVE_CONTACTOR_OPEN = CatalogueEntry(
    code=TroubleCode.parse("P0AA2-72"),
    component=BATTERY_MANAGEMENT,
    title="Main contactor does not close",
    owner_text="The switch that connects the high-voltage battery of your car does not close. "
    "The car may refuse to start, or to charge.",
    service_text="Positive main contactor stuck open. Check the coil, its 12 V supply and its "
    "driver, then the contactor; read the number of switching cycles.",
    severity=Severity.URGENT,
    drivability=MAY_NOT_START_AGAIN,
    advice="Please do not switch the car off on the way.",
    skills=frozenset({Skill.HIGH_VOLTAGE}),
    repair_minutes=180,
    no_remedy_because=NEVER,
)
NEGATIVE_CONTACTOR_OPEN = CatalogueEntry(
    code=TroubleCode.parse("P0AA5-72"),
    component=BATTERY_MANAGEMENT,
    title="Second main contactor does not close",
    owner_text="One of the two switches that connect the high-voltage battery of your car does "
    "not close. The car may refuse to start, or to charge.",
    service_text="Negative main contactor stuck open. Check the coil, its 12 V supply and its "
    "driver, then the contactor; read the number of switching cycles.",
    severity=Severity.URGENT,
    drivability=MAY_NOT_START_AGAIN,
    advice="Please do not switch the car off on the way.",
    skills=frozenset({Skill.HIGH_VOLTAGE}),
    repair_minutes=180,
    no_remedy_because=NEVER,
)
DISCHARGE_TOO_SLOW = CatalogueEntry(
    code=TroubleCode.parse("P0C76-00"),
    component=BATTERY_MANAGEMENT,
    title="High voltage fades too slowly",
    owner_text="When your car is switched off, its high voltage does not fade as fast as it "
    "should. Driving is not affected, but work on the car is dangerous.",
    service_text="Discharge of the circuit takes too long. Expect live parts after the usual "
    "waiting time; check the active discharge of the inverter and its command line.",
    severity=Severity.URGENT,
    drivability="You may drive to a workshop or home; nobody may work on the car elsewhere.",
    advice="After a crash, tell the rescuers that the car may still be live.",
    skills=frozenset({Skill.HIGH_VOLTAGE}),
    repair_minutes=150,
    no_remedy_because=NEVER,
)
PRECHARGE_TOO_LONG = CatalogueEntry(
    code=TroubleCode.parse("P0C78-00"),
    component=BATTERY_MANAGEMENT,
    title="High voltage builds up too slowly",
    owner_text="When your car starts, its high voltage takes too long to build up. The car may "
    "refuse to start one day.",
    service_text="Precharge takes too long. Check the precharge resistor and contactor, then "
    "look for a load that draws current while the circuit fills: heater, compressor, charger.",
    severity=Severity.URGENT,
    drivability=MAY_NOT_START_AGAIN,
    advice="Please do not try to start it many times in a row.",
    skills=frozenset({Skill.HIGH_VOLTAGE}),
    repair_minutes=150,
    no_remedy_because=NEVER,
)
FUSE_OPEN = CatalogueEntry(
    code=TroubleCode.parse("P0A95-13"),
    component=BATTERY_MANAGEMENT,
    title="High-voltage fuse open",
    owner_text="A fuse of the high-voltage system of your car has blown. Heating, cooling or "
    "charging may not work, or the car may not drive at all.",
    service_text="High-voltage fuse open. Never replace it alone: find the short circuit "
    "behind it first, with the circuit de-energised and its isolation measured.",
    severity=Severity.URGENT,
    drivability="You may drive to a workshop or home if the car still drives without warnings.",
    advice="Please do not charge the car before it has been looked at.",
    skills=frozenset({Skill.HIGH_VOLTAGE}),
    repair_minutes=180,
    no_remedy_because=NEVER,
)
PYRO_FUSE_FIRED = CatalogueEntry(
    code=TroubleCode.parse("P1AF4-00"),
    component=BATTERY_MANAGEMENT,
    title="High-voltage cut-off has fired",
    owner_text="Your car has cut off its high-voltage battery for good, as it does after a "
    "crash or a short circuit. It cannot drive until specialists have looked at it.",
    service_text="Pyrotechnic disconnect fired. Ask for a crash; read the airbag control and "
    "the current before the event. Measure the isolation of both sides before replacing it.",
    severity=Severity.STOP_DRIVING,
    drivability="Please stop as soon as it is safe, leave the car and do not drive it again.",
    advice="Do not touch orange cables; we send a tow truck.",
    skills=frozenset({Skill.HIGH_VOLTAGE}),
    repair_minutes=300,
    no_remedy_because=NEVER,
    tow=True,
)

CODES = (
    ISOLATION_LOST,
    ISOLATION_FALLING,
    INTERLOCK_OPEN,
    POSITIVE_CONTACTOR_WELDED,
    NEGATIVE_CONTACTOR_WELDED,
    POSITIVE_CONTACTOR_OPEN,
    NEGATIVE_CONTACTOR_OPEN,
    DISCHARGE_TOO_SLOW,
    PRECHARGE_TOO_LONG,
    FUSE_OPEN,
    PYRO_FUSE_FIRED,
)
