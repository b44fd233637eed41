"""Trouble codes of the engine: air flow, throttle, turbocharger, exhaust recirculation."""

from diagnostics_rules.drivability import AS_USUAL, GENTLY, STOP, TO_A_WORKSHOP
from diagnostics_rules.engine.aloof import NEVER_FROM_AFAR
from gateway.domain.catalogue import CatalogueEntry, Skill
from gateway.domain.component import ENGINE_CONTROL
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode

AIR_FLOW_IMPLAUSIBLE = CatalogueEntry(
    code=TroubleCode.parse("P0101-62"),
    component=ENGINE_CONTROL,
    title="Air flow sensor implausible",
    owner_text="The sensor that measures the air for the engine tells what cannot be. The "
    "engine mixes fuel by a reserve value: it may jerk and use more fuel.",
    service_text="Mass air flow disagrees with engine speed and throttle. Compare it with the "
    "model at idle and at 3,000 rpm, check air filter and hoses for leaks, clean or replace "
    "the sensor; erase the learnt trims afterwards.",
    severity=Severity.SOON,
    drivability=GENTLY,
    advice="Please avoid full throttle, and have the air filter looked at as well.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=60,
    no_remedy_because=NEVER_FROM_AFAR,
)
AIR_FLOW_SENSOR_OPEN = CatalogueEntry(
    code=TroubleCode.parse("P0100-13"),
    component=ENGINE_CONTROL,
    title="Air flow sensor disconnected",
    owner_text="The sensor that measures the air for the engine has lost its connection. The "
    "engine runs on a reserve value, with less power.",
    service_text="Mass air flow sensor circuit open. Often the plug was forgotten after work "
    "on the air filter; then check supply, ground and signal wire.",
    severity=Severity.SOON,
    drivability=GENTLY,
    advice="Was somebody at the air filter lately? Please tell the workshop.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=45,
    no_remedy_because=NEVER_FROM_AFAR,
)
INTAKE_AIR_SENSOR_OPEN = CatalogueEntry(
    code=TroubleCode.parse("P0110-13"),
    component=ENGINE_CONTROL,
    title="Intake air temperature sensor disconnected",
    owner_text="The engine does not know how warm the air is that it breathes. It assumes a "
    "usual value; you will hardly notice.",
    service_text="Intake air temperature sensor 1 open. It often shares its housing with the "
    "air flow sensor: check that plug first.",
    severity=Severity.MONITOR,
    drivability=AS_USUAL,
    advice="There is no hurry; it can be done at the next service.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=30,
    no_remedy_because=NEVER_FROM_AFAR,
)
THROTTLE_SENSORS_DISAGREE = CatalogueEntry(
    code=TroubleCode.parse("P2135-62"),
    component=ENGINE_CONTROL,
    title="Throttle position sensors disagree",
    owner_text="Two sensors that watch the throttle contradict each other. To be safe, the "
    "engine gives little power and hardly reacts to the pedal.",
    service_text="Throttle position sensors A and B do not correlate. Watch both voltages over "
    "the whole travel, check the plug for corrosion, then replace the throttle body and adapt "
    "it in the bay.",
    severity=Severity.URGENT,
    drivability=TO_A_WORKSHOP,
    advice="Please stay off motorways; the car may not accelerate when you want it to.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=90,
    no_remedy_because="A throttle is adapted in the bay only, with a technician at the car.",
)
THROTTLE_STUCK_OPEN = CatalogueEntry(
    code=TroubleCode.parse("P2111-00"),
    component=ENGINE_CONTROL,
    title="Throttle stuck open",
    owner_text="The throttle of the engine does not close as it should. The car could push on "
    "although you have lifted your foot.",
    service_text="The throttle does not reach its closed position. Look for ice, a foreign "
    "body and carbon at the plate, then test the actuator; do not road test before it closes "
    "freely.",
    severity=Severity.STOP_DRIVING,
    drivability=STOP,
    advice="If the car pushes on, press the brake firmly and without pumping, and select "
    "neutral.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=120,
    no_remedy_because="A throttle is adapted in the bay only, with a technician at the car.",
    tow=True,
)
IDLE_TOO_FAST = CatalogueEntry(
    code=TroubleCode.parse("P0507-00"),
    component=ENGINE_CONTROL,
    title="Engine idles too fast",
    owner_text="The engine turns faster than it should when you do not press the pedal. It "
    "uses more fuel, and the car creeps more strongly.",
    service_text="Idle speed above its target. Search for unmetered air behind the throttle "
    "with smoke, clean the throttle plate and adapt it, check the crankcase ventilation.",
    severity=Severity.SOON,
    drivability=AS_USUAL,
    advice="Please keep your foot on the brake when you stand with a gear engaged.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=75,
    no_remedy_because=NEVER_FROM_AFAR,
)
UNDERBOOST = CatalogueEntry(
    code=TroubleCode.parse("P0299-00"),
    component=ENGINE_CONTROL,
    title="Turbocharger gives too little pressure",
    owner_text="The turbocharger of your engine does not build up its pressure. The car feels "
    "weak uphill and when overtaking; nothing else is at risk at once.",
    service_text="Boost below target. Press the charge air path with smoke: split hoses and "
    "loose clamps come first, then wastegate or vanes, vacuum supply and the boost sensor.",
    severity=Severity.SOON,
    drivability=GENTLY,
    advice="Please avoid full throttle, and leave more room for overtaking.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=90,
    no_remedy_because=NEVER_FROM_AFAR,
)
OVERBOOST = CatalogueEntry(
    code=TroubleCode.parse("P0234-00"),
    component=ENGINE_CONTROL,
    title="Turbocharger gives too much pressure",
    owner_text="The turbocharger presses more air into the engine than it should. The car cuts "
    "its power to protect the engine.",
    service_text="Boost above target. Check whether wastegate or vanes move freely, the hose "
    "of their actuator, the control valve and the boost sensor.",
    severity=Severity.URGENT,
    drivability=GENTLY,
    advice="Please accelerate softly and keep the engine below 3,000 rpm.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=120,
    no_remedy_because=NEVER_FROM_AFAR,
)
EGR_FLOW_LOW = CatalogueEntry(
    code=TroubleCode.parse("P0401-00"),
    component=ENGINE_CONTROL,
    title="Too little exhaust gas recirculated",
    owner_text="A valve that keeps the exhaust clean lets too little through. You hardly "
    "notice, but the car emits more than it may.",
    service_text="Exhaust gas recirculation flow insufficient. Take off the valve and look for "
    "carbon in valve and cooler; clean, test its travel, and look for leaks.",
    severity=Severity.SOON,
    drivability=AS_USUAL,
    advice="Please have it cleaned within the next weeks; longer drives slow the clogging "
    "down.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=120,
    no_remedy_because=NEVER_FROM_AFAR,
)
EGR_VALVE_OPEN = CatalogueEntry(
    code=TroubleCode.parse("P0403-13"),
    component=ENGINE_CONTROL,
    title="Exhaust gas recirculation valve disconnected",
    owner_text="A valve that keeps the exhaust clean has lost its connection. You hardly "
    "notice, but the car emits more than it may.",
    service_text="Control circuit of the exhaust gas recirculation valve open. Check plug and "
    "cable, which suffer from heat, then the winding of the actuator.",
    severity=Severity.SOON,
    drivability=AS_USUAL,
    advice="Please have it repaired within the next weeks.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=75,
    no_remedy_because=NEVER_FROM_AFAR,
)

CODES = (
    AIR_FLOW_IMPLAUSIBLE,
    AIR_FLOW_SENSOR_OPEN,
    INTAKE_AIR_SENSOR_OPEN,
    THROTTLE_SENSORS_DISAGREE,
    THROTTLE_STUCK_OPEN,
    IDLE_TOO_FAST,
    UNDERBOOST,
    OVERBOOST,
    EGR_FLOW_LOW,
    EGR_VALVE_OPEN,
)
