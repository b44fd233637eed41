"""Thermal management: the coolant loop and the sensors that steer it."""

from datetime import timedelta

from gateway.domain.catalogue import CatalogueEntry, RemedyId, Skill
from gateway.domain.cause import CauseId
from gateway.domain.component import THERMAL_MANAGEMENT
from gateway.domain.finding import RuleId
from gateway.domain.operation import ClearFault, ReadEvidence, ReadFaults, SafetyClass
from gateway.domain.proof import ProofRule
from gateway.domain.severity import Severity
from gateway.domain.signal import COOLANT_PUMP_SPEED, INVERTER_TEMPERATURE
from gateway.domain.trouble_code import TroubleCode
from gateway.remedy.playbook import Remedy
from gateway.triage.cause import Cause
from gateway.triage.condition import all_of
from gateway.triage.measured import latest
from gateway.triage.reported import code
from gateway.triage.rule import Rule, VehicleSystem
from gateway.triage.units import degrees_celsius, revolutions_per_minute, seconds

AMBIENT_SENSOR = CatalogueEntry(
    code=TroubleCode.parse("P0071-62"),
    component=THERMAL_MANAGEMENT,
    title="Outside temperature sensor implausible",
    owner_text="Your car does not believe its outside temperature sensor. The temperature "
    "shown and the automatic climate control may be off; nothing else is affected.",
    service_text="The ambient temperature sensor disagrees with the other sensors of the "
    "car. A single occurrence has been cleared with its evidence kept: check the sensor, "
    "its place behind the bumper and its connector.",
    severity=Severity.MONITOR,
    drivability="You may drive as usual.",
    advice="There is nothing that you need to do; we keep an eye on it.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=30,
    remedy=RemedyId("sensor_plausibility_clear"),
)
COOLANT_PUMP = CatalogueEntry(
    code=TroubleCode.parse("P0C73-71"),
    component=THERMAL_MANAGEMENT,
    title="Coolant pump does not turn",
    owner_text="The pump that cools the drive of your car is not running as it should. The "
    "car will limit its power to protect itself.",
    service_text="The coolant pump of the drive does not follow its command. Check supply, "
    "connector, air in the loop and a seized impeller; bleed the loop afterwards.",
    severity=Severity.URGENT,
    drivability="You may drive gently to a workshop or home; stop if the car warns of heat.",
    advice="Please avoid motorways and fast charging until the pump has been repaired.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=150,
    no_remedy_because="A pump that does not turn cannot be repaired from afar.",
)

CODES = (AMBIENT_SENSOR, COOLANT_PUMP)

REMEDIES = (
    Remedy(
        id=RemedyId("sensor_plausibility_clear"),
        title="Clear the sensor fault once and watch it",
        component=THERMAL_MANAGEMENT,
        safety_class=SafetyClass.STATIONARY,
        steps=(
            ReadEvidence(AMBIENT_SENSOR.code),
            ClearFault(AMBIENT_SENSOR.code),
            ReadFaults(),
        ),
        proof=ProofRule(quiet_for=timedelta(minutes=10), cycles=2, deadline=timedelta(days=3)),
        expires_after=timedelta(hours=24),
        budget_s=60,
    ),
)

AMBIENT_SENSOR_IMPLAUSIBLE = Cause(
    id=CauseId("thermal.ambient_sensor_implausible"),
    title="The outside temperature sensor has given a value that cannot be.",
)
COOLANT_PUMP_FAULT = Cause(
    id=CauseId("thermal.coolant_pump_fault"),
    title="The coolant pump does not follow its command.",
)
HOT_WITHOUT_FLOW = Cause(
    id=CauseId("thermal.hot_without_flow"),
    title="The inverter heats up because no coolant is moved.",
)

RULES = (
    # One glitch is enough: by the time the report is here, the test may pass again.
    Rule(
        id=RuleId("thermal.ambient_sensor_implausible"),
        system=VehicleSystem.THERMAL,
        title="Ambient temperature sensor not plausible",
        when=code(THERMAL_MANAGEMENT, "P0071-62").present,
        causes=(AMBIENT_SENSOR_IMPLAUSIBLE,),
        entry=AMBIENT_SENSOR,
    ),
    Rule(
        id=RuleId("thermal.coolant_pump_fault"),
        system=VehicleSystem.THERMAL,
        title="Coolant pump reported faulty",
        when=code(THERMAL_MANAGEMENT, "P0C73-71").failed,
        causes=(COOLANT_PUMP_FAULT,),
        entry=COOLANT_PUMP,
    ),
    Rule(
        id=RuleId("thermal.hot_without_flow"),
        system=VehicleSystem.THERMAL,
        title="Inverter hot while the coolant pump stands still",
        when=all_of(
            latest(INVERTER_TEMPERATURE) > degrees_celsius(85),
            latest(COOLANT_PUMP_SPEED) < revolutions_per_minute(200),
        ).held_for(seconds(30)),
        causes=(HOT_WITHOUT_FLOW,),
        entry=COOLANT_PUMP,
    ),
)
