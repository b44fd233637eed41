import time

from simulator.world_clock import WorldClock

SPEED = 1e6
ROUNDING_S = 1.0


def test_time_stands_still_and_goes_on() -> None:
    """What takes long on the wall does not show in the world."""
    began = time.monotonic()
    clock = WorldClock(wall_origin=time.time(), world_origin=1000.0, speed=SPEED)
    first = clock.now()
    with clock.standing_still():
        stopped = time.monotonic()
        before = clock.now()
        time.sleep(0.01)
        assert clock.now() == before
        stood = time.monotonic() - stopped
    later = clock.now()
    awake = time.monotonic() - began - stood
    assert before <= later <= first + awake * SPEED + ROUNDING_S
