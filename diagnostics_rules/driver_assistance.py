"""Driver assistance: what the car sees."""

from gateway.domain.catalogue import CatalogueEntry, Skill
from gateway.domain.cause import CauseId
from gateway.domain.component import DRIVER_ASSISTANCE
from gateway.domain.finding import RuleId
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode
from gateway.remedy.playbook import Remedy
from gateway.triage.cause import Cause
from gateway.triage.reported import code
from gateway.triage.rule import Rule, VehicleSystem

CAMERA_BLOCKED = CatalogueEntry(
    code=TroubleCode.parse("B1C40-97"),
    component=DRIVER_ASSISTANCE,
    title="Front camera blocked",
    owner_text="The front camera of your car cannot see well. Lane keeping and automatic "
    "cruise control take a break until its view is clear.",
    service_text="The front camera reports a blocked view. Clean and inspect lens and "
    "windscreen; check heating and mounting; calibrate if the camera was moved.",
    severity=Severity.MONITOR,
    drivability="You may drive as usual; assistance functions may be unavailable.",
    advice="Please clean the windscreen in front of the mirror, inside and out.",
    skills=frozenset({Skill.ELECTRONICS}),
    repair_minutes=60,
    no_remedy_because="A blocked view is cleaned by hand; the camera recovers by itself.",
)

CODES = (CAMERA_BLOCKED,)

REMEDIES: tuple[Remedy, ...] = ()

VIEW_COVERED = Cause(
    id=CauseId("driver_assistance.view_covered"),
    title="Dirt, fog or ice covers the view of the front camera.",
)

RULES = (
    Rule(
        id=RuleId("driver_assistance.camera_blocked"),
        system=VehicleSystem.DRIVER_ASSISTANCE,
        title="Front camera blocked",
        when=code(DRIVER_ASSISTANCE, "B1C40-97").failed,
        causes=(VIEW_COVERED,),
        entry=CAMERA_BLOCKED,
    ),
)
