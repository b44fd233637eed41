"""High voltage: the traction battery and its isolation. Never reset or cleared from afar."""

from gateway.domain.catalogue import CatalogueEntry, Skill
from gateway.domain.cause import CauseId
from gateway.domain.component import BATTERY_MANAGEMENT
from gateway.domain.finding import RuleId
from gateway.domain.severity import Severity
from gateway.domain.signal import HV_BATTERY_TEMPERATURE_MAX, HV_ISOLATION_RESISTANCE
from gateway.domain.trouble_code import TroubleCode
from gateway.remedy.playbook import Remedy
from gateway.triage.cause import Cause
from gateway.triage.measured import latest
from gateway.triage.reported import code
from gateway.triage.rule import Rule, VehicleSystem
from gateway.triage.units import degrees_celsius, kilohms, seconds

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
    no_remedy_because="High-voltage faults are never reset or cleared from afar.",
    tow=True,
)
BATTERY_TOO_HOT = CatalogueEntry(
    code=TroubleCode.parse("P0A7E-4B"),
    component=BATTERY_MANAGEMENT,
    title="High-voltage battery too hot",
    owner_text="The high-voltage battery of your car is hotter than it should ever be. "
    "Please park in the open, away from buildings, and step away from the car.",
    service_text="A cell is above its temperature limit. Keep the car outdoors and under "
    "watch; read cell temperatures and voltages before any work, and check the coolant loop.",
    severity=Severity.STOP_DRIVING,
    drivability="Please stop in the open as soon as it is safe, leave the car and keep away.",
    advice="If you see smoke, call the emergency number; otherwise wait for our tow truck.",
    skills=frozenset({Skill.HIGH_VOLTAGE}),
    repair_minutes=240,
    no_remedy_because="High-voltage faults are never reset or cleared from afar.",
    tow=True,
)

CODES = (ISOLATION_LOST, BATTERY_TOO_HOT)

REMEDIES: tuple[Remedy, ...] = ()

ISOLATION_FAULT = Cause(
    id=CauseId("high_voltage.isolation_fault"),
    title="Moisture or damaged insulation lets current reach the body of the car.",
)
BATTERY_OVER_TEMPERATURE = Cause(
    id=CauseId("high_voltage.battery_over_temperature"),
    title="A cell of the high-voltage battery gets hotter than its cooling can hold.",
)

RULES = (
    Rule(
        id=RuleId("high_voltage.isolation_fault"),
        system=VehicleSystem.HIGH_VOLTAGE,
        title="Isolation fault reported",
        when=code(BATTERY_MANAGEMENT, "P0AA6-1A").present,
        causes=(ISOLATION_FAULT,),
        entry=ISOLATION_LOST,
    ),
    Rule(
        id=RuleId("high_voltage.isolation_low"),
        system=VehicleSystem.HIGH_VOLTAGE,
        title="Isolation resistance low",
        when=(latest(HV_ISOLATION_RESISTANCE) < kilohms(500)).held_for(seconds(30)),
        causes=(ISOLATION_FAULT,),
        entry=ISOLATION_LOST,
    ),
    Rule(
        id=RuleId("high_voltage.battery_over_temperature"),
        system=VehicleSystem.HIGH_VOLTAGE,
        title="Battery over-temperature reported",
        when=code(BATTERY_MANAGEMENT, "P0A7E-4B").present,
        causes=(BATTERY_OVER_TEMPERATURE,),
        entry=BATTERY_TOO_HOT,
    ),
    Rule(
        id=RuleId("high_voltage.battery_hot"),
        system=VehicleSystem.HIGH_VOLTAGE,
        title="Warmest cell above its limit",
        when=(latest(HV_BATTERY_TEMPERATURE_MAX) > degrees_celsius(65)).held_for(seconds(20)),
        causes=(BATTERY_OVER_TEMPERATURE,),
        entry=BATTERY_TOO_HOT,
    ),
)
