"""Trouble codes of the 12 V net, as the DC/DC converter and the body control report them."""

from diagnostics_rules.drivability import TO_A_WORKSHOP
from gateway.domain.catalogue import Audience, CatalogueEntry, Skill, WordsIfWorse
from gateway.domain.component import BODY_CONTROL, DCDC_CONVERTER
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode

NOT_WHILE_LOW = "Clearing or resetting anything while the 12 V supply is low does harm."
CARRIES_HIGH_VOLTAGE = "The converter carries high voltage; it is never reset from afar."

BATTERY_LOW = CatalogueEntry(
    code=TroubleCode.parse("P0562-16"),
    component=DCDC_CONVERTER,
    title="12 V battery low",
    owner_text="The small 12 V battery of your car is low. If it runs flat, the doors, the "
    "screen and the start of the car may not work.",
    service_text="The 12 V supply is below its limit. Test the battery under load, then the "
    "output of the DC/DC converter and the quiescent current.",
    severity=Severity.SOON,
    drivability="You may drive; the car may not start again once it has been left standing.",
    advice="Please plug the car in or drive for half an hour, and have the battery tested.",
    skills=frozenset({Skill.ELECTRONICS}),
    repair_minutes=60,
    no_remedy_because=NOT_WHILE_LOW,
    if_worse=WordsIfWorse(
        severity=Severity.URGENT,
        title="12 V supply breaks down while driving",
        owner_text="The small electrical system of your car, which feeds screens, lights and "
        "assistants, breaks down while you drive. Parts of it may go dark one after the other.",
        drivability=TO_A_WORKSHOP,
        advice="Please switch off what you do not need and do not turn the car off on the way; "
        "it may not start again.",
    ),
)
SUPPLY_HIGH = CatalogueEntry(
    code=TroubleCode.parse("P0563-17"),
    component=DCDC_CONVERTER,
    title="12 V supply too high",
    owner_text="The 12 V supply of your car is higher than it should be. That can damage the "
    "12 V battery and the electronics of the car.",
    service_text="The 12 V net is above its limit. Compare the voltage at the battery with "
    "what the DC/DC converter reports; check its sense line and ground, then the converter. "
    "Look whether the battery has gassed or swollen.",
    severity=Severity.URGENT,
    drivability="You may drive to a workshop or home; switch on the lights and the heating.",
    advice="Please do not charge or start another car from yours until it is repaired.",
    skills=frozenset({Skill.ELECTRONICS, Skill.HIGH_VOLTAGE}),
    repair_minutes=120,
    no_remedy_because=CARRIES_HIGH_VOLTAGE,
)
CONVERTER_SILENT = CatalogueEntry(
    code=TroubleCode.parse("P0A94-71"),
    component=DCDC_CONVERTER,
    title="12 V battery no longer charged",
    owner_text="The converter that charges the 12 V battery of your car has stopped. The car "
    "now lives on that battery alone, and everything electric fails when it is empty.",
    service_text="The DC/DC converter does not deliver. Check its fuse on either side, the "
    "enable line and the coolant; measure input and output before you replace it. Charge the "
    "12 V battery first: low voltage has filled the other fault memories.",
    severity=Severity.URGENT,
    drivability="You may drive a short way to a workshop or home, with few things switched on.",
    advice="Please switch off seat heating and fan, and do not stop on the way.",
    skills=frozenset({Skill.HIGH_VOLTAGE}),
    repair_minutes=150,
    no_remedy_because=CARRIES_HIGH_VOLTAGE,
)
CONVERTER_DEFECTIVE = CatalogueEntry(
    code=TroubleCode.parse("P0A1B-49"),
    component=DCDC_CONVERTER,
    title="Converter of the 12 V supply defective",
    owner_text="The converter that charges the 12 V battery of your car has found a fault in "
    "itself. It may stop at any time, and the 12 V battery would then run flat.",
    service_text="Internal fault of the DC/DC control module. Read its freeze frame, check "
    "software version, supply and ground; if the code returns after a sleep and a wake-up, "
    "replace the converter.",
    severity=Severity.URGENT,
    drivability="You may drive to a workshop or home; the car may not start again later.",
    advice="Please do not leave the car standing for long before it has been looked at.",
    skills=frozenset({Skill.HIGH_VOLTAGE}),
    repair_minutes=150,
    no_remedy_because=CARRIES_HIGH_VOLTAGE,
)
CONVERTER_HOT = CatalogueEntry(
    code=TroubleCode.parse("P1A80-98"),
    component=DCDC_CONVERTER,
    title="Converter of the 12 V supply too hot",
    owner_text="The converter that charges the 12 V battery of your car is too warm and rests "
    "from time to time. The 12 V battery may not be charged enough.",
    service_text="The DC/DC converter is above its temperature limit. Check coolant level, "
    "flow and air in the loop first, then its seat on the cooling plate and its load.",
    severity=Severity.SOON,
    drivability="You may drive; please avoid long waits with everything switched on.",
    advice="Please switch off what you do not need until the converter has been looked at.",
    skills=frozenset({Skill.HIGH_VOLTAGE}),
    repair_minutes=120,
    no_remedy_because=CARRIES_HIGH_VOLTAGE,
)
VOLTAGES_DISAGREE = CatalogueEntry(
    code=TroubleCode.parse("P1A81-62"),
    component=DCDC_CONVERTER,
    title="12 V measurements disagree",
    owner_text="Your car measures its 12 V supply in two places, and the two do not agree. The "
    "12 V battery may be charged too much or too little.",
    service_text="The voltage at the DC/DC converter and at the battery differ by more than "
    "the cable explains. Measure the drop over the positive cable, the fuse box and the ground "
    "strap under load.",
    severity=Severity.SOON,
    drivability="You may drive as usual; have it looked at before you leave the car for weeks.",
    advice="Please book a visit; until then drive or plug in the car every few days.",
    skills=frozenset({Skill.ELECTRONICS}),
    repair_minutes=60,
    no_remedy_because="A cable or a clamp has to be measured at the car.",
)
ENABLE_LINE_OPEN = CatalogueEntry(
    code=TroubleCode.parse("P1A82-13"),
    component=DCDC_CONVERTER,
    title="Command line of the 12 V converter open",
    owner_text="The line that switches on the charging of your 12 V battery is interrupted. "
    "The battery may run flat although the car drives.",
    service_text="Enable line of the DC/DC converter open. Check the connector for spread pins "
    "and water, then the line up to the body control.",
    severity=Severity.URGENT,
    drivability="You may drive a short way to a workshop or home, with few things switched on.",
    advice="Please switch off seat heating and fan, and do not stop on the way.",
    skills=frozenset({Skill.ELECTRONICS}),
    repair_minutes=60,
    no_remedy_because="A broken line has to be mended at the car.",
)
QUIESCENT_CURRENT_HIGH = CatalogueEntry(
    code=TroubleCode.parse("B1E10-19"),
    component=BODY_CONTROL,
    title="Too much current while the car is asleep",
    owner_text="Something in your car draws current while it sleeps. The 12 V battery may be "
    "flat after a few days.",
    service_text="Quiescent current above its limit. Let the car fall asleep, then measure "
    "over the fuses without pulling them; ask what was fitted lately (dash camera, tracker) "
    "and which unit was awake last.",
    severity=Severity.SOON,
    drivability="You may drive as usual; the car may not start after a few days of standing.",
    advice="Please unplug what is plugged into the car, and plug the car in when you can.",
    skills=frozenset({Skill.ELECTRONICS}),
    repair_minutes=90,
    no_remedy_because="What keeps the car awake has to be found at the car.",
)
BATTERY_SENSOR_SILENT = CatalogueEntry(
    code=TroubleCode.parse("B1E11-87"),
    component=BODY_CONTROL,
    title="12 V battery sensor silent",
    owner_text="The sensor on the 12 V battery of your car does not answer. The car cannot "
    "tell how full that battery is.",
    service_text="No message from the battery sensor. Check the plug at the negative clamp, "
    "its line and its supply; teach in the battery after a replacement.",
    severity=Severity.MONITOR,
    drivability="You may drive as usual.",
    advice="There is nothing that you need to do; please mention it at your next visit.",
    skills=frozenset({Skill.ELECTRONICS}),
    repair_minutes=30,
    no_remedy_because="A silent sensor is looked at on the battery clamp itself.",
    audience=Audience.SERVICE,
)

CODES = (
    BATTERY_LOW,
    SUPPLY_HIGH,
    CONVERTER_SILENT,
    CONVERTER_DEFECTIVE,
    CONVERTER_HOT,
    VOLTAGES_DISAGREE,
    ENABLE_LINE_OPEN,
    QUIESCENT_CURRENT_HIGH,
    BATTERY_SENSOR_SILENT,
)
