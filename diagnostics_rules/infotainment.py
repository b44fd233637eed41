"""Infotainment: the screen and what draws on it."""

from datetime import timedelta

from gateway.domain.catalogue import CatalogueEntry, RemedyId, Skill
from gateway.domain.cause import CauseId
from gateway.domain.component import INFOTAINMENT
from gateway.domain.finding import RuleId
from gateway.domain.operation import (
    EcuReset,
    ReadEvidence,
    ReadFaults,
    ResetType,
    SafetyClass,
)
from gateway.domain.proof import ProofRule
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode
from gateway.remedy.playbook import Remedy
from gateway.triage.cause import Cause
from gateway.triage.reported import code
from gateway.triage.rule import Rule, VehicleSystem

FROZEN = CatalogueEntry(
    code=TroubleCode.parse("B1A20-47"),
    component=INFOTAINMENT,
    title="Screen frozen",
    owner_text="The screen of your car has stopped responding. A restart usually brings it "
    "back, and we can do it from here while the car is parked.",
    service_text="The user interface stopped drawing and its watchdog has bitten. A hard "
    "reset has been tried or refused: check the software version, the storage wear and the "
    "supply.",
    severity=Severity.SOON,
    drivability="You may drive if you can still see your speed and the warning lamps.",
    advice="Please park when it suits you, so that we can restart the screen.",
    skills=frozenset({Skill.ELECTRONICS}),
    repair_minutes=60,
    remedy=RemedyId("infotainment_restart"),
)

CODES = (FROZEN,)

REMEDIES = (
    Remedy(
        id=RemedyId("infotainment_restart"),
        title="Restart the screen",
        component=INFOTAINMENT,
        safety_class=SafetyClass.STATIONARY,
        steps=(ReadEvidence(FROZEN.code), EcuReset(ResetType.HARD), ReadFaults()),
        proof=ProofRule(quiet_for=timedelta(minutes=15), deadline=timedelta(hours=24)),
        expires_after=timedelta(hours=24),
        budget_s=180,
    ),
)

# Only while it fails: a stored code stays behind after a restart that has helped.
SOFTWARE_HALTED = Cause(
    id=CauseId("infotainment.software_halted"),
    title="The software of the screen has come to a halt.",
)

RULES = (
    Rule(
        id=RuleId("infotainment.frozen"),
        system=VehicleSystem.INFOTAINMENT,
        title="The user interface no longer draws",
        when=code(INFOTAINMENT, "B1A20-47").failed,
        causes=(SOFTWARE_HALTED,),
        entry=FROZEN,
    ),
)
