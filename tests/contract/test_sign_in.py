"""Sign-in: a link works once and not for long; a session ends by idleness and by age."""

from datetime import timedelta

from gateway.pipeline.memory.sign_in import IDLE, LIFE
from tests.fix_knowledge import NOON
from tests.fix_store import House, later

LINK, SESSION, USER = b"digest of a link", b"digest of a session", "R. Meyer"
MOMENT = timedelta(seconds=1)


async def test_a_link_signs_in_once(house: House) -> None:
    """The second who comes with it gets nothing, nor does one whom nobody has invited."""
    await house.sign_in.add_link(LINK, USER, later(minutes=10))
    assert await house.sign_in.redeem_link(b"another", NOON) is None
    assert await house.sign_in.redeem_link(LINK, NOON) == USER
    assert await house.sign_in.redeem_link(LINK, NOON) is None


async def test_an_old_link_signs_nobody_in(house: House) -> None:
    """It is over at its end, and trying it then does not bring it back."""
    await house.sign_in.add_link(LINK, USER, later(minutes=10))
    assert await house.sign_in.redeem_link(LINK, later(minutes=10)) is None
    assert await house.sign_in.redeem_link(LINK, later(minutes=11)) is None


async def test_an_idle_session_ends(house: House) -> None:
    """Each use prolongs it; half an hour without one ends it for good."""
    await house.sign_in.add_session(SESSION, USER, NOON)
    last_used = NOON + IDLE - MOMENT
    assert await house.sign_in.touch_session(SESSION, last_used) == USER
    assert await house.sign_in.touch_session(SESSION, last_used + IDLE - MOMENT) == USER
    over = last_used + 2 * IDLE - MOMENT
    assert await house.sign_in.touch_session(SESSION, over) is None
    assert await house.sign_in.touch_session(SESSION, over + MOMENT) is None


async def test_no_session_lives_longer_than_a_shift(house: House) -> None:
    """Twelve hours, however busy."""
    await house.sign_in.add_session(SESSION, USER, NOON)
    now = NOON
    while now + IDLE < NOON + LIFE:
        now += IDLE - MOMENT
        assert await house.sign_in.touch_session(SESSION, now) == USER
    assert await house.sign_in.touch_session(SESSION, NOON + LIFE) is None


async def test_a_clock_that_steps_back_shortens_nothing(house: House) -> None:
    """The latest use counts, not the last one noted."""
    await house.sign_in.add_session(SESSION, USER, NOON)
    await house.sign_in.touch_session(SESSION, later(minutes=20))
    assert await house.sign_in.touch_session(SESSION, later(minutes=5)) == USER
    assert await house.sign_in.touch_session(SESSION, later(minutes=45)) == USER


async def test_signing_out_ends_the_session(house: House) -> None:
    """At once; signing out twice does no harm."""
    await house.sign_in.add_session(SESSION, USER, NOON)
    await house.sign_in.end_session(SESSION)
    await house.sign_in.end_session(SESSION)
    assert await house.sign_in.touch_session(SESSION, NOON) is None
