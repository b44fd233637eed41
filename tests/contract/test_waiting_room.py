"""The waiting room: what waits, what is missing and what came late is there after a restart."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from gateway.domain.component import TELEMATICS
from gateway.domain.report import Omission, OmissionReason, Placed, ReportId
from gateway.domain.sequences import Sequences
from gateway.domain.signal import LV_BATTERY_VOLTAGE
from gateway.domain.vin import Vin
from gateway.pipeline.gaps import KnownGap
from gateway.pipeline.holdback import Held, turn_of
from gateway.pipeline.waiting_room import Moves, Standing, ToldBoot
from tests.fix_knowledge import NOON
from tests.fix_store import CAR, OTHER_CAR, House, an_entry, later
from tests.fix_triage import faulty, measured

DAY = timedelta(days=1)


def volts(seq: int, **fields: Any) -> Placed[Any]:
    return measured(seq, seq, LV_BATTERY_VOLTAGE, [12.5, 12.4], **{"vin": CAR, **fields})


BOOT = volts(1).report.header.id.boot_id
FIRST = ToldBoot(unit_order=1, boot_count=1, last_seq=0)


def held(placed: Placed[Any], until: datetime = NOON) -> Held:
    header = placed.report.header
    return Held(id=header.id, turn=turn_of(header), at=placed.at, until=until)


def a_gap(first: int, last: int, vin: Vin = CAR, **fields: Any) -> KnownGap:
    known = KnownGap(
        vin=vin,
        boot_id=BOOT,
        first_seq=first,
        last_seq=last,
        noticed_at=NOON,
        since=later(seconds=1),
        until=later(seconds=9),
        due_at=NOON,
    )
    return replace(known, **fields)


async def move(house: House, *placed: Placed[Any], **moves: Any) -> None:
    """One batch that takes these reports in and changes the waiting room."""
    async with house.journal.batch() as batch:
        await batch.claim(placed)
        await batch.waiting_room.learn({(CAR, BOOT): FIRST})
        await batch.waiting_room.move(Moves(NOON, **moves))
        await batch.keep(an_entry(placed))


async def standing(house: House, vins: Collection[Vin] = (CAR,)) -> Mapping[Vin, Standing]:
    async with house.reopened().journal.batch() as batch:
        return await batch.waiting_room.standings(vins, [])


async def test_what_waits_is_there_after_a_restart(house: House) -> None:
    """With its turn and its time; what is released is not."""
    one, other = held(volts(3)), held(volts(4), later(minutes=1))
    await move(house, volts(1), volts(3), volts(4), hold=[one, other])
    found = await standing(house, [CAR, OTHER_CAR])
    assert sorted(found[CAR].held, key=lambda each: each.turn) == [one, other]
    assert list(found[OTHER_CAR].held) == []
    await move(house, release=[one.id])
    assert list((await standing(house))[CAR].held) == [other]


async def test_what_waits_is_found_in_the_store_as_it_came(house: House) -> None:
    """Telemetry and fault reports, with the order in which they were made; replies are not."""
    fault = faulty(4, 4, TELEMATICS, {"U1A10-87": 0x2F}, vin=CAR, software="2026.8.2")
    reports = volts(3), fault
    await house.take(*reports)
    async with house.reopened().journal.batch() as batch:
        wanted = [held(one) for one in (*reports, volts(9))]
        brought = list(await batch.waiting_room.bring(wanted))
        assert list(await batch.waiting_room.bring([])) == []
    assert [turn_of(one.report.header) for one in brought] == [w.turn for w in wanted[:2]]
    assert [(one.at, one.source) for one in brought] == [(o.at, o.source) for o in reports]
    telemetry, faults = (one.report for one in brought)
    [matrix], [expected] = telemetry.matrices, reports[0].report.matrices  # type: ignore[union-attr]
    assert matrix.values.tolist() == expected.values.tolist()
    assert faults.entries == fault.report.entries  # type: ignore[union-attr]
    assert faults.software == fault.report.software  # type: ignore[union-attr]


async def test_no_window_is_rebuilt_from_what_waits(house: House) -> None:
    """It has not been judged: neither samples nor the word of a component count yet."""
    waits = volts(3), faulty(4, 4, TELEMATICS, {"U1A10-87": 0x2F}, vin=CAR)
    told = volts(1), faulty(2, 2, TELEMATICS, {}, vin=CAR)
    await move(house, *told, *waits, hold=[held(one) for one in waits])
    async with house.reopened().journal.batch() as batch:
        recalled = (await batch.recall([CAR], DAY))[CAR]
    assert [one.report.header.id.seq for one in recalled.telemetry] == [1]
    assert {one.report.header.id.seq for one in recalled.faults} == {2}


async def test_overdue_is_what_has_waited_long_enough(house: House) -> None:
    """By the vehicle, the longest overdue first, no more than asked for."""
    mine, others = volts(3), volts(3, vin=OTHER_CAR)
    await house.take(mine, others)
    await move(house, hold=[held(mine, later(seconds=2)), held(others, later(seconds=1))])
    async with house.reopened().journal.batch() as batch:
        room = batch.waiting_room
        assert list(await room.overdue(NOON, 9)) == []
        assert set(await room.overdue(later(seconds=1), 9)) == {OTHER_CAR}
        assert set(await room.overdue(later(seconds=2), 9)) == {CAR, OTHER_CAR}
        assert set(await room.overdue(later(seconds=2), 1)) == {OTHER_CAR}


async def test_a_boot_is_what_came_of_what_is_told(house: House) -> None:
    """What it is told to have made never becomes less; omissions are no gap."""
    gone = Omission(
        boot_id=BOOT,
        first_seq=5,
        last_seq=6,
        samples=0,
        reason=OmissionReason.NO_LONGER_KEPT,
    )
    teller = volts(1, boot_count=2)
    teller = teller._replace(report=teller.report._replace(omissions=(gone,)))
    for last in (9, 4):
        async with house.journal.batch() as batch:
            await batch.waiting_room.learn({(CAR, BOOT): replace(FIRST, last_seq=last)})
    async with house.journal.batch() as batch:
        await batch.claim([volts(1), volts(3)])
        found = await batch.waiting_room.standings([CAR], [])
        [boot] = found[CAR].boots
        assert (boot.order, boot.last_seq) == ((1, 1, BOOT), 9)
        assert boot.received == Sequences.of([1, 3])
    await house.take(teller)
    boots = (await standing(house))[CAR].boots
    [boot] = [each for each in boots if each.boot_id == BOOT]
    assert boot.missing == Sequences.of([2, 4, 7, 8, 9])


async def test_gaps_are_remembered_until_they_are_gone(house: House) -> None:
    """With what is known of their time, and what was done about them."""
    one, other = a_gap(2, 3), a_gap(5, 9, asked=2, until=None, due_at=None)
    await move(house, volts(1), gaps=[one, other])
    assert sorted((await standing(house))[CAR].gaps, key=lambda gap: gap.first_seq) == [
        one,
        other,
    ]
    smaller = replace(other, first_seq=6)
    await move(house, gone=[other], gaps=[smaller])
    async with house.reopened().journal.batch() as batch:
        assert {*await batch.waiting_room.gaps([CAR, OTHER_CAR])} == {one, smaller}
        assert list(await batch.waiting_room.gaps([OTHER_CAR])) == []


async def test_a_batch_that_fails_changes_no_waiting_room(house: House) -> None:
    """All of it is part of the transaction."""

    async def fail() -> None:
        async with house.journal.batch() as batch:
            await batch.claim([volts(1), volts(3)])
            await batch.waiting_room.learn({(CAR, BOOT): FIRST})
            moves = Moves(NOON, hold=[held(volts(3))], late=[held(volts(1))])
            moves.gaps.append(a_gap(2, 2))
            await batch.waiting_room.move(moves)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    found = (await standing(house))[CAR]
    assert (list(found.boots), list(found.held), list(found.gaps)) == ([], [], [])


def test_a_report_is_one_of_its_boot() -> None:
    """What the tests above rely on."""
    assert volts(3).report.header.id == ReportId(CAR, BOOT, 3)


async def test_a_case_knows_only_what_has_been_judged(house: House) -> None:
    """What waits proves nothing yet: the last contact of its case is before it."""
    case = await house.open_case()
    early, waits, newest = volts(1), volts(3), volts(4)
    await move(house, early, waits, newest, hold=[held(waits)])
    async with house.shelf.open(case) as desk:
        assert desk is not None
        assert desk.file.last_contact_at == waits.at
    await move(house, release=[waits.report.header.id])
    async with house.shelf.open(case) as desk:
        assert desk is not None
        assert desk.file.last_contact_at == newest.at
