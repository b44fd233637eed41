"""Trouble codes of the automatic transmission."""

from diagnostics_rules.drivability import AFTER_A_PAUSE, GENTLY, TO_A_WORKSHOP
from gateway.domain.catalogue import CatalogueEntry, Skill
from gateway.domain.component import TRANSMISSION_CONTROL
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode

NEVER_FROM_AFAR = "What moves the car is never reset, cleared or adapted from afar."

TOO_HOT = CatalogueEntry(
    code=TroubleCode.parse("P0218-98"),
    component=TRANSMISSION_CONTROL,
    title="Transmission too hot",
    owner_text="The oil of the transmission is too hot. It shifts hard to protect itself, and "
    "wears out quickly if it stays so hot.",
    service_text="Transmission over-temperature. Check level and smell of the oil, then the "
    "cooler for dirt outside and flow inside, its thermostat and fan; ask about towing.",
    severity=Severity.URGENT,
    drivability=AFTER_A_PAUSE,
    advice="Please let it cool for half an hour in park, and leave a trailer behind.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=150,
    no_remedy_because=NEVER_FROM_AFAR,
)
MALFUNCTION = CatalogueEntry(
    code=TroubleCode.parse("P0700-00"),
    component=TRANSMISSION_CONTROL,
    title="Transmission reports a fault",
    owner_text="The transmission of your car has found a fault and runs a reserve programme: "
    "few gears, hard shifts, less speed.",
    service_text="The transmission asks for the warning lamp; this code only points to others. "
    "Read all codes of the transmission control and start with the first that was set.",
    severity=Severity.URGENT,
    drivability=TO_A_WORKSHOP,
    advice="Switching off and on once may bring the gears back; please book a visit anyway.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=120,
    no_remedy_because=NEVER_FROM_AFAR,
)
RANGE_SENSOR_OPEN = CatalogueEntry(
    code=TroubleCode.parse("P0705-13"),
    component=TRANSMISSION_CONTROL,
    title="Selector position unknown",
    owner_text="The transmission does not know for certain which position the selector has. "
    "The car may not start, or start only in neutral.",
    service_text="Transmission range sensor A open. Check the plug at the gearbox for oil and "
    "water, the adjustment of the cable, then the sensor.",
    severity=Severity.URGENT,
    drivability=TO_A_WORKSHOP,
    advice="Please use the parking brake whenever you stop, on level ground too.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=90,
    no_remedy_because=NEVER_FROM_AFAR,
)
TURBINE_SENSOR_OPEN = CatalogueEntry(
    code=TroubleCode.parse("P0715-13"),
    component=TRANSMISSION_CONTROL,
    title="Turbine speed sensor disconnected",
    owner_text="The transmission does not see one of its speeds. It stays in one gear to "
    "protect itself.",
    service_text="Input speed sensor A open. Check the plug at the gearbox and its pins for "
    "oil; in many gearboxes the sensor sits on the control plate inside.",
    severity=Severity.URGENT,
    drivability=TO_A_WORKSHOP,
    advice="Please stay off motorways; the car may be slow to move off.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=180,
    no_remedy_because=NEVER_FROM_AFAR,
)
OUTPUT_SENSOR_OPEN = CatalogueEntry(
    code=TroubleCode.parse("P0720-13"),
    component=TRANSMISSION_CONTROL,
    title="Output speed sensor disconnected",
    owner_text="The transmission does not see the speed behind it. It stays in one gear, and "
    "the speedometer may be wrong.",
    service_text="Output speed sensor open. Check the plug at the gearbox, the cable along the "
    "exhaust and the gap to the wheel.",
    severity=Severity.URGENT,
    drivability=TO_A_WORKSHOP,
    advice="Please do not trust the speedometer until it has been repaired.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=90,
    no_remedy_because=NEVER_FROM_AFAR,
)
GEAR_RATIO_WRONG = CatalogueEntry(
    code=TroubleCode.parse("P0730-00"),
    component=TRANSMISSION_CONTROL,
    title="A gear slips",
    owner_text="A gear of the transmission does not hold: the engine revs up, the car does not "
    "follow. The transmission wears out quickly that way.",
    service_text="Incorrect gear ratio. Oil level and condition first (burnt smell, swarf), "
    "then pressure per clutch and the adaptation values; decide early whether an overhaul "
    "pays.",
    severity=Severity.URGENT,
    drivability=TO_A_WORKSHOP,
    advice="Please accelerate softly; if the car does not move off any more, call us for a "
    "tow.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=300,
    no_remedy_because=NEVER_FROM_AFAR,
)
CONVERTER_CLUTCH_SLIPS = CatalogueEntry(
    code=TroubleCode.parse("P0741-00"),
    component=TRANSMISSION_CONTROL,
    title="Clutch of the torque converter slips",
    owner_text="A clutch that saves fuel on the open road does not close. The car uses more, "
    "and the transmission gets warmer.",
    service_text="Torque converter clutch stuck off. Oil level and age, then the pressure of "
    "its valve; after an oil change with adaptation and another slip, the converter.",
    severity=Severity.SOON,
    drivability=GENTLY,
    advice="Please avoid towing and long climbs until it has been repaired.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=240,
    no_remedy_because=NEVER_FROM_AFAR,
)
PRESSURE_VALVE_OPEN = CatalogueEntry(
    code=TroubleCode.parse("P0748-13"),
    component=TRANSMISSION_CONTROL,
    title="Transmission pressure valve disconnected",
    owner_text="A valve in the transmission has lost its connection. The transmission presses "
    "with full force: it shifts hard.",
    service_text="Pressure control solenoid A open. Measure it at the gearbox plug; inside, "
    "look at the ribbon cable before you replace the valve body.",
    severity=Severity.SOON,
    drivability=GENTLY,
    advice="Please have it repaired this week; hard shifts wear the clutches.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=180,
    no_remedy_because=NEVER_FROM_AFAR,
)
OIL_SENSOR_OPEN = CatalogueEntry(
    code=TroubleCode.parse("P0710-13"),
    component=TRANSMISSION_CONTROL,
    title="Transmission oil sensor disconnected",
    owner_text="The transmission does not know how warm its oil is. It may shift a little hard "
    "when it is cold.",
    service_text="Transmission fluid temperature sensor A open. Check the plug at the gearbox; "
    "the sensor is often part of the cable inside.",
    severity=Severity.SOON,
    drivability=GENTLY,
    advice="Please avoid towing, as the car would not notice when the oil gets hot.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=120,
    no_remedy_because=NEVER_FROM_AFAR,
)

CODES = (
    TOO_HOT,
    MALFUNCTION,
    RANGE_SENSOR_OPEN,
    OIL_SENSOR_OPEN,
    TURBINE_SENSOR_OPEN,
    OUTPUT_SENSOR_OPEN,
    GEAR_RATIO_WRONG,
    CONVERTER_CLUTCH_SLIPS,
    PRESSURE_VALVE_OPEN,
)
