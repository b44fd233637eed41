"""Free slots of a service centre; offering and confirming ask the same question."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from gateway.booking.calendar import Closed, Opening, local_day, opening
from gateway.domain.service import (
    Bay,
    CentreId,
    NoSlot,
    ServiceCentre,
    Slot,
    SlotNeed,
    Taken,
)

GRID = timedelta(minutes=15)
DAY = timedelta(days=1)
LONGEST_WAIT = timedelta(days=42)
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


def fits(centre: ServiceCentre, slot: Slot, taken: Sequence[Taken], need: SlotNeed) -> bool:
    """Can this job be done in this slot? `taken`: what is held or booked at this centre."""
    return refusal(centre, slot, taken, need) is None


def refusal(
    centre: ServiceCentre, slot: Slot, taken: Sequence[Taken], need: SlotNeed
) -> str | None:
    """Why the slot does not fit, None when it does."""
    clash = any(_overlaps(slot, one) for one in taken)
    return _misfit(centre, slot, need) or _shut(centre, slot) or ("taken" if clash else None)


def _misfit(centre: ServiceCentre, slot: Slot, need: SlotNeed) -> str | None:
    bay = next((one for one in centre.bays if one.id == slot.bay), None)
    if slot.centre != centre.id or bay is None:
        return f"{centre.name} has no bay {slot.bay}"
    if not need.skills <= bay.skills:
        return f"bay {bay.id} lacks the skills"
    if slot.starts_at < need.earliest:
        return "too early"
    if (slot.starts_at - _EPOCH) % GRID or slot.ends_at - slot.starts_at != need.duration:
        return "not a slot of this length"
    return None


def _shut(centre: ServiceCentre, slot: Slot) -> str | None:
    hours = opening(centre, local_day(centre, slot.starts_at))
    if isinstance(hours, Closed):
        return f"closed ({hours.reason})"
    if slot.starts_at < hours.opens_at or hours.closes_at < slot.ends_at:
        return "outside the opening hours"
    return None


def free_slots(
    centre: ServiceCentre, taken: Sequence[Taken], need: SlotNeed, until: datetime
) -> Iterator[Slot]:
    """Every slot that fits and begins before `until`, earliest first, then in order of bays."""
    bays = _able(centre, need)
    for _, hours in days(centre, need.earliest, until) if bays else ():
        if isinstance(hours, Closed):
            continue
        today = [one for one in taken if _touches(hours, one)]
        for start in _starts(hours, need, until):
            candidates = (_slot(centre, bay, start, need) for bay in bays)
            yield from (slot for slot in candidates if fits(centre, slot, today, need))


def choose_slot(
    centres: Sequence[ServiceCentre],
    taken: Mapping[CentreId, Sequence[Taken]],
    need: SlotNeed,
    longest: timedelta = LONGEST_WAIT,
) -> Slot | NoSlot:
    """The first slot that is soon enough of the nearest centre that has one.

    When none has, the earliest of all within `longest` of `need.earliest`; when there is none
    either, each centre's reasons. `centres`: nearest first.
    """
    soon = _firsts(centres, taken, need, need.earliest + min(need.within, longest))
    slot = next(soon, None)
    if slot is not None:
        return slot
    until = need.earliest + longest
    late = [*_firsts(centres, taken, need, until)]
    if late:
        return min(late, key=lambda one: one.starts_at)
    reasons = [line for centre in centres for line in _why_none(centre, need, until)]
    return NoSlot(tuple(reasons) or ("no service centre is known",))


def _firsts(
    centres: Sequence[ServiceCentre],
    taken: Mapping[CentreId, Sequence[Taken]],
    need: SlotNeed,
    until: datetime,
) -> Iterator[Slot]:
    """The first slot of each centre that has one, in the order of the centres."""
    for centre in centres:
        slot = next(free_slots(centre, taken.get(centre.id, ()), need, until), None)
        if slot is not None:
            yield slot


def days(
    centre: ServiceCentre, start: datetime, until: datetime
) -> Iterator[tuple[date, Opening | Closed]]:
    """The centre's local days from `start` to `until`, each with its opening."""
    day, last = local_day(centre, start), local_day(centre, until)
    while day <= last:
        yield day, opening(centre, day)
        day += DAY


def _able(centre: ServiceCentre, need: SlotNeed) -> list[Bay]:
    """Bays with the skills; the least able first, to keep the others free."""
    able = [bay for bay in centre.bays if need.skills <= bay.skills]
    return sorted(able, key=lambda bay: len(bay.skills))


def _starts(hours: Opening, need: SlotNeed, until: datetime) -> Iterator[datetime]:
    start = _on_grid(max(hours.opens_at, need.earliest.astimezone(UTC)))
    while start + need.duration <= hours.closes_at and start < until:
        yield start
        start += GRID


def _on_grid(instant: datetime) -> datetime:
    return instant + -(instant - _EPOCH) % GRID


def _slot(centre: ServiceCentre, bay: Bay, start: datetime, need: SlotNeed) -> Slot:
    end = start + need.duration
    return Slot(centre=centre.id, bay=bay.id, starts_at=start, ends_at=end)


def _overlaps(slot: Slot, taken: Taken) -> bool:
    """Half-open: one may end when the other begins."""
    together = slot.starts_at < taken.ends_at and taken.starts_at < slot.ends_at
    return slot.bay == taken.bay and together


def _touches(hours: Opening, taken: Taken) -> bool:
    return taken.starts_at < hours.closes_at and hours.opens_at < taken.ends_at


def _why_none(centre: ServiceCentre, need: SlotNeed, until: datetime) -> Iterator[str]:
    if not _able(centre, need):
        skills = " and ".join(sorted(skill.value.replace("_", " ") for skill in need.skills))
        yield f"{centre.name}: no bay for {skills}"
        return
    open_days = []
    for day, hours in days(centre, need.earliest, until):
        if isinstance(hours, Closed):
            yield f"{centre.name}: closed on {_named(day)} ({hours.reason})"
        else:
            open_days.append((day, hours))
    if not open_days:
        return
    if all(hours.closes_at - hours.opens_at < need.duration for _, hours in open_days):
        yield f"{centre.name}: no day is long enough"
    elif any(next(_starts(hours, need, until), None) for _, hours in open_days):
        yield f"{centre.name}: full until {_named(open_days[-1][0])}"
    else:
        yield f"{centre.name}: too late for {_named(open_days[0][0])}"


def _named(day: date) -> str:
    return f"{day.day} {day:%B}"
