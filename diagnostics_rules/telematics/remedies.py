"""What helps the connection from afar: one soft reset of the telematics unit."""

from datetime import timedelta

from diagnostics_rules.telematics.codes import SERVICES_LOST
from gateway.domain.catalogue import RemedyId
from gateway.domain.component import TELEMATICS
from gateway.domain.operation import (
    EcuReset,
    ReadEvidence,
    ReadFaults,
    ResetType,
    SafetyClass,
)
from gateway.domain.proof import ProofRule
from gateway.remedy.playbook import Remedy

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
