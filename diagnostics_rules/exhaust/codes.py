"""Trouble codes of catalyst, particulate filter, reductant and their sensors."""

from diagnostics_rules.drivability import AS_USUAL, GENTLY, TO_A_WORKSHOP
from gateway.domain.catalogue import CatalogueEntry, Skill
from gateway.domain.component import EXHAUST_AFTERTREATMENT
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode

NEVER_BURNT_FREE = (
    "Burning a filter free makes 600 °C for half an hour; nobody can see from afar where the "
    "car stands."
)
AT_THE_CAR = "Exhaust aftertreatment is measured and repaired at the car."

CATALYST_WORN = CatalogueEntry(
    code=TroubleCode.parse("P0420-00"),
    component=EXHAUST_AFTERTREATMENT,
    title="Catalyst worn",
    owner_text="The catalyst cleans the exhaust less than it should. You notice nothing, but "
    "the car would fail its emission test.",
    service_text="Catalyst efficiency below threshold. Rule out leaks before the rear probe, "
    "misfires and oil consumption; compare both probes when hot, then replace the catalyst.",
    severity=Severity.MONITOR,
    drivability=AS_USUAL,
    advice="Please have it looked at before the next emission test.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=150,
    no_remedy_because=AT_THE_CAR,
)
TEMPERATURE_SENSOR_OPEN = CatalogueEntry(
    code=TroubleCode.parse("P0544-13"),
    component=EXHAUST_AFTERTREATMENT,
    title="Exhaust temperature sensor disconnected",
    owner_text="A sensor in the exhaust loses its contact. The car cannot clean its "
    "particulate filter as long as it does not know how hot the exhaust is.",
    service_text="Exhaust gas temperature sensor 1 open. If it comes with speed, move plug and "
    "cable while measuring; the clip near the gearbox chafes. Else replace the sensor, with "
    "paste on its thread.",
    severity=Severity.MONITOR,
    drivability=AS_USUAL,
    advice="There is no hurry; please have it repaired within a month.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=60,
    no_remedy_because=AT_THE_CAR,
)
FILTER_INEFFICIENT = CatalogueEntry(
    code=TroubleCode.parse("P2002-00"),
    component=EXHAUST_AFTERTREATMENT,
    title="Particulate filter lets soot through",
    owner_text="The particulate filter holds back less soot than it should. The car drives as "
    "always, but emits more than it may.",
    service_text="Particulate filter efficiency below threshold. Look for soot in the tail "
    "pipe, check the hoses of the pressure sensor for cracks and order, then the filter "
    "itself.",
    severity=Severity.SOON,
    drivability=AS_USUAL,
    advice="Please have it looked at within some weeks.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=180,
    no_remedy_because=AT_THE_CAR,
)
FILTER_FULL = CatalogueEntry(
    code=TroubleCode.parse("P2463-00"),
    component=EXHAUST_AFTERTREATMENT,
    title="Particulate filter full",
    owner_text="The particulate filter is full of soot, as happens with many short trips. If "
    "it goes on, the car loses power and the filter has to be replaced.",
    service_text="Soot load above its limit. Find out why it did not regenerate (short trips, "
    "sensor, thermostat, injector) before a regeneration in the workshop, outdoors and "
    "watched.",
    severity=Severity.SOON,
    drivability="You may drive as usual; half an hour on a fast road lets the filter clean "
    "itself.",
    advice="Please do not park on dry grass after such a drive, as the exhaust is very hot.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=120,
    no_remedy_because=NEVER_BURNT_FREE,
)
PRESSURE_SENSOR_IMPLAUSIBLE = CatalogueEntry(
    code=TroubleCode.parse("P2453-62"),
    component=EXHAUST_AFTERTREATMENT,
    title="Particulate filter pressure sensor implausible",
    owner_text="The sensor that shows how full the particulate filter is tells what cannot be. "
    "The car may clean the filter too seldom or too often.",
    service_text="Differential pressure does not follow the exhaust flow. Blow out both hoses "
    "(away from the sensor), look for melted ones, then replace the sensor and teach it in.",
    severity=Severity.SOON,
    drivability=AS_USUAL,
    advice="Please have it repaired within two weeks; it saves the filter.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=60,
    no_remedy_because=NEVER_BURNT_FREE,
)
REDUCTANT_LOW = CatalogueEntry(
    code=TroubleCode.parse("P203F-00"),
    component=EXHAUST_AFTERTREATMENT,
    title="Reductant nearly empty",
    owner_text="The tank of the exhaust fluid is nearly empty. By law the engine will not "
    "start again once it is: fill up before that.",
    service_text="Reductant level too low. Fill at least five litres, ignition on for a "
    "minute; if the level does not follow, check the tank sensor for crystals.",
    severity=Severity.SOON,
    drivability="You may drive as usual; once the fluid is used up, the engine will not start "
    "again.",
    advice="Please fill in at least five litres of exhaust fluid at the next filling station.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=20,
    no_remedy_because="Fluid has to be filled in at the car.",
)
REDUCTANT_POOR = CatalogueEntry(
    code=TroubleCode.parse("P207F-00"),
    component=EXHAUST_AFTERTREATMENT,
    title="Reductant of poor quality",
    owner_text="The exhaust fluid in your car does not do what it should; it may be old, "
    "thinned or the wrong one. The car counts the distance until it will not start any more.",
    service_text="Reductant quality. Measure its concentration (32.5 %) with a refractometer, "
    "drain and refill if it is off; look for diesel in the tank before the pump is ruined.",
    severity=Severity.SOON,
    drivability="You may drive as usual; heed the distance that the car still allows.",
    advice="Did somebody fill in anything lately? Please tell the workshop what it was.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=90,
    no_remedy_because="Fluid has to be exchanged at the car.",
)
NOX_CATALYST_WORN = CatalogueEntry(
    code=TroubleCode.parse("P20EE-00"),
    component=EXHAUST_AFTERTREATMENT,
    title="Nitrogen oxides not cleaned well",
    owner_text="The part of the exhaust that removes nitrogen oxides works less than it "
    "should. The car may count down a distance until it will not start any more.",
    service_text="Selective catalytic reduction below threshold. Reductant quality first, then "
    "dosing quantity into a beaker, crystals at the injector, both nitrogen oxide sensors, and "
    "the catalyst at last.",
    severity=Severity.SOON,
    drivability=AS_USUAL,
    advice="Please have it looked at within two weeks, and heed what the car displays.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=150,
    no_remedy_because=AT_THE_CAR,
)
NOX_SENSOR_OPEN = CatalogueEntry(
    code=TroubleCode.parse("P2200-13"),
    component=EXHAUST_AFTERTREATMENT,
    title="Nitrogen oxide sensor disconnected",
    owner_text="A sensor that watches the exhaust has lost its connection. The car may count "
    "down a distance until it will not start any more.",
    service_text="Nitrogen oxide sensor circuit open, bank 1. Check supply and plug under the "
    "floor for corrosion; the sensor and its control unit are replaced together.",
    severity=Severity.SOON,
    drivability=AS_USUAL,
    advice="Please have it repaired within two weeks, and heed what the car displays.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=75,
    no_remedy_because=AT_THE_CAR,
)
EXHAUST_TOO_HOT = CatalogueEntry(
    code=TroubleCode.parse("P2428-00"),
    component=EXHAUST_AFTERTREATMENT,
    title="Exhaust too hot",
    owner_text="The exhaust of your car is hotter than it may be. It can damage the catalyst "
    "and set fire to dry grass under the car.",
    service_text="Exhaust gas temperature above its limit, bank 1. Look for misfires, a "
    "leaking injector or a regeneration that does not end; check the catalyst for melting.",
    severity=Severity.URGENT,
    drivability=GENTLY,
    advice="Please do not park on grass or leaves; if the engine runs roughly, stop and switch "
    "it off.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=120,
    no_remedy_because=NEVER_BURNT_FREE,
)
FILTER_BLOCKED = CatalogueEntry(
    code=TroubleCode.parse("P244B-00"),
    component=EXHAUST_AFTERTREATMENT,
    title="Particulate filter blocked",
    owner_text="The particulate filter is so full that the exhaust can hardly get out. The "
    "engine has little power, and a drive does not clean the filter any more.",
    service_text="Pressure before the particulate filter too high. Do not regenerate above the "
    "soot limit, for the filter would melt: take it off and clean or replace it, then find the "
    "cause.",
    severity=Severity.URGENT,
    drivability=TO_A_WORKSHOP,
    advice="Please do not try to burn it free by a fast drive; it is too late for that.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=240,
    no_remedy_because=NEVER_BURNT_FREE,
)

CODES = (
    CATALYST_WORN,
    TEMPERATURE_SENSOR_OPEN,
    FILTER_INEFFICIENT,
    FILTER_FULL,
    FILTER_BLOCKED,
    PRESSURE_SENSOR_IMPLAUSIBLE,
    REDUCTANT_LOW,
    REDUCTANT_POOR,
    NOX_CATALYST_WORN,
    NOX_SENSOR_OPEN,
    EXHAUST_TOO_HOT,
)
