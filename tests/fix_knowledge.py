"""Examples of what catalogue, rules and playbooks say; tests change what matters."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from gateway.care.conclusion import conclude
from gateway.domain.catalogue import CatalogueEntry, RemedyId, Skill
from gateway.domain.component import INFOTAINMENT
from gateway.domain.finding import Finding, RuleId
from gateway.domain.operation import EcuReset, ReadEvidence, ReadFaults, ResetType, SafetyClass
from gateway.domain.proof import ProofRule
from gateway.domain.report import Exchange
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode
from gateway.domain.verdict import Verdict
from gateway.domain.vin import Vin
from gateway.remedy.playbook import Remedy

NOON = datetime(2026, 4, 2, 12, 0, tzinfo=UTC)
SCREEN_FROZEN = TroubleCode.parse("U3000-49")
EVIDENCE = (
    Exchange(bytes.fromhex("1904F00049FF"), bytes.fromhex("5904F000492F0101D10001"), 1000),
    Exchange(bytes.fromhex("1906F00049FF"), bytes.fromhex("5906F000492F0103"), 1050),
)
"""What the screen tells of the code: one snapshot record, one of extended data."""
RESTART = RemedyId("restart_infotainment")

ENTRY = CatalogueEntry(
    code=SCREEN_FROZEN,
    component=INFOTAINMENT,
    title="Screen frozen",
    owner_text="The centre screen does not react.",
    service_text="Head unit watchdog expired.",
    severity=Severity.SOON,
    drivability="You may drive; the speed is shown behind the wheel.",
    advice="Nothing to do for you.",
    skills=frozenset({Skill.ELECTRONICS}),
    repair_minutes=50,
    remedy=RESTART,
)
FINDING = Finding(
    vin=Vin("WVWZZZ1JZXW000001"),
    rule=RuleId("infotainment.frozen"),
    rulebook_version="2026.1",
    at=NOON,
    severity=Severity.SOON,
    cause="The screen was last drawn 40 s ago.",
    component=INFOTAINMENT,
    code=SCREEN_FROZEN,
    evidence=("Screen last drawn > 30 s (40 s).",),
)
PLAYBOOK = Remedy(
    id=RESTART,
    title="Restart the screen",
    component=INFOTAINMENT,
    safety_class=SafetyClass.STATIONARY,
    steps=(ReadEvidence(SCREEN_FROZEN), EcuReset(ResetType.HARD), ReadFaults()),
    proof=ProofRule(quiet_for=timedelta(hours=2), cycles=2, deadline=timedelta(days=3)),
    expires_after=timedelta(hours=24),
    budget_s=60,
)


def a_verdict(**changes: Any) -> Verdict:
    """The verdict on the frozen screen, with these fields changed."""
    return replace(conclude(FINDING, ENTRY, NOON), **changes)
