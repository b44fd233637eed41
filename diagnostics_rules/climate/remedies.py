"""What helps climate sensors from afar: clearing a single glitch, once."""

from datetime import timedelta

from diagnostics_rules.climate.codes import AMBIENT_SENSOR_IMPLAUSIBLE
from gateway.domain.catalogue import RemedyId
from gateway.domain.component import THERMAL_MANAGEMENT
from gateway.domain.operation import ClearFault, ReadEvidence, ReadFaults, SafetyClass
from gateway.domain.proof import ProofRule
from gateway.remedy.playbook import Remedy

REMEDIES = (
    Remedy(
        id=RemedyId("sensor_plausibility_clear"),
        title="Clear the sensor fault once and watch it",
        component=THERMAL_MANAGEMENT,
        safety_class=SafetyClass.STATIONARY,
        steps=(
            ReadEvidence(AMBIENT_SENSOR_IMPLAUSIBLE.code),
            ClearFault(AMBIENT_SENSOR_IMPLAUSIBLE.code),
            ReadFaults(),
        ),
        proof=ProofRule(quiet_for=timedelta(minutes=10), cycles=2, deadline=timedelta(days=3)),
        expires_after=timedelta(hours=24),
        budget_s=60,
    ),
)
