"""Steering: never reset, never cleared from afar."""

from gateway.domain.catalogue import CatalogueEntry, Skill
from gateway.domain.cause import CauseId
from gateway.domain.component import STEERING
from gateway.domain.finding import RuleId
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode
from gateway.remedy.playbook import Remedy
from gateway.triage.cause import Cause
from gateway.triage.reported import code
from gateway.triage.rule import Rule, VehicleSystem

TORQUE_SENSOR = CatalogueEntry(
    code=TroubleCode.parse("C0545-62"),
    component=STEERING,
    title="Steering torque sensor implausible",
    owner_text="Your car no longer trusts the sensor that tells how you turn the steering "
    "wheel. The power assistance may fail without a warning.",
    service_text="The two channels of the steering torque sensor disagree. Do not road "
    "test; check the connector and the column, and calibrate after a replacement.",
    severity=Severity.STOP_DRIVING,
    drivability="Please stop as soon as it is safe and do not drive on.",
    advice="Steering may become heavy at any moment; we send a tow truck.",
    skills=frozenset({Skill.CHASSIS}),
    repair_minutes=180,
    no_remedy_because="Steering faults are never reset or cleared from afar.",
    tow=True,
)

CODES = (TORQUE_SENSOR,)

REMEDIES: tuple[Remedy, ...] = ()

TORQUE_SENSOR_IMPLAUSIBLE = Cause(
    id=CauseId("steering.torque_sensor_implausible"),
    title="The two channels of the steering torque sensor contradict each other.",
)

RULES = (
    Rule(
        id=RuleId("steering.torque_sensor_implausible"),
        system=VehicleSystem.STEERING,
        title="Steering torque sensor not plausible",
        when=code(STEERING, "C0545-62").present,
        causes=(TORQUE_SENSOR_IMPLAUSIBLE,),
        entry=TORQUE_SENSOR,
    ),
)
