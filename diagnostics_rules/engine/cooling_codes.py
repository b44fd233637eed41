"""Trouble codes of the engine: how it keeps its temperature."""

from diagnostics_rules.drivability import AS_USUAL, GENTLY, STOP
from diagnostics_rules.engine.aloof import NEVER_FROM_AFAR
from gateway.domain.catalogue import CatalogueEntry, Skill
from gateway.domain.component import ENGINE_CONTROL, THERMAL_MANAGEMENT
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode

OVERHEATED = CatalogueEntry(
    code=TroubleCode.parse("P0217-98"),
    component=ENGINE_CONTROL,
    title="Engine too hot",
    owner_text="The engine of your car is overheating. A few more minutes can destroy it.",
    service_text="Engine over-temperature. Let it cool, then look for lost coolant and press "
    "the system; check the fan in both steps, thermostat, water pump and radiator, and test "
    "the coolant for exhaust gas before it is driven again.",
    severity=Severity.STOP_DRIVING,
    drivability=STOP,
    advice="Switch the engine off and wait for help; never open the coolant cap while it is "
    "hot.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=180,
    no_remedy_because=NEVER_FROM_AFAR,
    tow=True,
)
FAN_OPEN = CatalogueEntry(
    code=TroubleCode.parse("P0480-13"),
    component=THERMAL_MANAGEMENT,
    title="Radiator fan does not run",
    owner_text="The fan that cools the engine has lost its connection. In slow traffic the "
    "engine overheats within minutes, and that can destroy it.",
    service_text="Control circuit of radiator fan 1 open. Check fuse, relay, plug and the "
    "cable at the shroud; run the fan in both steps, then let the engine idle until it "
    "switches on.",
    severity=Severity.STOP_DRIVING,
    drivability=STOP,
    advice="Switch the engine off and wait for help; the heater at full warms the cabin, but "
    "does not replace the fan.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=90,
    no_remedy_because=NEVER_FROM_AFAR,
    tow=True,
)
TOO_COLD = CatalogueEntry(
    code=TroubleCode.parse("P0128-00"),
    component=ENGINE_CONTROL,
    title="Engine does not get warm",
    owner_text="The engine stays colder than it should. It uses more fuel, wears more, and the "
    "heating is weak.",
    service_text="Coolant below regulating temperature. Usually the thermostat stands open: "
    "feel the lower hose by warming up; rule out low coolant and the sensor.",
    severity=Severity.SOON,
    drivability=AS_USUAL,
    advice="Please have the thermostat replaced within the next weeks.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=90,
    no_remedy_because=NEVER_FROM_AFAR,
)
COOLANT_SENSOR_IMPLAUSIBLE = CatalogueEntry(
    code=TroubleCode.parse("P0116-62"),
    component=ENGINE_CONTROL,
    title="Coolant temperature sensor implausible",
    owner_text="The engine does not believe its temperature sensor. The gauge may be wrong; "
    "the fan runs more than it would need to.",
    service_text="Coolant temperature disagrees with oil, air and the model. Compare all "
    "sensors after a night; check for air in the loop, then replace the sensor.",
    severity=Severity.SOON,
    drivability=GENTLY,
    advice="Please watch for steam and smell, as the gauge cannot be trusted.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=60,
    no_remedy_because=NEVER_FROM_AFAR,
)
COOLANT_SENSOR_OPEN = CatalogueEntry(
    code=TroubleCode.parse("P0115-13"),
    component=ENGINE_CONTROL,
    title="Coolant temperature sensor disconnected",
    owner_text="The engine does not know its own temperature any more. It runs the fan at full "
    "and a mixture that is too rich when warm.",
    service_text="Coolant temperature sensor circuit open. Check the plug for green pins and "
    "pulled wires, then measure the sensor.",
    severity=Severity.SOON,
    drivability=GENTLY,
    advice="Please watch for steam and smell, as the gauge does not work.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=60,
    no_remedy_because=NEVER_FROM_AFAR,
)

CODES = (OVERHEATED, FAN_OPEN, TOO_COLD, COOLANT_SENSOR_IMPLAUSIBLE, COOLANT_SENSOR_OPEN)
