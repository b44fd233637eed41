"""Brakes: never reset, never cleared from afar."""

from gateway.domain.catalogue import CatalogueEntry, Skill
from gateway.domain.cause import CauseId
from gateway.domain.component import BRAKES
from gateway.domain.finding import RuleId
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode
from gateway.remedy.playbook import Remedy
from gateway.triage.cause import Cause
from gateway.triage.reported import code
from gateway.triage.rule import Rule, VehicleSystem

WHEEL_SPEED_SENSOR = CatalogueEntry(
    code=TroubleCode.parse("C0035-13"),
    component=BRAKES,
    title="Wheel speed sensor fault",
    owner_text="Your car cannot measure the speed of one wheel. The brakes work, but "
    "anti-lock and stability control may not help you on a slippery road.",
    service_text="Open circuit at the left front wheel speed sensor. Check the connector, "
    "the cable at the strut and the tone ring; road test afterwards.",
    severity=Severity.URGENT,
    drivability="You may drive gently to a workshop or home; keep a long distance.",
    advice="Please brake early and avoid wet or icy roads until it has been repaired.",
    skills=frozenset({Skill.CHASSIS}),
    repair_minutes=90,
    no_remedy_because="Brake faults are never reset or cleared from afar.",
)

CODES = (WHEEL_SPEED_SENSOR,)

REMEDIES: tuple[Remedy, ...] = ()

WHEEL_SPEED_SENSOR_FAULT = Cause(
    id=CauseId("brakes.wheel_speed_sensor_fault"),
    title="The cable or the sensor at one wheel is broken.",
)

RULES = (
    Rule(
        id=RuleId("brakes.wheel_speed_sensor_fault"),
        system=VehicleSystem.BRAKES,
        title="Wheel speed sensor reported faulty",
        when=code(BRAKES, "C0035-13").present,
        causes=(WHEEL_SPEED_SENSOR_FAULT,),
        entry=WHEEL_SPEED_SENSOR,
    ),
)
