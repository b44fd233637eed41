"""Invented rules in the shadow: one that has been watched for long, and one that is new."""

from dataclasses import replace
from datetime import datetime, timedelta

from gateway.domain.case import CaseId
from gateway.domain.component import BATTERY_MANAGEMENT, THERMAL_MANAGEMENT
from gateway.domain.finding import RuleId
from gateway.domain.severity import Severity
from gateway.pipeline.shadows import Missed, Shadow, ShadowFinding, ShadowStory, Tally, Watched
from tests.fix_console_lines import CALM, ISOLATION, PUMP, REPAIRING, STOPPED, ago

EARLY = RuleId("shadow.high_voltage.isolation_early")
FRESH = RuleId("shadow.thermal.pump_slow")


def a_tally(rule: Shadow, since: datetime, **fields: object) -> Tally:
    """Of a rule that has found nothing."""
    nothing: dict[str, object] = {
        "seen": timedelta(hours=5),
        "vehicle_days": 1,
        "fired": 0,
        "vehicles": 0,
        "agreed": 0,
        "graver": 0,
        "milder": 0,
        "earlier": None,
        "missed": 0,
        "new_cases": 0,
        "new_visits": 0,
        "new_stops": 0,
        "missed_stops": 0,
        "outcomes": {},
    }
    watched = Watched(shadow=rule, since=since, versions=("2026.11+aaaa0001",))
    return Tally(watched=watched, **{**nothing, **fields})  # type: ignore[arg-type]


_AGREED = ShadowFinding(
    vin=STOPPED,
    plate="B-VD 104",
    severity=Severity.URGENT,
    opened_at=ago(minutes=25),
    ended_at=None,
    acting=RuleId("high_voltage.isolation_low"),
    acting_at=ago(minutes=21),
    acting_severity=Severity.STOP_DRIVING,
    case=CaseId(41),
    outcome="open",
)
_ALONE = replace(
    _AGREED,
    vin=CALM,
    plate="",
    opened_at=ago(days=3),
    ended_at=ago(days=2),
    acting=None,
    acting_at=None,
    acting_severity=None,
    case=None,
    outcome=None,
)
EARLY_STORY = ShadowStory(
    a_tally(
        Shadow(EARLY, BATTERY_MANAGEMENT, ISOLATION),
        ago(days=20),
        seen=timedelta(days=20),
        vehicle_days=4120,
        fired=2,
        vehicles=2,
        agreed=1,
        milder=1,
        earlier=timedelta(minutes=4),
        missed=1,
        new_cases=1,
        new_visits=1,
        missed_stops=2,
        outcomes={"open": 1, "no case": 1},
    ),
    [_AGREED, _ALONE],
    [
        Missed(
            vin=REPAIRING,
            plate="M-EV 150",
            severity=Severity.STOP_DRIVING,
            opened_at=ago(days=5),
            acting=RuleId("high_voltage.isolation_low"),
        )
    ],
)
FRESH_STORY = ShadowStory(
    a_tally(Shadow(FRESH, THERMAL_MANAGEMENT, PUMP), ago(hours=5)), [], []
)


def cut(story: ShadowStory, since: datetime | None) -> ShadowStory:
    """What it was from then on, as far as its lists tell."""
    if since is None:
        return story
    findings = [one for one in story.findings if one.opened_at >= since]
    missed = [one for one in story.missed if one.opened_at >= since]
    tally = replace(story.tally, fired=len(findings), missed=len(missed))
    return ShadowStory(tally, findings, missed)
