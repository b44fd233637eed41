"""A car whose link takes its power away and puts its clock wrong; there is no broker."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import pytest

from simulator import account
from simulator.account import Account
from simulator.agent import ledger, outbox
from simulator.agent.database import Database
from simulator.agent.ledger import Ledger
from simulator.agent.mqtt.packets import Credentials
from simulator.agent.outbox import Outbox
from simulator.agent.report import StoredReport
from simulator.car import Car
from simulator.carriers.carrier import Carrier
from simulator.links.link import DirectLink
from simulator.links.profile import LinkProfile
from simulator.links.profiles import CLOCK_1970, GOOD
from simulator.links.weather import LinkEvent, Upset, Weather
from simulator.member import Member, World
from simulator.world_clock import WorldClock
from tests.fix_simulator import seeded

VIN = "W0VZZZE1XSB000001"
EPOCH_S = 1_763_755_200.0
SPEED = 400.0
NOWHERE = ("127.0.0.1", 9)


@dataclass
class Ride:
    """One member on its way, and what it has on board."""

    world: World
    member: Member

    async def reports(self) -> list[StoredReport]:
        """In the order in which they were made."""
        waiting = await self.world.outbox.waiting(VIN, 100_000)
        return sorted(waiting, key=lambda stored: stored.row)

    async def until(self, at_s: float) -> None:
        """Live until so many world seconds after the start, and report something after that."""
        async with asyncio.timeout(30):
            await self.world.clock.sleep(EPOCH_S + at_s - self.world.clock.now())
            boots = self.world.outbox.published
            while self.world.outbox.published <= boots + 1:  # noqa: ASYNC110 - it has no event
                await asyncio.sleep(0.01)


@asynccontextmanager
async def riding(folder: Path, profile: LinkProfile, *given: LinkEvent) -> AsyncIterator[Ride]:
    flash = Database.open(folder / "units.sqlite", outbox.SCHEMA + ledger.SCHEMA)
    truth = Database.open(folder / "truth.sqlite", account.SCHEMA)
    clock = WorldClock(wall_origin=time.time(), world_origin=EPOCH_S, speed=SPEED)
    world = World(
        clock=clock,
        outbox=Outbox(flash),
        ledger=Ledger(flash),
        account=Account(truth),
        public_key=None,
        tick_s=5.0,
    )
    member = Member(
        car=Car.build(VIN, 7, start_s=clock.now()),
        link=DirectLink(NOWHERE, Weather(profile=profile, seed=7, vin=VIN, given=given)),
        credentials=Credentials(client_id=VIN, username=VIN, password="secret"),
        carrier=Carrier.IN_PROCESS,
        world=world,
        rng=seeded(7),
    )
    driving = asyncio.create_task(member.run())
    try:
        yield Ride(world, member)
    finally:
        driving.cancel()
        await asyncio.wait([driving])
        await flash.close()
        await truth.close()


def cut(at_s: float) -> LinkEvent:
    begins_s = EPOCH_S + at_s
    return LinkEvent(at_s=begins_s, until_s=begins_s + 30, kind=Upset.POWER_CUT)


@pytest.mark.slow
async def test_power_cuts_are_boots_that_wake_up_in_1970(tmp_path: Path) -> None:
    """Each one ends a life of the unit; nothing on board is lost, the wall clock is."""
    async with riding(tmp_path, GOOD, cut(120), cut(300)) as ride:
        await ride.until(360)
        lives = [
            (boot, [stored.report for stored in own])
            for boot, own in groupby(await ride.reports(), lambda stored: stored.boot)
        ]
        assert ride.world.account.power_failures == 2
        assert [boot.boot_count for boot, _ in lives] == [1, 2, 3]
        first, *later = [reports[0].wall_ms / 1000 for _, reports in lives]
        assert abs(first - EPOCH_S) < 120
        assert all(wall_s < 120 for wall_s in later)


@pytest.mark.slow
async def test_a_doubtful_clock_starts_in_1970_and_jumps(tmp_path: Path) -> None:
    """The wall clock is as wrong as the profile says; the monotonic one goes on."""
    jump = LinkEvent(
        at_s=EPOCH_S + 120, until_s=EPOCH_S + 120, kind=Upset.CLOCK_JUMP, shift_s=1e6
    )
    async with riding(tmp_path, CLOCK_1970, jump) as ride:
        await ride.until(180)
        reports = [stored.report for stored in await ride.reports()]
        ahead = [round((report.wall_ms - report.uptime_ms) / 1e9) for report in reports]
        assert set(ahead) == {0, 1}
        assert ahead == sorted(ahead)
        assert max(report.uptime_ms for report in reports) < 3_600_000
