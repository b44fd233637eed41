"""Silence: only what could have been heard, and only longer than any healthy unit is silent."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from gateway.domain.vin import Vin
from gateway.pipeline.bulletin import MemoryBulletin
from gateway.pipeline.changes import Change, Facet
from gateway.pipeline.hearing import NEVER, Hearing
from gateway.pipeline.silence import FAR_BEHIND, LOOK_EVERY_S, SilenceWorker, silent_after
from simulator.agent.rhythm import USUAL_RHYTHM
from simulator.world_clock import WorldClock
from tests.fix_knowledge import NOON
from tests.fix_store import CAR

A_LOOK = timedelta(seconds=LOOK_EVERY_S)
SECOND = timedelta(seconds=1)


@dataclass
class Roll:
    """Implements `gateway.pipeline.silence.Attendance`: one is always silent."""

    asked: list[datetime] = field(default_factory=list)

    async def take(self, silent_since: datetime) -> Sequence[Vin]:
        self.asked.append(silent_since)
        return [CAR]


class Station:
    """A gateway in a world that runs `speed` times as fast as the wall; its own clock."""

    def __init__(self, speed: float = 1.0) -> None:
        self.speed = speed
        self.time = NOON
        self.connected = True
        self.roll = Roll()
        self.bulletin = MemoryBulletin()
        self.hearing = Hearing(
            self.wall, lambda at: (self.now() - at) / speed, lambda: self.connected, NOON
        )
        self.worker = SilenceWorker(
            attendance=self.roll,
            after=silent_after(speed),
            hearing=self.hearing,
            clock=self,
            wall=self.wall,
            bulletin=self.bulletin,
        )

    def wall(self) -> datetime:
        return self.time

    def now(self) -> datetime:
        return NOON + (self.time - NOON) * self.speed

    async def passes(self, length: timedelta) -> None:
        """Of the wall; intake looks every second, the worker now and then."""
        until = self.time + length
        while self.time < until:
            if (self.time - NOON) % A_LOOK == timedelta():
                await self.worker.look()
            self.time += SECOND
            self.hearing.look()
        await self.worker.look()


@pytest.mark.parametrize("speed", [1.0, 2.0, 60.0])
async def test_a_start_gives_every_vehicle_its_time(speed: float) -> None:
    """Nobody is silent before a gateway has listened for so long, in a fast world too."""
    station = Station(speed)
    long = silent_after(speed) / speed
    await station.passes(long - SECOND)
    assert station.roll.asked == []
    await station.passes(SECOND)
    assert station.roll.asked == [NOON]


async def test_a_broker_that_was_away_gives_it_anew() -> None:
    """Nobody can be heard without one."""
    station = Station()
    await station.passes(timedelta(minutes=10))
    station.connected = False
    await station.passes(timedelta(minutes=1))
    station.connected = True
    station.roll.asked.clear()
    await station.passes(silent_after(1) - 2 * A_LOOK)
    assert station.roll.asked == []
    await station.passes(2 * A_LOOK)
    assert station.roll.asked != []


async def test_a_process_that_was_stopped_gives_it_anew() -> None:
    """What was said meanwhile lies in the broker."""
    station = Station()
    await station.passes(timedelta(minutes=10))
    station.time += FAR_BEHIND + A_LOOK
    station.roll.asked.clear()
    await station.passes(silent_after(1) - SECOND)
    assert station.roll.asked == []
    await station.passes(SECOND)
    assert station.roll.asked != []


async def test_intake_that_is_behind_knows_nothing_of_silence() -> None:
    """The beats may lie in its inbox; when it has caught up it knows at once."""
    station = Station()
    await station.passes(timedelta(minutes=10))
    station.roll.asked.clear()
    station.hearing.took(station.time - FAR_BEHIND - SECOND)
    await station.worker.look()
    assert station.roll.asked == []
    station.hearing.took(station.time - FAR_BEHIND)
    await station.worker.look()
    assert station.roll.asked == [station.time - silent_after(1)]


async def test_a_store_that_held_intake_up_is_waited_for() -> None:
    """A moment, until what came meanwhile is stored."""
    station = Station()
    await station.passes(timedelta(minutes=10))
    station.roll.asked.clear()
    station.time += timedelta(seconds=5)
    station.hearing.look()
    assert station.hearing.patience_ends() == NEVER
    await station.worker.look()
    assert station.roll.asked == []


async def test_those_who_watch_are_told() -> None:
    """The page of a vehicle that has fallen silent says so by itself."""
    station = Station()
    changes = station.bulletin.listen(CAR)
    await station.passes(silent_after(1))
    assert await anext(changes) == Change(CAR, Facet.CONTACT)


@pytest.mark.parametrize("speed", [0.5, 1.0, 2.0, 4.0, 5.0, 30.0, 60.0, 600.0, 3600.0])
def test_a_unit_that_is_well_is_never_silent(speed: float) -> None:
    """Two beats fit into it, and the longest wait for the acknowledgement of each.

    A sleeping car beats as one on the road: that is its unit's, not the car's.
    """
    world = WorldClock(wall_origin=0, world_origin=0, speed=speed)
    beat_s, stall_s = USUAL_RHYTHM.beat_wall_s(world), USUAL_RHYTHM.stall_wall_s(world)
    assert timedelta(seconds=2 * (beat_s + stall_s)) < silent_after(speed) / speed
