"""A case: one problem of one vehicle and its owner, from the first finding to its close."""

from enum import Enum
from typing import NewType

CaseId = NewType("CaseId", int)


class CaseState(Enum):
    """Where a case stands; every open one has a next event."""

    NEW = "new"
    WATCHING = "watching"  # nothing to do but look again
    REMEDY = "remedy"  # a remedy is under way or its proof is awaited
    BOOKED = "booked"
    NEEDS_PERSON = "needs_person"
    CLOSED = "closed"


class CaseOutcome(Enum):
    """Why a case was closed."""

    FIXED_REMOTELY = "fixed_remotely"  # proof verified
    WENT_AWAY = "went_away"  # the fault healed by itself
    REPAIRED = "repaired"  # a workshop did it
    JUDGED_BY_PERSON = "judged_by_person"  # who has said why
    EXPLAINED = "explained"  # by another case of the same vehicle
    SUPPRESSED = "suppressed"  # by what is being done to the car
