import time

import pytest

from simulator.agent.unit_clock import UnitClock
from simulator.world_clock import WorldClock


def still_world(now_s: float = 1_763_755_200.0) -> WorldClock:
    """So slow that it stands for the length of a test."""
    return WorldClock(wall_origin=time.time(), world_origin=now_s, speed=1e-9)


def test_the_server_is_asked_not_guessed() -> None:
    """Before an answer there is no server time."""
    with pytest.raises(LookupError):
        UnitClock(still_world()).server_ms()


def test_the_servers_time_runs_on_the_monotonic_clock() -> None:
    """It is right although the unit's own clock says 1970, and sets that clock."""
    world = still_world()
    clock = UnitClock(world, wall_error_s=-world.now())
    assert clock.wall_ms() < 1000
    clock.take_server_time(1_763_755_200_500)
    assert clock.server_ms() == 1_763_755_200_500
    assert clock.wall_ms() == 1_763_755_200_500


def test_uptime_counts_from_the_boot() -> None:
    """A moment before the boot has uptime 0, not a negative one."""
    clock = UnitClock(still_world())
    assert clock.uptime_ms(clock.started_at + 1.5) == 1500
    assert clock.uptime_ms(clock.started_at - 1.5) == 0
