"""Trouble codes of the 12 V net of a car with an engine, as its energy management sets them."""

from diagnostics_rules.drivability import AS_USUAL
from gateway.domain.catalogue import Audience, CatalogueEntry, Skill
from gateway.domain.component import ENERGY_MANAGEMENT
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode

NOT_WHILE_LOW = "Clearing or resetting anything while the 12 V supply is low does harm."
AT_THE_CAR = "What charges and starts the car is repaired at the car, never reset from afar."

BATTERY_LOW = CatalogueEntry(
    code=TroubleCode.parse("P0562-16"),
    component=ENERGY_MANAGEMENT,
    title="Starter battery low",
    owner_text="The battery that starts the engine is low. After some hours of standing the "
    "engine may not start any more.",
    service_text="12 V supply below its limit. Charge and test the battery under load, measure "
    "the drop over both clamps while cranking, then charging voltage and quiescent current.",
    severity=Severity.SOON,
    drivability="You may drive; the engine may not start again once the car has been left.",
    advice="Please drive for half an hour, and have battery and clamps tested this week.",
    skills=frozenset({Skill.ELECTRONICS}),
    repair_minutes=45,
    no_remedy_because=NOT_WHILE_LOW,
)
SUPPLY_HIGH = CatalogueEntry(
    code=TroubleCode.parse("P0563-17"),
    component=ENERGY_MANAGEMENT,
    title="12 V supply too high",
    owner_text="The alternator gives too much voltage. It overheats the battery and can "
    "destroy the electronics of the car.",
    service_text="12 V supply above its limit. Read the charging voltage with a meter at the "
    "battery: if it is real, replace regulator or alternator and look at the battery for heat "
    "and gas; if not, check ground and sense wire.",
    severity=Severity.URGENT,
    drivability="You may drive gently to a workshop or home; switch on the lights and the rear "
    "window heating on the way.",
    advice="If it smells of rotten eggs or acid, stop and keep flames away from the battery.",
    skills=frozenset({Skill.ELECTRONICS}),
    repair_minutes=120,
    no_remedy_because=AT_THE_CAR,
)
ALTERNATOR_SILENT = CatalogueEntry(
    code=TroubleCode.parse("P0620-71"),
    component=ENERGY_MANAGEMENT,
    title="Alternator does not charge",
    owner_text="The alternator of your car gives no current. Everything now lives on the "
    "battery, for half an hour or so; then lights, steering and engine fail.",
    service_text="Alternator does not deliver. Check belt and freewheel first, then the main "
    "cable and its fuse, plug and line of the regulator; charge the battery before anything "
    "else is diagnosed, for low supply fills all fault memories.",
    severity=Severity.URGENT,
    drivability="You may drive straight to the next workshop or home; do not switch off on the "
    "way.",
    advice="Please switch off heating, fan and radio, and leave the lights on if it is dark.",
    skills=frozenset({Skill.ELECTRONICS}),
    repair_minutes=150,
    no_remedy_because=AT_THE_CAR,
)
STARTER_RELAY_OPEN = CatalogueEntry(
    code=TroubleCode.parse("P0615-13"),
    component=ENERGY_MANAGEMENT,
    title="Starter relay open",
    owner_text="The relay that feeds the starter has no contact at times. The engine may not "
    "start, above all on wet mornings.",
    service_text="Starter relay circuit open. Open the relay box and look for water and green "
    "pins, check its drain; wiggle the relay while measuring, then replace it.",
    severity=Severity.SOON,
    drivability=AS_USUAL,
    advice="If it does not start, please wait some minutes and try again, and let us know.",
    skills=frozenset({Skill.ELECTRONICS}),
    repair_minutes=45,
    no_remedy_because=AT_THE_CAR,
)
ALTERNATOR_LINE_SILENT = CatalogueEntry(
    code=TroubleCode.parse("P0625-31"),
    component=ENERGY_MANAGEMENT,
    title="No answer from the alternator",
    owner_text="The alternator of your car does not answer its control. It charges the battery "
    "with a fixed reserve voltage.",
    service_text="No signal on the line to the regulator of the alternator. Check the small "
    "plug for oil and loose pins and the line for a short; then replace the regulator.",
    severity=Severity.SOON,
    drivability=AS_USUAL,
    advice="Please have it looked at this week, and avoid leaving the car for long.",
    skills=frozenset({Skill.ELECTRONICS}),
    repair_minutes=75,
    no_remedy_because=AT_THE_CAR,
)
QUIESCENT_CURRENT_HIGH = CatalogueEntry(
    code=TroubleCode.parse("B1E10-19"),
    component=ENERGY_MANAGEMENT,
    title="Battery is drained at rest",
    owner_text="Something draws current while the car rests. After some days of standing the "
    "engine may not start.",
    service_text="Quiescent current above its limit. Measure with a clamp after an hour of "
    "sleep, over the fuses one by one; ask what was fitted lately (camera, tracker, radio).",
    severity=Severity.SOON,
    drivability=AS_USUAL,
    advice="Please unplug what is plugged into the sockets and the diagnostic plug of the car.",
    skills=frozenset({Skill.ELECTRONICS}),
    repair_minutes=120,
    no_remedy_because=AT_THE_CAR,
)
BATTERY_SENSOR_SILENT = CatalogueEntry(
    code=TroubleCode.parse("B1E11-87"),
    component=ENERGY_MANAGEMENT,
    title="Battery sensor does not answer",
    owner_text="The sensor that watches the starter battery does not answer. Start-stop takes "
    "a break, and the car cannot warn of a weak battery.",
    service_text="Missing message of the battery sensor on its LIN line. Check its plug at the "
    "minus clamp and the line; after replacing, teach in the battery.",
    severity=Severity.MONITOR,
    drivability=AS_USUAL,
    advice="There is no hurry; it can be done at the next service.",
    skills=frozenset({Skill.ELECTRONICS}),
    repair_minutes=30,
    no_remedy_because=AT_THE_CAR,
    audience=Audience.SERVICE,
)

CODES = (
    BATTERY_LOW,
    SUPPLY_HIGH,
    ALTERNATOR_SILENT,
    STARTER_RELAY_OPEN,
    ALTERNATOR_LINE_SILENT,
    QUIESCENT_CURRENT_HIGH,
    BATTERY_SENSOR_SILENT,
)
