import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proto.v1.telemetry_pb2 import Telemetry
from simulator.agent.report import Boot, Kind, Report, StoredReport
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


@given(st.lists(st.floats(-(10**10), 10**10), max_size=4), st.floats(0, 10**6))
def test_the_age_does_not_know_the_wall_clock(jumps: list[float], after_s: float) -> None:
    """However it is set between measurement and sending: only the monotonic clock counts."""
    clock = UnitClock(still_world())
    measured_s = clock.started_at + 5
    report = Report(
        kind=Kind.TELEMETRY,
        uptime_ms=clock.uptime_ms(measured_s),
        wall_ms=clock.wall_ms(measured_s),
        body=b"",
    )
    boot = Boot(vin="W0VZZZE1XSB000001", unit_id=1, boot_id=2, boot_count=1)
    for by_s in jumps:
        clock.jump(by_s)
    sent_ms = clock.uptime_ms(measured_s + after_s)
    payload = StoredReport(row=1, boot=boot, seq=1, report=report).payload(boot, sent_ms)
    header = Telemetry.FromString(payload).header
    assert (header.uptime_ms, header.age_ms) == (5000, sent_ms - 5000)
    assert abs(header.age_ms - after_s * 1000) <= 1
