"""Service centres, their hours and bays, and the slots that can be booked there."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import NewType

from gateway.domain.catalogue import Skill
from gateway.domain.errors import InvalidValue

CentreId = NewType("CentreId", str)
BayId = NewType("BayId", str)


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours of one day in the centre's own time zone; it closes on the same day."""

    opens: time
    closes: time

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise InvalidValue(f"hours from {self.opens:%H:%M} to {self.closes:%H:%M}")


@dataclass(frozen=True, slots=True)
class Closure:
    """Days on which a centre is closed beside Sundays and public holidays, both included."""

    first: date
    last: date
    reason: str


@dataclass(frozen=True, slots=True)
class Bay:
    id: BayId
    skills: frozenset[Skill]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceCentre:
    """`week`: seven entries, Monday first, None when closed.

    Public holidays follow `country` (ISO 3166-1, "DE") and `subdivision` (ISO 3166-2, "DE-BE").
    """

    id: CentreId
    name: str
    country: str
    subdivision: str
    time_zone: str
    phone: str
    week: tuple[Hours | None, ...]
    bays: tuple[Bay, ...]
    closures: tuple[Closure, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotNeed:
    """What a job needs: all of `skills` in one bay, for `duration`, not before `earliest`.

    A slot `within` so long after that is soon enough; a later one is better than none.
    """

    skills: frozenset[Skill]
    duration: timedelta
    earliest: datetime
    within: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """Instants in UTC; `bay` belongs to `centre`."""

    centre: CentreId
    bay: BayId
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Taken:
    """A stretch of a bay that is held or booked."""

    bay: BayId
    starts_at: datetime
    ends_at: datetime


class AppointmentState(Enum):
    HELD = "held"
    BOOKED = "booked"
    RELEASED = "released"
    CANCELLED = "cancelled"
    DONE = "done"  # the workshop has told what it found and did
    NO_SHOW = "no_show"  # the car did not come


@dataclass(frozen=True, slots=True)
class NoSlot:
    """Why nothing fits, one line a reason, as "closed on 25 December (Christmas Day)"."""

    reasons: tuple[str, ...]
