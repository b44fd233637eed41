"""How long a frame waits that has come and is not stored."""

import pytest

from gateway.domain.instant import to_us
from gateway.wiring.health import waiting_s
from tests.fix_console_world import ManualClock


@pytest.mark.parametrize(("came_s_ago", "waits_s"), [(90, 90.0), (0, 0.0), (-3, 0.0)])
async def test_a_frame_waits_since_it_came(came_s_ago: int, waits_s: float) -> None:
    """By the gateway's clock; of one that came from a broker ahead of it: not yet."""
    clock = ManualClock()
    came_us = to_us(clock.now())
    await clock.sleep(came_s_ago)
    assert waiting_s(came_us, clock) == waits_s


def test_nothing_waits_when_everything_is_stored() -> None:
    """Then there is no oldest one."""
    assert waiting_s(None, ManualClock()) == 0
