"""Slots: the nearest centre's first, or the reasons why there is none."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from gateway.booking.slots import choose_slot, free_slots, refusal
from gateway.domain.catalogue import Skill
from gateway.domain.service import (
    Bay,
    BayId,
    CentreId,
    Hours,
    NoSlot,
    Slot,
    SlotNeed,
    Taken,
)
from tests.fix_centres import BERLIN

THURSDAY = datetime(2026, 4, 2, 12, 0, tzinfo=UTC)  # the one before Easter, 14:00 in Berlin
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
NEED = SlotNeed(
    skills=frozenset({Skill.ELECTRONICS}), duration=HOUR, earliest=THURSDAY, within=DAY
)
MUNICH = replace(BERLIN, id=CentreId("munich"), name="Munich", subdivision="DE-BY")


def taken(start: datetime, length: timedelta, *bays: str) -> list[Taken]:
    return [Taken(BayId(bay), start, start + length) for bay in bays]


def test_the_first_slot_of_the_least_able_bay_is_chosen() -> None:
    """The bay that could do more is kept for those who need more."""
    assert choose_slot([BERLIN], {}, NEED, DAY) == Slot(
        centre=BERLIN.id, bay=BayId("2"), starts_at=THURSDAY, ends_at=THURSDAY + HOUR
    )


def test_slots_begin_at_whole_quarters() -> None:
    """One minute too late for 14:00 means 14:15."""
    need = replace(NEED, earliest=THURSDAY + timedelta(minutes=1))
    found = choose_slot([BERLIN], {}, need, DAY)
    assert isinstance(found, Slot)
    assert found.starts_at == THURSDAY + timedelta(minutes=15)


def test_one_job_may_begin_when_another_ends() -> None:
    """The day is packed without gaps: 15:00 follows a job that ends at 15:00."""
    full = {BERLIN.id: taken(THURSDAY, HOUR, "1", "2")}
    found = choose_slot([BERLIN], full, NEED, DAY)
    assert isinstance(found, Slot)
    assert found.starts_at == THURSDAY + HOUR


def test_a_taken_bay_leaves_the_other_free() -> None:
    """Two jobs run side by side in two bays."""
    found = choose_slot([BERLIN], {BERLIN.id: taken(THURSDAY, HOUR, "2")}, NEED, DAY)
    assert isinstance(found, Slot)
    assert (found.bay, found.starts_at) == ("1", THURSDAY)


def test_the_days_last_slot_ends_when_the_centre_closes() -> None:
    """At 17:00 in Berlin the last job is done; Saturday has the next ones."""
    slots = list(free_slots(BERLIN, [], NEED, THURSDAY + 2 * DAY))
    ends = [slot.ends_at for slot in slots]
    assert datetime(2026, 4, 2, 15, 0, tzinfo=UTC) in ends
    assert min(end for end in ends if end.day != THURSDAY.day) == datetime(
        2026, 4, 4, 8, 0, tzinfo=UTC
    )


def test_a_full_centre_sends_to_the_next() -> None:
    """Munich is taken when Berlin has nothing within the horizon."""
    full = {BERLIN.id: taken(THURSDAY, 9 * DAY, "1", "2")}
    found = choose_slot([BERLIN, MUNICH], full, NEED, DAY)
    assert isinstance(found, Slot)
    assert found.centre == MUNICH.id


def test_soon_elsewhere_is_better_than_late_nearby() -> None:
    """A place tomorrow further away is taken before one in weeks at the nearest centre."""
    weeks = {BERLIN.id: taken(THURSDAY, 11 * DAY, "1", "2")}
    found = choose_slot([BERLIN, MUNICH], weeks, NEED)
    assert isinstance(found, Slot)
    assert (found.centre, found.starts_at) == (MUNICH.id, THURSDAY)


def test_when_none_is_soon_enough_the_earliest_of_all_is_taken() -> None:
    """Not the nearest one's, which is a week later."""
    weeks = {
        BERLIN.id: taken(THURSDAY, 18 * DAY, "1", "2"),
        MUNICH.id: taken(THURSDAY, 11 * DAY, "1", "2"),
    }
    found = choose_slot([BERLIN, MUNICH], weeks, NEED)
    assert isinstance(found, Slot)
    assert found.centre == MUNICH.id
    assert THURSDAY + 11 * DAY <= found.starts_at < THURSDAY + 12 * DAY


def test_what_is_taken_elsewhere_takes_nothing_here() -> None:
    """Bays of two centres may have the same number."""
    full = {MUNICH.id: taken(THURSDAY, 9 * DAY, "1", "2")}
    found = choose_slot([BERLIN], full, NEED, DAY)
    assert isinstance(found, Slot)
    assert found.starts_at == THURSDAY


def test_easter_is_told_day_by_day() -> None:
    """Closed days are named, and until when the open ones are full."""
    need = replace(NEED, earliest=datetime(2026, 4, 3, 6, 0, tzinfo=UTC))
    full = {BERLIN.id: taken(THURSDAY, 9 * DAY, "1", "2")}
    assert choose_slot([BERLIN], full, need, 4 * DAY) == NoSlot(
        (
            "Berlin: closed on 3 April (Good Friday)",
            "Berlin: closed on 5 April (Sunday)",
            "Berlin: closed on 6 April (Easter Monday)",
            "Berlin: full until 7 April",
        )
    )


def test_no_slot_over_easter_is_not_called_full() -> None:
    """Nothing is full where nothing is open."""
    need = replace(NEED, earliest=datetime(2026, 4, 5, 6, 0, tzinfo=UTC))
    assert choose_slot([BERLIN], {}, need, DAY) == NoSlot(
        (
            "Berlin: closed on 5 April (Sunday)",
            "Berlin: closed on 6 April (Easter Monday)",
        )
    )


def test_missing_skills_are_named() -> None:
    """A centre without people for high voltage says so."""
    need = replace(NEED, skills=frozenset({Skill.HIGH_VOLTAGE}))
    assert choose_slot([BERLIN], {}, need, DAY) == NoSlot(("Berlin: no bay for high voltage",))


def test_two_skills_must_be_in_one_bay() -> None:
    """One job is not cut in two: a bay for each skill is not a bay for both."""
    split = (
        Bay(BayId("1"), frozenset({Skill.CHASSIS})),
        Bay(BayId("2"), frozenset({Skill.ELECTRONICS})),
    )
    need = replace(NEED, skills=frozenset({Skill.CHASSIS, Skill.ELECTRONICS}))
    found = choose_slot([replace(BERLIN, bays=split)], {}, need, DAY)
    assert found == NoSlot(("Berlin: no bay for chassis and electronics",))


def test_a_job_longer_than_any_day_is_told() -> None:
    """Ten hours do not fit into a day of nine."""
    need = replace(NEED, duration=10 * HOUR, earliest=datetime(2026, 4, 8, tzinfo=UTC))
    assert choose_slot([BERLIN], {}, need, DAY / 2) == NoSlot(
        ("Berlin: no day is long enough",)
    )


def test_too_late_for_today_is_not_called_full() -> None:
    """At 16:30 an hour does not fit any more, though nobody is there."""
    need = replace(NEED, earliest=THURSDAY + 2.5 * HOUR)
    found = choose_slot([BERLIN], {}, need, HOUR)
    assert found == NoSlot(("Berlin: too late for 2 April",))


def test_without_centres_there_is_a_reason_too() -> None:
    """An empty directory is told, not mistaken for a full one."""
    assert choose_slot([], {}, NEED, DAY) == NoSlot(("no service centre is known",))


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({}, None),
        ({"bay": BayId("9")}, "Berlin has no bay 9"),
        ({"centre": MUNICH.id}, "Berlin has no bay 2"),
        ({"starts_at": THURSDAY - HOUR, "ends_at": THURSDAY}, "too early"),
        ({"ends_at": THURSDAY + HOUR / 2}, "not a slot of this length"),
        (
            {"starts_at": THURSDAY + HOUR / 6, "ends_at": THURSDAY + HOUR / 6 + HOUR},
            "not a slot of this length",
        ),
        (
            {"starts_at": THURSDAY + 3 * HOUR, "ends_at": THURSDAY + 4 * HOUR},
            "outside the opening hours",
        ),
        (
            {"starts_at": THURSDAY + DAY, "ends_at": THURSDAY + DAY + HOUR},
            "closed (Good Friday)",
        ),
    ],
)
def test_confirming_says_what_is_wrong(changes: dict[str, Any], why: str | None) -> None:
    """A stale page that offers a slot which does not fit is answered with the reason."""
    slot = Slot(centre=BERLIN.id, bay=BayId("2"), starts_at=THURSDAY, ends_at=THURSDAY + HOUR)
    assert refusal(BERLIN, replace(slot, **changes), [], NEED) == why


def test_a_sold_slot_is_refused_as_taken() -> None:
    """The slot that another customer has bought meanwhile."""
    slot = choose_slot([BERLIN], {}, NEED, DAY)
    assert isinstance(slot, Slot)
    assert refusal(BERLIN, slot, taken(THURSDAY, HOUR, "2"), NEED) == "taken"


def test_a_slot_never_crosses_the_clock_change_twice() -> None:
    """A night workshop on 25 October: four wall hours last five, each bookable once."""
    night = replace(BERLIN, week=(Hours(time(0), time(4)),) * 7, bays=BERLIN.bays[:1])
    need = replace(NEED, earliest=datetime(2026, 10, 24, 22, tzinfo=UTC))
    slots = list(free_slots(night, [], need, datetime(2026, 10, 25, 22, tzinfo=UTC)))
    assert len(slots) == 5 * 4 - 3
