"""What is shown of reports that are missing, or came late."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class MissingFate(Enum):
    """What becomes of reports that the vehicle has made and that have not come."""

    EXPECTED = "expected"
    ON_BOARD = "on_board"
    AWAY = "away"
    ASKED = "asked"
    UNANSWERED = "unanswered"
    UNIT_GONE = "unit_gone"
    LOST = "lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingReports:
    """`since`, `until`: measured between these event times, None where that is not known."""

    fate: MissingFate
    reports: int
    since: datetime | None = None
    until: datetime | None = None
    noticed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LateReports:
    """Reports that were judged behind later ones, measured between these event times."""

    reports: int
    since: datetime
    until: datetime
    told_at: datetime
