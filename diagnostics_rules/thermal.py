"""Thermal management: the coolant loop of the drive."""

from gateway.domain.catalogue import CatalogueEntry, Skill
from gateway.domain.cause import CauseId
from gateway.domain.component import THERMAL_MANAGEMENT
from gateway.domain.finding import RuleId
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

CODES = (COOLANT_PUMP,)

REMEDIES: tuple[Remedy, ...] = ()

COOLANT_PUMP_FAULT = Cause(
    id=CauseId("thermal.coolant_pump_fault"),
    title="The coolant pump does not follow its command.",
)
HOT_WITHOUT_FLOW = Cause(
    id=CauseId("thermal.hot_without_flow"),
    title="The inverter heats up because no coolant is moved.",
)

RULES = (
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
