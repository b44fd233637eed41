"""The gap book: a vehicle that is here is asked for what is missing, and not for ever."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from gateway.domain.vin import Vin
from gateway.pipeline.gaps import (
    ASK_AFTER,
    ASK_AGAIN_AFTER,
    ASKED_ANEW_FOR,
    MOST_ASKED,
    MOST_SEQUENCES,
    KnownGap,
)
from gateway.pipeline.memory import Memory, MemoryGapBook
from gateway.pipeline.resend import GapBook, Request
from gateway.pipeline.waiting_room import Moves, ToldBoot
from gateway.store.asking import PostgresGapBook
from tests import fix_wire as wire
from tests.fix_intake import a_frame, an_intake
from tests.fix_knowledge import NOON
from tests.fix_store import CAR, OTHER_CAR, House, StillClock, a_presence, later

BOOT = 77
LONG_AGO = later(days=-1)


def book_of(house: House) -> GapBook:
    source = house.source
    return MemoryGapBook(source) if isinstance(source, Memory) else PostgresGapBook(source)


def a_gap(first: int, last: int, vin: Vin = CAR, **fields: Any) -> KnownGap:
    known = KnownGap(
        vin=vin,
        boot_id=BOOT,
        first_seq=first,
        last_seq=last,
        noticed_at=NOON,
        since=NOON,
        due_at=NOON,
    )
    return replace(known, **fields)


async def missing(house: House, *gaps: KnownGap, told: Mapping[int, int] | None = None) -> None:
    """These gaps; `told`: boot → its count, all of the first unit."""
    async with house.journal.batch() as batch:
        room = batch.waiting_room
        for vin in (CAR, OTHER_CAR):
            boots = {
                (vin, boot): ToldBoot(unit_order=1, boot_count=count, last_seq=9)
                for boot, count in (told or {BOOT: 1}).items()
            }
            await room.learn(boots)
        await room.move(Moves(NOON, gaps=list(gaps)))


async def due(
    house: House, now: datetime = NOON, patient_until: datetime = LONG_AGO
) -> list[Request]:
    return list(await book_of(house).take_due(now, patient_until, 9))


async def known(house: House) -> list[KnownGap]:
    async with house.journal.batch() as batch:
        return list(await batch.waiting_room.gaps([CAR, OTHER_CAR]))


async def test_only_a_vehicle_that_is_here_is_asked(house: House) -> None:
    """By its own word, in its present session."""
    gap = a_gap(2, 3)
    await missing(house, gap)
    assert await due(house) == []
    await house.hear(a_presence(OTHER_CAR, unit_order=1))
    assert await due(house) == []
    await house.hear(a_presence(unit_order=1))
    assert await due(house) == [Request(CAR, [gap])]
    await house.hear(a_presence(online=False, unit_order=1))
    assert await due(house, later(days=1)) == []


async def test_who_is_silent_is_not_asked(house: House) -> None:
    """No try is lost on a vehicle whose last will was lost; when it beats, it is asked on.

    Lessons row 24 (fleet-telemetry#244).
    """
    await missing(house, a_gap(2, 3))
    await house.hear(a_presence(unit_order=1))
    await house.attendance.take(NOON)
    for day in range(1, 9):
        assert await due(house, later(days=day)) == []
    await house.hear(a_presence(unit_order=1, beat=9, received_at=later(days=9)))
    assert len(await due(house, later(days=9))) == 1
    assert [one.asked for one in await known(house)] == [1]


async def test_not_before_it_is_due_and_not_again_before_the_pause(house: House) -> None:
    """What is on its way comes by itself."""
    gap = a_gap(2, 3, due_at=later(seconds=15))
    await missing(house, gap)
    await house.hear(a_presence(unit_order=1))
    assert await due(house, later(seconds=14)) == []
    at = later(seconds=15)
    assert len(await due(house, at)) == 1
    assert await due(house, at + ASK_AGAIN_AFTER / 2) == []
    assert len(await due(house, at + ASK_AGAIN_AFTER)) == 1
    assert [one.asked for one in await known(house)] == [2]


async def test_asking_ends_without_an_answer(house: House) -> None:
    """The gap stays, and is known to have been asked for."""
    await missing(house, a_gap(2, 3))
    await house.hear(a_presence(unit_order=1))
    asked = 0
    for day in range(20):
        asked += len(await due(house, later(days=day)))
    assert asked == MOST_ASKED
    [gap] = await known(house)
    assert (gap.asked, gap.due_at) == (MOST_ASKED, None)


async def comes_back(house: House, wall: datetime, session: int, **fields: Any) -> None:
    """By way of intake."""
    said = wire.presence(CAR, session, boot_id=BOOT, **fields)
    await an_intake(house.journal, wall=StillClock(wall)).take([a_frame(said, "presence")])


IN_VAIN = a_gap(2, 3, asked=MOST_ASKED, due_at=None)


async def test_who_comes_back_is_asked_anew(house: House) -> None:
    """A new session brings another series of tries, a beat of it does not.

    Lessons row 22 (fleet-telemetry#246).
    """
    await missing(house, IN_VAIN)
    await comes_back(house, NOON, 1)
    assert await due(house, NOON + ASK_AFTER / 2) == []
    assert len(await due(house, NOON + ASK_AFTER)) == 1
    assert [one.asked for one in await known(house)] == [1]
    for day in range(1, 20):
        await due(house, later(days=day))
    await comes_back(house, later(days=20), 1, beat=1)
    assert await due(house, later(days=21)) == []


async def test_who_comes_and_goes_is_not_asked_more_often(house: House) -> None:
    """A series takes as long as it takes, however many sessions begin meanwhile."""
    await missing(house, IN_VAIN)
    asked = 0
    for minute in range(60):
        now = later(minutes=minute)
        await comes_back(house, now, minute + 1)
        asked += len(await due(house, now + ASK_AFTER))
    assert asked == 4  # after 0, 1, 4 and 16 minutes


async def test_what_was_noticed_long_ago_is_not_asked_for_anew(house: House) -> None:
    """Nor what another vehicle misses, nor what a unit was to send that is gone."""
    old = replace(IN_VAIN, noticed_at=NOON - ASKED_ANEW_FOR)
    await missing(house, old, replace(IN_VAIN, vin=OTHER_CAR))
    await comes_back(house, NOON, 1)
    assert await due(house, later(hours=1)) == []
    await missing(house, replace(IN_VAIN, first_seq=7, last_seq=7))
    await house.hear(a_presence(unit_order=2))
    await comes_back(house, NOON, 2)
    assert await due(house, later(hours=1)) == []


async def test_a_vehicle_that_is_still_sending_is_let_be(house: House) -> None:
    """For a while: what is missing may be among what it has on board."""
    await missing(house, a_gap(2, 3))
    await house.hear(replace(a_presence(unit_order=1), backlog=7))
    assert await due(house, later(minutes=9), patient_until=later(minutes=-1)) == []
    assert len(await due(house, later(minutes=10), patient_until=NOON)) == 1


async def test_the_newest_are_asked_for_first(house: House) -> None:
    """As many as fit into one request; of one that is too long, its end."""
    long, short, newest = a_gap(2, 5000), a_gap(6000, 6000), a_gap(1, 1, boot_id=78)
    await missing(house, long, short, newest, told={BOOT: 1, 78: 2})
    await house.hear(a_presence(unit_order=1, boot_count=2))
    part = replace(long, first_seq=5000 - MOST_SEQUENCES + 3)
    assert await due(house) == [Request(CAR, [newest, short, part])]
    assert {one.asked for one in await known(house)} == {1}


async def test_a_unit_that_is_gone_is_not_asked(house: House) -> None:
    """What it was to send nobody will send."""
    await missing(house, a_gap(2, 3))
    await house.hear(a_presence(unit_order=2))
    assert await due(house) == []
    [gap] = await known(house)
    assert (gap.asked, gap.due_at) == (0, None)


async def test_each_vehicle_gets_its_own_request(house: House) -> None:
    """Of no more vehicles than asked for."""
    await missing(house, a_gap(2, 3), a_gap(4, 5, OTHER_CAR))
    await house.hear(a_presence(unit_order=1), a_presence(OTHER_CAR, unit_order=1))
    first = await book_of(house).take_due(NOON, LONG_AGO, 1)
    second = await book_of(house).take_due(NOON, LONG_AGO, 1)
    assert {one.vin for one in (*first, *second)} == {CAR, OTHER_CAR}
    assert (len(first), len(second)) == (1, 1)
