"""Presence: the vehicle's own word, in the order in which it was said."""

from tests.fix_knowledge import NOON
from tests.fix_store import House, a_presence, later


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
