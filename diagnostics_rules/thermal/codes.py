"""Trouble codes of the coolant loops of an electric car."""

from diagnostics_rules.drivability import AS_USUAL
from gateway.domain.catalogue import Audience, CatalogueEntry, Skill
from gateway.domain.component import THERMAL_MANAGEMENT
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode

AT_THE_CAR = "Coolant, pumps and valves are mended at the car."
STOP_IF_HOT = "You may drive gently to a workshop or home; stop if the car warns of heat."

COOLANT_PUMP = CatalogueEntry(
    code=TroubleCode.parse("P0C73-71"),
    component=THERMAL_MANAGEMENT,
    title="Coolant pump does not turn",
    owner_text="The pump that cools the drive of your car is not running as it should. The "
    "car will limit its power to protect itself.",
    service_text="The coolant pump of the drive does not follow its command. Check supply, "
    "connector, air in the loop and a seized impeller; bleed the loop afterwards.",
    severity=Severity.URGENT,
    drivability=STOP_IF_HOT,
    advice="Please avoid motorways and fast charging until the pump has been repaired.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=150,
    no_remedy_because="A pump that does not turn cannot be repaired from afar.",
)
PUMP_LINE_OPEN = CatalogueEntry(
    code=TroubleCode.parse("P0A06-13"),
    component=THERMAL_MANAGEMENT,
    title="Control line of the coolant pump open",
    owner_text="The line that controls a coolant pump of your car is interrupted. The drive "
    "is not cooled as it should be, and the car will limit its power.",
    service_text="Control circuit of the coolant pump open. Look for chafing where the harness "
    "passes the subframe, then at the plug of the pump; the pump itself is often good.",
    severity=Severity.URGENT,
    drivability=STOP_IF_HOT,
    advice="Please avoid motorways and fast charging until it has been repaired.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=45,
    no_remedy_because=AT_THE_CAR,
)
COOLANT_LOW = CatalogueEntry(
    code=TroubleCode.parse("P1C10-00"),
    component=THERMAL_MANAGEMENT,
    title="Coolant level too low",
    owner_text="Your car is losing coolant. Its drive and battery are not cooled as they "
    "should be, and the car will limit its power.",
    service_text="Coolant level of the drive loop too low. Press the loop and look at hoses, "
    "chiller and the plates of inverter and battery; measure the isolation if a plate leaks. "
    "Fill and bleed by the procedure, never by eye.",
    severity=Severity.URGENT,
    drivability=STOP_IF_HOT,
    advice="Please do not open the cap of the coolant; avoid motorways and fast charging.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=150,
    no_remedy_because=AT_THE_CAR,
)
COOLANT_HOT = CatalogueEntry(
    code=TroubleCode.parse("P1C11-98"),
    component=THERMAL_MANAGEMENT,
    title="Coolant of the drive too hot",
    owner_text="The coolant of your car's drive is hotter than it should be. The car limits "
    "its power to protect itself.",
    service_text="Coolant above its limit. Check level, air, pump, radiator fan and shutter in "
    "this order; compare the temperatures before and after the radiator.",
    severity=Severity.URGENT,
    drivability=STOP_IF_HOT,
    advice="Please park for half an hour, then avoid fast and steep roads.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=120,
    no_remedy_because=AT_THE_CAR,
)
VALVE_STUCK = CatalogueEntry(
    code=TroubleCode.parse("P1C12-77"),
    component=THERMAL_MANAGEMENT,
    title="Coolant valve does not reach its position",
    owner_text="A valve that shares out the coolant of your car does not move fully. Heating, "
    "cooling or fast charging may be weaker than usual.",
    service_text="The coolant valve does not reach its commanded position. Run its adaptation; "
    "if it stops at the same angle again, replace it and look for swarf in the loop.",
    severity=Severity.SOON,
    drivability="You may drive as usual; please avoid fast charging in hot weather.",
    advice="Please plan a little longer for charging until it has been repaired.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=120,
    no_remedy_because="The valve is taught in with its loop in view, at a workshop.",
)
RADIATOR_FAN = CatalogueEntry(
    code=TroubleCode.parse("P1C13-93"),
    component=THERMAL_MANAGEMENT,
    title="Radiator fan does not run",
    owner_text="The fan behind the radiator of your car does not run. In traffic, in heat and "
    "at fast chargers the car will limit its power.",
    service_text="No operation of the radiator fan. Check fuse, supply and plug; turn the fan "
    "by hand with the car switched off, and look for leaves or a cracked blade.",
    severity=Severity.SOON,
    drivability="You may drive; please avoid long queues and fast charging in hot weather.",
    advice="Please switch off the air conditioning in slow traffic.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=90,
    no_remedy_because=AT_THE_CAR,
)
COOLANT_SENSOR_SHORT = CatalogueEntry(
    code=TroubleCode.parse("P0A02-11"),
    component=THERMAL_MANAGEMENT,
    title="Coolant temperature sensor shorted",
    owner_text="A coolant temperature sensor of your car has a short circuit. The car cools "
    "more than it needs, to be on the safe side.",
    service_text="Coolant temperature sensor of the drive electronics short to ground. Check "
    "its plug for coolant, then the sensor.",
    severity=Severity.SOON,
    drivability=AS_USUAL,
    advice="You may hear the fan and the pump more often; please book a visit.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=60,
    no_remedy_because="A short circuit does not go away by clearing its code.",
)
COOLANT_SENSOR_OPEN = CatalogueEntry(
    code=TroubleCode.parse("P0A03-13"),
    component=THERMAL_MANAGEMENT,
    title="Coolant temperature sensor open",
    owner_text="A coolant temperature sensor of your car is disconnected. The car cools more "
    "than it needs, to be on the safe side.",
    service_text="Coolant temperature sensor of the drive electronics open. Check its plug and "
    "the line, then the sensor.",
    severity=Severity.SOON,
    drivability=AS_USUAL,
    advice="You may hear the fan and the pump more often; please book a visit.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=60,
    no_remedy_because="A broken line does not heal by clearing its code.",
)
BATTERY_PUMP = CatalogueEntry(
    code=TroubleCode.parse("P1C14-71"),
    component=THERMAL_MANAGEMENT,
    title="Coolant pump of the battery does not turn",
    owner_text="The pump that cools and warms the battery of your car does not run. The car "
    "charges more slowly and limits its power in heat and in frost.",
    service_text="The coolant pump of the battery does not follow its command. Check supply "
    "and plug, then the pump; bleed the loop afterwards.",
    severity=Severity.URGENT,
    drivability="You may drive gently to a workshop or home; do not use a fast charger.",
    advice="Please charge slowly, and park in the shade until it has been repaired.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=150,
    no_remedy_because="A pump that does not turn cannot be repaired from afar.",
)
HEATER_HOT = CatalogueEntry(
    code=TroubleCode.parse("P1C15-4B"),
    component=THERMAL_MANAGEMENT,
    title="Coolant heater too hot",
    owner_text="The electric heater of your car has become too hot and has switched itself "
    "off. The cabin stays cold, and the battery is not warmed.",
    service_text="Over-temperature of the high-voltage coolant heater. Check flow and level "
    "first: a dry heater is usually a victim. De-energise before you open it.",
    severity=Severity.SOON,
    drivability="You may drive as usual; the windows may mist up while the heating is off.",
    advice="Please do not switch the heating on and off to try it.",
    skills=frozenset({Skill.HIGH_VOLTAGE}),
    repair_minutes=120,
    no_remedy_because="The heater carries high voltage; it is never reset from afar.",
)
SHUTTER_STUCK = CatalogueEntry(
    code=TroubleCode.parse("P1C16-71"),
    component=THERMAL_MANAGEMENT,
    title="Radiator shutter stuck",
    owner_text="The flaps in front of the radiator of your car do not move. The range may be "
    "a little shorter; nothing else is affected.",
    service_text="Actuator of the radiator shutter stuck. Look for ice, leaves and a bent "
    "blade; run its adaptation after a repair.",
    severity=Severity.MONITOR,
    drivability=AS_USUAL,
    advice="After snow, please look whether ice holds the flaps behind the grille.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=60,
    no_remedy_because="Ice, leaves or a bent flap are removed by hand.",
    audience=Audience.SERVICE,
)

CODES = (
    COOLANT_PUMP,
    PUMP_LINE_OPEN,
    COOLANT_LOW,
    COOLANT_HOT,
    VALVE_STUCK,
    RADIATOR_FAN,
    COOLANT_SENSOR_SHORT,
    COOLANT_SENSOR_OPEN,
    BATTERY_PUMP,
    HEATER_HOT,
    SHUTTER_STUCK,
)
