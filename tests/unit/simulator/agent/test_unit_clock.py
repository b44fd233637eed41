import time
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proto.v1.telemetry_pb2 import Telemetry
from simulator.agent.report import Boot, Kind, Report, StoredReport
from simulator.agent.server_time import DRIFT, RESOLUTION_MS
from simulator.agent.unit_clock import UnitClock
from simulator.world_clock import WorldClock


def still_world(now_s: float = 1_763_755_200.0) -> WorldClock:
    """So slow that it stands for the length of a test."""
    return WorldClock(wall_origin=time.time(), world_origin=now_s, speed=1e-9)


def test_the_server_is_asked_not_guessed() -> None:
    """Before an answer there is no server time."""
    with pytest.raises(LookupError):
        UnitClock(still_world()).latest_server_ms()
    with pytest.raises(LookupError):
        UnitClock(still_world()).is_past(0)


def test_the_servers_time_runs_on_the_monotonic_clock() -> None:
    """It is right although the unit's own clock says 1970, and sets that clock."""
    world = still_world()
    clock = UnitClock(world, wall_error_s=-world.now())
    assert clock.wall_ms() < 1000
    clock.take_server_time(1_763_755_200_500, clock.uptime_ms())
    assert clock.latest_server_ms() == 1_763_755_200_500 + RESOLUTION_MS
    assert abs(clock.wall_ms() - 1_763_755_200_500) <= RESOLUTION_MS


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


@dataclass(kw_only=True)
class HandWound(WorldClock):
    """Time passes when the test says so."""

    time_s: float = 1_763_755_200.0

    def now(self) -> float:
        return self.time_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """When a beat was sent, and how long question and answer were under way, seconds."""

    after_s: float
    up_s: float
    down_s: float
    first: bool


delays = st.one_of(st.floats(0, 0.2), st.floats(0, 7200))
answers = st.builds(Answer, after_s=delays, up_s=delays, down_s=delays, first=st.booleans())


@given(
    heard=st.lists(answers, min_size=1, max_size=8),
    ahead_s=st.floats(-(10**6), 10**6),
    drift=st.floats(-0.9 * DRIFT, 0.9 * DRIFT),
    deadlines_s=st.lists(st.floats(-7200, 7200), min_size=1, max_size=8),
)
def test_no_delay_makes_a_late_command_look_in_time(
    heard: list[Answer], ahead_s: float, drift: float, deadlines_s: list[float]
) -> None:
    """Whatever was under way for however long: what is judged is so by the server's clock."""
    world = HandWound(wall_origin=0, world_origin=0, speed=1)
    began_s = world.now()
    clock = UnitClock(world)

    def true_ms() -> float:
        passed_s = world.now() - began_s
        return (began_s + ahead_s + passed_s * (1 + drift)) * 1000

    for number, answer in enumerate(heard):
        world.time_s += answer.after_s
        asked_ms = clock.uptime_ms()
        world.time_s += answer.up_s
        server_ms = round(true_ms())
        world.time_s += answer.down_s
        if answer.first or not number:
            clock.take_server_time(server_ms, asked_ms)
        else:
            clock.hear_server_time(server_ms, asked_ms)
        for deadline_s in (0.0, *deadlines_s):
            deadline_ms = round(true_ms() + deadline_s * 1000)
            past = clock.is_past(deadline_ms)
            assert past is not False or true_ms() < deadline_ms
            assert past is not True or true_ms() >= deadline_ms - RESOLUTION_MS


def test_a_quick_answer_improves_a_slow_one() -> None:
    """After an hour in a stall little is known; a second answer tells the time exactly."""
    world = HandWound(wall_origin=0, world_origin=0, speed=1)
    clock = UnitClock(world)
    server_ms = 10**12
    world.time_s += 3600
    clock.take_server_time(server_ms, 0)
    assert clock.is_past(server_ms + 1_800_000) is None
    world.time_s += 60
    clock.hear_server_time(server_ms + 60_000, clock.uptime_ms())
    assert clock.is_past(server_ms + 1_800_000) is False
    assert clock.latest_server_ms() == server_ms + 60_000 + RESOLUTION_MS
    clock.hear_server_time(server_ms + 60_000, 0)
    assert clock.latest_server_ms() == server_ms + 60_000 + RESOLUTION_MS


def test_a_server_whose_clock_was_set_is_believed_in_the_next_session() -> None:
    """Within a session the time is never set back; the first answer of a new one may."""
    clock = UnitClock(HandWound(wall_origin=0, world_origin=0, speed=1))
    clock.take_server_time(10**12, 0)
    clock.hear_server_time(10**11, 0)
    assert clock.latest_server_ms() >= 10**12
    clock.take_server_time(10**11, 0)
    assert clock.latest_server_ms() == 10**11 + RESOLUTION_MS
