"""Telematics: the unit that connects the car."""

from datetime import timedelta

from gateway.domain.catalogue import CatalogueEntry, RemedyId, Skill
from gateway.domain.cause import CauseId
from gateway.domain.component import TELEMATICS
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

SERVICES_LOST = CatalogueEntry(
    code=TroubleCode.parse("U1A10-87"),
    component=TELEMATICS,
    title="Connected services lost",
    owner_text="Your car has mobile signal but has lost some of its connected services, "
    "such as the app or live traffic. We can often restore them from here.",
    service_text="The telematics unit has a bearer, yet one or more backend services do not "
    "answer it. A soft reset has been tried or refused: check the subscription, the antenna "
    "lines and the unit's software.",
    severity=Severity.SOON,
    drivability="You may drive as usual; the app and online services may not work.",
    advice="Leave the car parked for a few minutes while we restart its connection.",
    skills=frozenset({Skill.ELECTRONICS}),
    repair_minutes=60,
    remedy=RemedyId("telematics_reset"),
)

CODES = (SERVICES_LOST,)

REMEDIES = (
    Remedy(
        id=RemedyId("telematics_reset"),
        title="Restart the telematics unit",
        component=TELEMATICS,
        safety_class=SafetyClass.STATIONARY,
        steps=(ReadEvidence(SERVICES_LOST.code), EcuReset(ResetType.SOFT), ReadFaults()),
        proof=ProofRule(quiet_for=timedelta(minutes=10), deadline=timedelta(hours=24)),
        expires_after=timedelta(hours=24),
        budget_s=120,
    ),
)

# Only while it fails: a stored code stays behind after a reset that has helped.
CONNECTION_DROPPED = Cause(
    id=CauseId("telematics.connection_dropped"),
    title="The telematics unit hangs on to a connection that the backend has dropped.",
)

RULES = (
    Rule(
        id=RuleId("telematics.services_lost"),
        system=VehicleSystem.TELEMATICS,
        title="Backend services lost although a bearer is present",
        when=code(TELEMATICS, "U1A10-87").failed,
        causes=(CONNECTION_DROPPED,),
        entry=SERVICES_LOST,
    ),
)
