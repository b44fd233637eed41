"""Restraints: airbags and belts. Never reset, never cleared from afar."""

from gateway.domain.catalogue import CatalogueEntry, Skill
from gateway.domain.cause import CauseId
from gateway.domain.component import AIRBAG
from gateway.domain.finding import RuleId
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode
from gateway.remedy.playbook import Remedy
from gateway.triage.cause import Cause
from gateway.triage.reported import code
from gateway.triage.rule import Rule, VehicleSystem

DRIVER_AIRBAG = CatalogueEntry(
    code=TroubleCode.parse("B0001-1A"),
    component=AIRBAG,
    title="Driver airbag circuit fault",
    owner_text="The driver's airbag of your car may not inflate in a crash. Everything else "
    "about driving is unchanged.",
    service_text="Resistance of the driver's airbag igniter below its limit. Disconnect the "
    "battery and wait before any work; check the clock spring and its connector.",
    severity=Severity.URGENT,
    drivability="You may drive to a workshop or home; the driver's airbag may not protect you.",
    advice="Please let somebody else's car carry you on longer trips until it is repaired.",
    skills=frozenset({Skill.RESTRAINTS}),
    repair_minutes=120,
    no_remedy_because="Airbag faults are never reset or cleared from afar.",
)

CODES = (DRIVER_AIRBAG,)

REMEDIES: tuple[Remedy, ...] = ()

DRIVER_AIRBAG_FAULT = Cause(
    id=CauseId("restraints.driver_airbag_fault"),
    title="A contact in the steering wheel or the igniter of the airbag is damaged.",
)

RULES = (
    Rule(
        id=RuleId("restraints.driver_airbag_fault"),
        system=VehicleSystem.RESTRAINTS,
        title="Driver airbag circuit reported faulty",
        when=code(AIRBAG, "B0001-1A").present,
        causes=(DRIVER_AIRBAG_FAULT,),
        entry=DRIVER_AIRBAG,
    ),
)
