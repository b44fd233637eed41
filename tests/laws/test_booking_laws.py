"""Law 6: a slot is never sold twice, and no appointment falls on a closed day or hour."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import combinations
from zoneinfo import ZoneInfo

import holidays
from hypothesis import given
from hypothesis import strategies as st

from gateway.booking.slots import choose_slot, fits, free_slots
from gateway.domain.catalogue import Skill
from gateway.domain.service import (
    Bay,
    BayId,
    CentreId,
    Closure,
    Hours,
    NoSlot,
    ServiceCentre,
    Slot,
    SlotNeed,
    Taken,
)

QUARTER = timedelta(minutes=15)
PLACES = [
    ("DE", "DE-BE", "Europe/Berlin"),
    ("AT", "AT-9", "Europe/Vienna"),
    ("FR", "FR-IDF", "Europe/Paris"),
    ("US", "US-NY", "America/New_York"),
    ("AU", "AU-SA", "Australia/Adelaide"),  # half an hour off the full one
    ("IN", "IN-MH", "Asia/Kolkata"),
]
CLOCK_CHANGES = [
    datetime(2026, 3, 8, tzinfo=UTC),
    datetime(2026, 3, 29, tzinfo=UTC),
    datetime(2026, 4, 4, tzinfo=UTC),
    datetime(2026, 10, 3, tzinfo=UTC),
    datetime(2026, 10, 25, tzinfo=UTC),
    datetime(2026, 11, 1, tzinfo=UTC),
]
SKILLS = st.sets(st.sampled_from(Skill), min_size=1, max_size=3).map(frozenset)


@st.composite
def hours(draw: st.DrawFn) -> Hours:
    """Any hours of a day, those in which the clocks change included."""
    quarters = sorted(draw(st.lists(st.integers(0, 95), min_size=2, max_size=2, unique=True)))
    opens, closes = (time(quarter // 4, quarter % 4 * 15) for quarter in quarters)
    return Hours(opens, closes)


@st.composite
def centres(draw: st.DrawFn) -> ServiceCentre:
    country, subdivision, zone = draw(st.sampled_from(PLACES))
    bays = draw(st.lists(SKILLS, min_size=1, max_size=3))
    closed = draw(st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 1)))
    return ServiceCentre(
        id=CentreId("here"),
        name="Here",
        country=country,
        subdivision=subdivision,
        time_zone=zone,
        phone="+493055501",
        week=tuple(draw(st.lists(st.none() | hours(), min_size=7, max_size=7))),
        bays=tuple(Bay(BayId(str(number)), skills) for number, skills in enumerate(bays)),
        closures=() if closed is None else (Closure(closed, closed, "stocktaking"),),
    )


SINCE_2026 = st.integers(0, 22 * 30 * 86400).map(lambda count: timedelta(seconds=count))
MOMENTS = st.one_of(
    SINCE_2026.map(lambda later: datetime(2026, 1, 1, tzinfo=UTC) + later),
    st.tuples(st.sampled_from(CLOCK_CHANGES), st.integers(-48, 48)).map(
        lambda drawn: drawn[0] + timedelta(hours=drawn[1])
    ),
)
NEEDS = st.builds(
    lambda skills, quarters, earliest: SlotNeed(
        skills=skills,
        duration=quarters * QUARTER,
        earliest=earliest,
        within=timedelta(days=2),
    ),
    st.sets(st.sampled_from(Skill), max_size=1).map(frozenset),
    st.integers(1, 24),
    MOMENTS,
)


@st.composite
def bookings(draw: st.DrawFn) -> tuple[ServiceCentre, SlotNeed, list[Taken]]:
    """A centre, a need, and what is taken there in the days after its earliest start."""
    centre, need = draw(centres()), draw(NEEDS)
    taken = [
        Taken(
            draw(st.sampled_from(centre.bays)).id,
            start := need.earliest + timedelta(minutes=draw(st.integers(-600, 6000))),
            start + timedelta(minutes=draw(st.integers(1, 900))),
        )
        for _ in range(draw(st.integers(0, 6)))
    ]
    return centre, need, taken


def as_taken(slot: Slot) -> Taken:
    return Taken(slot.bay, slot.starts_at, slot.ends_at)


def clashes(one: Taken, other: Taken) -> bool:
    together = one.starts_at < other.ends_at and other.starts_at < one.ends_at
    return one.bay == other.bay and together


@cache
def holidays_of(country: str, part: str) -> holidays.HolidayBase:
    """France has none of its own for Paris, nor has the library a name for it."""
    return holidays.country_holidays(country, subdiv=None if part == "IDF" else part)


def check_open(centre: ServiceCentre, slot: Slot) -> None:
    """Minute by minute on the wall of the centre: the same day, within hours, no holiday."""
    zone = ZoneInfo(centre.time_zone)
    day = slot.starts_at.astimezone(zone).date()
    today = centre.week[day.weekday()]
    assert today is not None
    assert day not in holidays_of(centre.country, centre.subdivision[3:])
    assert not any(closure.first <= day <= closure.last for closure in centre.closures)
    instant = slot.starts_at
    while instant < slot.ends_at:
        wall = instant.astimezone(zone)
        assert wall.date() == day
        assert today.opens <= wall.time() < today.closes
        instant += QUARTER
    assert slot.ends_at.astimezone(zone).time() <= today.closes


@given(bookings())
def test_an_offered_slot_is_open_free_and_fit(
    booking: tuple[ServiceCentre, SlotNeed, list[Taken]],
) -> None:
    """Every slot that is offered lies within opening hours on the centre's own wall clock."""
    centre, need, taken = booking
    for slot in free_slots(centre, taken, need, need.earliest + timedelta(days=4)):
        bay = next(bay for bay in centre.bays if bay.id == slot.bay)
        assert need.skills <= bay.skills
        assert need.earliest <= slot.starts_at
        assert slot.ends_at - slot.starts_at == need.duration
        assert not any(clashes(as_taken(slot), one) for one in taken)
        check_open(centre, slot)


@given(bookings(), st.integers(1, 12))
def test_a_bay_is_never_sold_twice(
    booking: tuple[ServiceCentre, SlotNeed, list[Taken]], customers: int
) -> None:
    """Customers who book one after the other never meet in the same bay."""
    centre, need, taken = booking
    sold: list[Taken] = []
    for _ in range(customers):
        known = [*taken, *sold]
        slot = choose_slot([centre], {centre.id: known}, need, timedelta(days=14))
        if isinstance(slot, NoSlot):
            break
        assert fits(centre, slot, known, need)
        sold.append(as_taken(slot))
        assert not fits(centre, slot, [*taken, *sold], need)
    assert not any(clashes(one, other) for one, other in combinations(sold, 2))
    assert not any(clashes(one, other) for one in sold for other in taken)


@given(bookings())
def test_what_is_offered_can_be_confirmed_and_nothing_else_fits(
    booking: tuple[ServiceCentre, SlotNeed, list[Taken]],
) -> None:
    """Offering and confirming agree on every quarter of an hour of three days, in every bay."""
    centre, need, taken = booking
    until = need.earliest + timedelta(days=3)
    offered = list(free_slots(centre, taken, need, until))
    assert offered == sorted(offered, key=lambda slot: slot.starts_at)
    confirmed = [
        slot for slot in every_slot(centre, need, until) if fits(centre, slot, taken, need)
    ]
    assert {as_taken(slot) for slot in confirmed} == {as_taken(slot) for slot in offered}


def every_slot(centre: ServiceCentre, need: SlotNeed, until: datetime) -> Sequence[Slot]:
    start = need.earliest.replace(minute=0, second=0, microsecond=0)
    slots = []
    while start < until:
        slots += [
            Slot(centre=centre.id, bay=bay.id, starts_at=start, ends_at=start + need.duration)
            for bay in centre.bays
        ]
        start += QUARTER
    return slots


@given(bookings())
def test_who_gets_no_slot_is_told_why(
    booking: tuple[ServiceCentre, SlotNeed, list[Taken]],
) -> None:
    """No slot is offered exactly when none fits, and there is always a reason."""
    centre, need, taken = booking
    until = need.earliest + timedelta(days=3)
    found = choose_slot([centre], {centre.id: taken}, need, timedelta(days=3))
    fitting = [one for one in every_slot(centre, need, until) if fits(centre, one, taken, need)]
    if isinstance(found, NoSlot):
        assert fitting == []
        assert found.reasons
        assert all(reason.startswith("Here: ") for reason in found.reasons)
    else:
        assert min(one.starts_at for one in fitting) == found.starts_at
