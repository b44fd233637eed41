"""What a job needs of a workshop, and how soon."""

from datetime import datetime, timedelta

from gateway.domain.catalogue import Skill
from gateway.domain.service import SlotNeed
from gateway.domain.severity import Severity
from gateway.domain.verdict import Verdict

QUARTER = timedelta(minutes=15)
NOT_BEFORE = {
    Severity.STOP_DRIVING: timedelta(hours=2),  # until a tow truck has brought it
    Severity.URGENT: timedelta(hours=12),  # the next working day, not within the hour
    Severity.SOON: timedelta(hours=24),
    Severity.UNKNOWN: timedelta(hours=24),
    Severity.MONITOR: timedelta(hours=48),
}
WITHIN = {
    Severity.STOP_DRIVING: timedelta(days=3),
    Severity.URGENT: timedelta(days=4),
    Severity.SOON: timedelta(days=10),
    Severity.UNKNOWN: timedelta(days=10),
    Severity.MONITOR: timedelta(days=28),
}
"""How long after the earliest start a slot is still soon enough; long weekends fit in."""


def need_for(verdict: Verdict, now: datetime) -> SlotNeed:
    """Skills, duration in whole quarters of an hour, and how soon, for a verdict."""
    quarters = max(1, -(-timedelta(minutes=verdict.repair_minutes) // QUARTER))
    return SlotNeed(
        skills=verdict.skills or frozenset({Skill.GENERAL}),
        duration=quarters * QUARTER,
        earliest=now + NOT_BEFORE[verdict.severity],
        within=WITHIN[verdict.severity],
    )
