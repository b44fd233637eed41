"""What helps the screen from afar: one restart, while the car is parked."""

from datetime import timedelta

from diagnostics_rules.infotainment.codes import FROZEN
from gateway.domain.catalogue import RemedyId
from gateway.domain.component import INFOTAINMENT
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
