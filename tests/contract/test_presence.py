"""Presence: the vehicle's own word, in the order in which it was said."""

from datetime import datetime

from gateway.domain.report import Placed, Telemetry
from gateway.domain.signal import LV_BATTERY_VOLTAGE
from tests.fix_commands import asked_for
from tests.fix_knowledge import NOON
from tests.fix_store import CAR, OTHER_CAR, House, a_presence, later
from tests.fix_triage import NINE, measured


def a_report(at: datetime) -> Placed[Telemetry]:
    """It was made and came then."""
    after_s = (at - NINE).total_seconds()
    return measured(1, after_s, LV_BATTERY_VOLTAGE, [12.5], vin=CAR)


async def test_a_stale_presence_is_ignored(house: House) -> None:
    """A last will of an older session or boot changes nothing; the newer word is taken.

    Lessons row 24 (fleet-telemetry#244).
    """
    here = a_presence(boot_count=2, session=3)
    stale = [
        a_presence(boot_count=2, session=2, online=False),
        a_presence(boot_count=1, session=9, online=False),
    ]
    gone = a_presence(boot_count=2, session=3, online=False)
    back = a_presence(boot_count=3, session=1)
    assert list(await house.hear(here)) == [here]
    assert list(await house.hear(*stale)) == []
    assert list(await house.reopened().hear(stale[0], gone, back)) == [gone, back]


async def test_a_beat_is_a_sign_of_life(house: House) -> None:
    """It moves the moment at which the vehicle was last heard, while its session lasts."""
    await house.hear(a_presence(session=2))
    beat = a_presence(session=2, beat=1, received_at=later(minutes=1))
    assert list(await house.hear(beat)) == [beat]
    assert await house.last_heard() == later(minutes=1)
    gone = a_presence(session=2, online=False, received_at=later(minutes=2))
    after = a_presence(session=2, beat=2, received_at=later(minutes=3))
    stale = a_presence(session=1, beat=9, received_at=later(minutes=4))
    assert list(await house.hear(gone, after, stale)) == [gone]
    assert await house.last_heard() == later(minutes=1)


async def test_what_the_broker_remembers_is_no_sign_of_life(house: House) -> None:
    """A retained presence is taken when it is news, and says nothing of when it was said.

    Lessons row 5 (thingsboard#7846).
    """
    await house.hear(a_presence(session=1))
    again = a_presence(session=1, retained=True, received_at=later(hours=1))
    missed = a_presence(session=2, retained=True, received_at=later(hours=1))
    beat = a_presence(session=2, beat=7, retained=True, received_at=later(hours=2))
    assert list(await house.hear(again, missed, beat)) == [again, missed, beat]
    assert list(await house.hear(a_presence(session=1))) == []
    assert await house.last_heard() == NOON


async def test_who_is_silent_is_not_there(house: House) -> None:
    """Its last will was lost with the broker: it gets no command.

    Lessons row 24 (fleet-telemetry#244), row 27 (home-assistant/core#182023) and row 33
    (Open-Vehicle-Monitoring-System-3#1527).
    """
    await asked_for(house, await house.open_case())
    await house.hear(a_presence(), a_presence(OTHER_CAR, received_at=later(minutes=1)))
    assert await house.attendance.take(later(seconds=-1)) == []
    assert await house.attendance.take(NOON) == [CAR]
    assert await house.attendance.take(NOON) == []
    assert await house.outbox.take_due(later(minutes=5), NOON, 9) == []
    assert await house.attendance.take(later(minutes=1)) == [OTHER_CAR]


async def test_a_beat_ends_the_silence(house: House) -> None:
    """The session goes on, and what waited leaves; a beat of an older one is nothing.

    Lessons row 33 (Open-Vehicle-Monitoring-System-3#1527).
    """
    await asked_for(house, await house.open_case())
    await house.hear(a_presence(session=2))
    await house.attendance.take(NOON)
    stale = a_presence(session=1, beat=9, received_at=later(minutes=9))
    beat = a_presence(session=2, beat=9, received_at=later(minutes=9))
    assert list(await house.hear(stale, beat)) == [beat]
    assert len(await house.outbox.take_due(later(minutes=9), NOON, 9)) == 1
    assert await house.attendance.take(later(minutes=8)) == []
    assert await house.attendance.take(later(minutes=9)) == [CAR]


async def test_a_report_ends_the_silence(house: House) -> None:
    """Who never beats is there all the same when it speaks, for as long."""
    await house.hear(a_presence())
    await house.attendance.take(NOON)
    await house.take(a_report(later(hours=1)))
    assert await house.attendance.take(later(minutes=55)) == [CAR]
    assert await house.attendance.take(later(minutes=55)) == []
    assert await house.attendance.take(later(hours=1)) == [CAR]


async def test_what_the_broker_remembers_ends_no_silence(house: House) -> None:
    """Unless it is news: then its session gets the same time as any other."""
    await house.hear(a_presence(session=1))
    await house.attendance.take(NOON)
    same = a_presence(session=1, retained=True, received_at=later(hours=1))
    assert list(await house.hear(same)) == []
    news = a_presence(session=2, retained=True, received_at=later(hours=1))
    assert list(await house.hear(news)) == [news]
    assert await house.attendance.take(later(minutes=55)) == []
    assert await house.attendance.take(later(hours=1)) == [CAR]


async def test_a_last_will_that_comes_late_is_final(house: House) -> None:
    """Nothing of that session brings the vehicle back; the next one does."""
    await house.hear(a_presence())
    await house.attendance.take(NOON)
    will = a_presence(online=False, received_at=later(hours=1))
    beat = a_presence(beat=1, received_at=later(hours=1))
    report = a_report(later(hours=1))
    assert list(await house.hear(will, beat)) == [will]
    await house.take(report)
    assert await house.attendance.take(later(hours=2)) == []
    back = a_presence(session=2, received_at=later(hours=3))
    assert list(await house.hear(back)) == [back]
    assert await house.attendance.take(later(hours=3)) == [CAR]
