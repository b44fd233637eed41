"""Trouble codes of tank, pump, rail and mixture."""

from diagnostics_rules.drivability import AS_USUAL, GENTLY, TO_A_WORKSHOP
from gateway.domain.catalogue import CatalogueEntry, Skill
from gateway.domain.component import FUEL_SYSTEM
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode

NEVER_FROM_AFAR = "What feeds the engine is never reset or cleared from afar."

RAIL_PRESSURE_LOW = CatalogueEntry(
    code=TroubleCode.parse("P0087-00"),
    component=FUEL_SYSTEM,
    title="Fuel pressure too low",
    owner_text="The engine does not get fuel with enough pressure. It loses power, most of all "
    "uphill, and may die while you drive.",
    service_text="Rail pressure below target. Read the low pressure first: low there means "
    "filter or pump in the tank; good there means high-pressure pump, its control valve or a "
    "leaking injector. Look for swarf before new parts go in.",
    severity=Severity.URGENT,
    drivability=TO_A_WORKSHOP,
    advice="Please drive with little throttle, stay off motorways and keep the tank half full.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=150,
    no_remedy_because=NEVER_FROM_AFAR,
)
RAIL_PRESSURE_HIGH = CatalogueEntry(
    code=TroubleCode.parse("P0088-00"),
    component=FUEL_SYSTEM,
    title="Fuel pressure too high",
    owner_text="The fuel in front of the injectors has more pressure than it should. The "
    "engine limits its power to protect itself.",
    service_text="Rail pressure above target. Check the pressure control valve and its plug, "
    "the return line for a kink, and the rail sensor against a second one.",
    severity=Severity.URGENT,
    drivability=TO_A_WORKSHOP,
    advice="If you smell fuel, please stop, switch off and leave the car.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=120,
    no_remedy_because=NEVER_FROM_AFAR,
)
RAIL_SENSOR_OPEN = CatalogueEntry(
    code=TroubleCode.parse("P0190-13"),
    component=FUEL_SYSTEM,
    title="Fuel pressure sensor disconnected",
    owner_text="The engine does not know the pressure of its fuel any more. It runs on a "
    "reserve setting with less power.",
    service_text="Fuel rail pressure sensor circuit open. Check plug and cable before the "
    "sensor; let the pressure out before you loosen it.",
    severity=Severity.SOON,
    drivability=GENTLY,
    advice="Please have it repaired this week, and avoid full throttle.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=60,
    no_remedy_because=NEVER_FROM_AFAR,
)
MIXTURE_LEAN = CatalogueEntry(
    code=TroubleCode.parse("P0171-00"),
    component=FUEL_SYSTEM,
    title="Mixture too lean",
    owner_text="The engine gets too much air for its fuel. It may jerk, idle unevenly and use "
    "more; it will be damaged only if this goes on for long.",
    service_text="Learnt trim at its upper limit. Blow smoke into the intake behind the air "
    "flow sensor: hoses, crankcase ventilation, gaskets. No leak: compare air flow and rail "
    "pressure with the model.",
    severity=Severity.SOON,
    drivability=AS_USUAL,
    advice="Please have it looked at within two weeks.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=90,
    no_remedy_because=NEVER_FROM_AFAR,
)
MIXTURE_RICH = CatalogueEntry(
    code=TroubleCode.parse("P0172-00"),
    component=FUEL_SYSTEM,
    title="Mixture too rich",
    owner_text="The engine gets too much fuel for its air. It uses more, may smell of fuel, "
    "and wears out the catalyst.",
    service_text="Learnt trim at its lower limit. Check the air filter, a tank vent valve that "
    "stands open, leaking injectors and fuel in the oil; then air flow sensor and rail "
    "pressure.",
    severity=Severity.SOON,
    drivability=AS_USUAL,
    advice="If the car smells of petrol inside, please leave it outdoors and call us.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=90,
    no_remedy_because=NEVER_FROM_AFAR,
)
TANK_VENT_SMALL_LEAK = CatalogueEntry(
    code=TroubleCode.parse("P0442-00"),
    component=FUEL_SYSTEM,
    title="Small leak in the tank venting",
    owner_text="Vapour escapes from the tank somewhere, often at the fuel cap. It is no danger "
    "to you, but the car should not smell of fuel.",
    service_text="Evaporative system: small leak. Look at the seal of the cap and at the "
    "filler neck, then blow smoke into the system at low pressure.",
    severity=Severity.MONITOR,
    drivability=AS_USUAL,
    advice="Please close the fuel cap until it clicks; if the seal is cracked, replace the "
    "cap.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=45,
    no_remedy_because="A leak has to be closed at the car.",
)
TANK_VENT_LARGE_LEAK = CatalogueEntry(
    code=TroubleCode.parse("P0455-00"),
    component=FUEL_SYSTEM,
    title="Large leak in the tank venting",
    owner_text="Much vapour escapes from the tank. Most often the fuel cap is missing or was "
    "not closed after the last stop.",
    service_text="Evaporative system: large leak. Cap missing? Then hoses at the canister, "
    "which come off after work on the rear axle, and the vent valve.",
    severity=Severity.SOON,
    drivability=AS_USUAL,
    advice="Please look whether the fuel cap is there and closed; do not smoke near the car.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=60,
    no_remedy_because="A leak has to be closed at the car.",
)
LEVEL_SENSOR_SHORT = CatalogueEntry(
    code=TroubleCode.parse("P0463-12"),
    component=FUEL_SYSTEM,
    title="Fuel gauge faulty",
    owner_text="The sensor in the tank gives a wrong level. The gauge and the range shown by "
    "the car cannot be trusted.",
    service_text="Fuel level sensor short to battery. Check the plug on the tank for water and "
    "the cable along the floor; then the sensor through the service hatch.",
    severity=Severity.SOON,
    drivability="You may drive as usual; count the distance since you last filled up.",
    advice="Please refuel earlier than usual until it has been repaired.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=90,
    no_remedy_because="A short circuit has to be found at the car.",
)
PUMP_CONTROL_OPEN = CatalogueEntry(
    code=TroubleCode.parse("P0627-13"),
    component=FUEL_SYSTEM,
    title="Fuel pump control open",
    owner_text="The pump in the tank has lost its control line. The engine may die or not "
    "start again.",
    service_text="Control circuit of fuel pump A open. Check fuse, relay and the plug on the "
    "tank; measure voltage at the pump under load before you replace it.",
    severity=Severity.URGENT,
    drivability=TO_A_WORKSHOP,
    advice="Please do not switch off where you could not be fetched.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=90,
    no_remedy_because=NEVER_FROM_AFAR,
)

CODES = (
    RAIL_PRESSURE_LOW,
    RAIL_PRESSURE_HIGH,
    RAIL_SENSOR_OPEN,
    MIXTURE_LEAN,
    MIXTURE_RICH,
    TANK_VENT_SMALL_LEAK,
    TANK_VENT_LARGE_LEAK,
    LEVEL_SENSOR_SHORT,
    PUMP_CONTROL_OPEN,
)
