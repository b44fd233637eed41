"""Charging: the charge port."""

from gateway.domain.catalogue import CatalogueEntry, Skill
from gateway.domain.cause import CauseId
from gateway.domain.component import CHARGER
from gateway.domain.finding import RuleId
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode
from gateway.remedy.playbook import Remedy
from gateway.triage.cause import Cause
from gateway.triage.condition import any_of
from gateway.triage.reported import code, occurrences
from gateway.triage.rule import Rule, VehicleSystem

PORT_LATCH = CatalogueEntry(
    code=TroubleCode.parse("P1B30-72"),
    component=CHARGER,
    title="Charge port latch sticks",
    owner_text="The latch of your charge port does not move as it should. Charging may not "
    "start, or the plug may not come out at once.",
    service_text="The charge port latch does not reach its end position. Check for dirt or "
    "ice, then the actuator and its switch; bring a latch.",
    severity=Severity.SOON,
    drivability="You may drive as usual; plan for charging that may not start.",
    advice="Try once more with the button in the app; if the plug is stuck, unlock the car "
    "first.",
    skills=frozenset({Skill.GENERAL}),
    repair_minutes=60,
    no_remedy_because="A latch that sticks needs a hand at the car.",
)

TIME_AND_AGAIN = 3

CODES = (PORT_LATCH,)

REMEDIES: tuple[Remedy, ...] = ()

PORT_LATCH_STICKS = Cause(
    id=CauseId("charging.port_latch_sticks"),
    title="Dirt, ice or a worn actuator holds the latch.",
)

RULES = (
    Rule(
        id=RuleId("charging.port_latch_sticks"),
        system=VehicleSystem.CHARGING,
        title="Charge port latch fails now or time and again",
        when=any_of(
            code(CHARGER, "P1B30-72").failed,
            occurrences(CHARGER, "P1B30-72") >= TIME_AND_AGAIN,
        ),
        causes=(PORT_LATCH_STICKS,),
        entry=PORT_LATCH,
    ),
)
