"""A place at a workshop for a case: found, held and booked, or a person who looks for one."""

from collections.abc import Sequence
from datetime import datetime

from gateway.booking.directory import nearest
from gateway.booking.need import need_for
from gateway.booking.slots import choose_slot
from gateway.care.invitation import appointment_is, no_slot, where_and_when
from gateway.domain.case import CaseState
from gateway.domain.service import AppointmentState, NoSlot, ServiceCentre, Slot
from gateway.domain.severity import Severity
from gateway.domain.verdict import Verdict
from gateway.pipeline.casework import Booked, CaseDesk, Means
from gateway.pipeline.outlook import Outlook

TRIES_FOR_A_SLOT = 5
HOME_UNKNOWN = NoSlot(("we do not know where the car is at home",))


async def book(desk: CaseDesk, means: Means, verdict: Verdict, now: datetime) -> Outlook:
    """The best slot of the car's country, unless somebody else is faster time and again."""
    file = desk.file
    if not file.country:
        return await _ask_person(desk, HOME_UNKNOWN, now)
    centres = nearest(means.knowledge.centres, file.country, file.subdivision)
    need = need_for(verdict, now)
    for _ in range(TRIES_FOR_A_SLOT):
        slot = choose_slot(centres, await desk.taken(centres, now), need)
        if isinstance(slot, NoSlot):
            return await _ask_person(desk, slot, now)
        if await desk.hold(slot, verdict, now + means.hold_for):
            return await _confirm(desk, centres, slot, now)
    return Outlook(
        state=CaseState.NEEDS_PERSON, next_step="Every slot that was found was just taken"
    )


async def look_after(
    desk: CaseDesk, means: Means, booked: Booked, verdict: Verdict, now: datetime
) -> Outlook:
    """A booking that stands: moved forward when it has become worse, asked for when over."""
    if verdict.severity > booked.severity:
        await desk.cancel_booking(now)
        await desk.note(now, "booking", "It has become worse; an earlier place is looked for.")
        return await book(desk, means, verdict, now)
    if booked.slot.ends_at > now:
        return _expected(means.knowledge.centres, booked.slot)
    return Outlook(
        state=CaseState.NEEDS_PERSON, next_step="Ask the workshop what was found and done"
    )


async def _ask_person(desk: CaseDesk, found: NoSlot, now: datetime) -> Outlook:
    """With the reasons, which are told once."""
    reasons = no_slot(found)
    if desk.file.next_step != reasons:
        await desk.note(now, "booking", reasons, Severity.UNKNOWN)
    return Outlook(state=CaseState.NEEDS_PERSON, next_step=reasons)


async def _confirm(
    desk: CaseDesk, centres: tuple[ServiceCentre, ...], slot: Slot, now: datetime
) -> Outlook:
    centre = next(one for one in centres if one.id == slot.centre)
    await desk.book_held(now)
    await desk.note(now, "booking", appointment_is(AppointmentState.BOOKED, centre, slot))
    return _expected(centres, slot)


def _expected(centres: Sequence[ServiceCentre], slot: Slot) -> Outlook:
    """The car is expected there, even if the centre has left the directory since."""
    centre = next((one for one in centres if one.id == slot.centre), None)
    return Outlook(
        state=CaseState.BOOKED,
        next_step=f"Expected at {slot.centre}"
        if centre is None
        else where_and_when(centre, slot),
        appointment_ends_at=slot.ends_at,
    )
