"""What is said of an appointment: on the timeline, and to the owner in the local time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from gateway.domain.service import AppointmentState, NoSlot, ServiceCentre, Slot

APPOINTMENT = {
    AppointmentState.HELD: "is held for",
    AppointmentState.BOOKED: "is booked for",
    AppointmentState.RELEASED: "is no longer held:",
    AppointmentState.CANCELLED: "is cancelled:",
    AppointmentState.DONE: "was used on",
    AppointmentState.NO_SHOW: "was not used: the car did not come on",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What the owner must know of an appointment; `time_zone` and `phone` are the centre's."""

    title: str
    drivability: str
    tow: bool
    centre: str
    phone: str
    time_zone: str
    starts_at: datetime
    ends_at: datetime


def appointment_is(state: AppointmentState, centre: ServiceCentre, slot: Slot) -> str:
    when = local(centre, slot.starts_at)
    return (
        f"A place at {centre.name} {APPOINTMENT[state]} {day_and_time(when)}, bay {slot.bay}."
    )


def where_and_when(centre: ServiceCentre, slot: Slot) -> str:
    """As "Service Centre Berlin Adlershof, Mon 23 Nov 07:30 CET"."""
    when = local(centre, slot.starts_at)
    return f"{centre.name}, {when:%a} {when.day} {when:%b %H:%M %Z}"


def no_slot(found: NoSlot) -> str:
    return f"No appointment could be found: {'; '.join(found.reasons)}."


def invitation(visit: Visit) -> str:
    """The owner's sentences: what, where, when in local time, how long, how it gets there."""
    when = day_and_time(visit.starts_at.astimezone(ZoneInfo(visit.time_zone)))
    lasts = duration(visit.ends_at - visit.starts_at)
    arrival = "Do not drive there; the car has to be towed." if visit.tow else visit.drivability
    return (
        f"{visit.title}: {visit.centre} expects your car on {when} (local time); "
        f"it will take about {lasts}. {arrival} Questions? Call {visit.phone}."
    )


def local(centre: ServiceCentre, instant: datetime) -> datetime:
    return instant.astimezone(ZoneInfo(centre.time_zone))


def day_and_time(when: datetime) -> str:
    """As "Tuesday 7 April 2026 at 09:30"."""
    return f"{when:%A} {when.day} {when:%B %Y} at {when:%H:%M}"


def duration(length: timedelta) -> str:
    """As "45 min", "2 h" or "1 h 30 min"."""
    hours, minutes = divmod(int(length.total_seconds()) // 60, 60)
    return " ".join([f"{hours} h"] * bool(hours) + [f"{minutes} min"] * bool(minutes))
