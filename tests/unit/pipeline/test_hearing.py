"""Time in which nothing can be heard is no time of waiting."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from gateway.pipeline.hearing import NEVER, STALLED, Hearing
from gateway.pipeline.holdback import HOLD_BACK
from tests.fix_knowledge import NOON

SECOND = timedelta(seconds=1)


@dataclass
class World:
    """The wall's clock, and whether the broker is there."""

    now: datetime = NOON
    connected: bool = True

    def hearing(self, deaf_until: datetime = NEVER) -> Hearing:
        return Hearing(
            lambda: self.now, lambda at: self.now - at, lambda: self.connected, deaf_until
        )

    def passes(self, hearing: Hearing, time: timedelta) -> None:
        """With a look every second."""
        until = self.now + time
        while self.now < until:
            self.now += SECOND
            hearing.look()


def test_patience_ends_with_the_wall_while_all_is_well() -> None:
    """Nobody waits longer than was meant."""
    world = World()
    hearing = world.hearing()
    world.passes(hearing, timedelta(minutes=1))
    assert hearing.patience_ends() == world.now


def test_a_start_gives_everybody_their_time_anew() -> None:
    """What waited through a restart waits until the broker has had the time to bring back."""
    world = World()
    hearing = world.hearing(deaf_until=NOON)
    world.passes(hearing, HOLD_BACK - SECOND)
    assert hearing.patience_ends() == NEVER
    world.passes(hearing, SECOND)
    assert hearing.patience_ends() == world.now


def test_a_broker_that_is_away_stops_the_time() -> None:
    """It begins anew when the broker is back."""
    world = World()
    hearing = world.hearing()
    world.passes(hearing, SECOND)
    world.connected = False
    world.passes(hearing, timedelta(minutes=2))
    world.connected = True
    world.passes(hearing, HOLD_BACK - SECOND)
    assert hearing.patience_ends() == NEVER
    world.passes(hearing, SECOND)
    assert hearing.patience_ends() == world.now


def test_a_process_that_was_stopped_has_heard_nothing() -> None:
    """Two looks far apart mean that nothing was read in between."""
    world = World()
    hearing = world.hearing()
    world.passes(hearing, SECOND)
    world.now += STALLED + SECOND
    hearing.look()
    assert hearing.patience_ends() == NEVER


def test_what_lies_in_the_inbox_has_come_in_time() -> None:
    """Patience ends at the arrival of what is being stored, until everything has been."""
    world = World()
    hearing = world.hearing()
    world.passes(hearing, SECOND)
    hearing.took(world.now - 5 * SECOND)
    assert hearing.patience_ends() == world.now - 5 * SECOND
    hearing.look()
    assert hearing.patience_ends() == world.now - 5 * SECOND
    hearing.look()
    assert hearing.patience_ends() == world.now
