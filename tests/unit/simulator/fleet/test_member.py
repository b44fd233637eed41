"""A car whose link takes its power away and puts its clock wrong; there is no broker."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from simulator.agent import ledger, outbox
from simulator.agent.database import Database
from simulator.agent.ledger import Ledger
from simulator.agent.mqtt.packets import Credentials
from simulator.agent.outbox import Outbox
from simulator.agent.report import StoredReport
from simulator.car.car import Car
from simulator.carriers.carrier import Carrier
from simulator.fleet import account
from simulator.fleet.account import Account
from simulator.fleet.member import Member, World
from simulator.links.link import DirectLink
from simulator.links.profile import LinkProfile, WallClock
from simulator.links.profiles import GOOD
from simulator.links.weather import LinkEvent, Upset, Weather
from simulator.world_clock import WorldClock
from tests.fix_simulator import seeded

VIN = "W0VZZZE1XSB000001"
EPOCH_S = 1_763_755_200.0
SPEED = 400.0
DAY_MS = 86_400_000
YEAR_MS = 365 * DAY_MS
NOWHERE = ("127.0.0.1", 9)
NEVER_S = (1e9, 1e9)
FORGETFUL = replace(GOOD, clock=WallClock(jumps_every_s=NEVER_S, by_s=0.0))


@dataclass
class Ride:
    """One member on its way, and what it has on board."""

    world: World
    member: Member
    driving: asyncio.Task[None]

    async def reports(self) -> list[StoredReport]:
        """In the order in which they were made."""
        waiting = await self.world.outbox.waiting(VIN, 100_000)
        return sorted(waiting, key=lambda stored: stored.row)

    async def reports_when(
        self, enough: Callable[[list[StoredReport]], bool]
    ) -> list[StoredReport]:
        """Those on board as soon as they are `enough`."""
        async with asyncio.timeout(30):
            while not enough(reports := await self.reports()):  # noqa: ASYNC110 - it has no event
                await asyncio.sleep(0.01)
        return reports


@asynccontextmanager
async def riding(folder: Path, profile: LinkProfile, *given: LinkEvent) -> AsyncIterator[Ride]:
    flash = Database.open(folder / "units.sqlite", outbox.SCHEMA + ledger.SCHEMA)
    truth = Database.open(folder / "truth.sqlite", account.SCHEMA)
    car = Car.build(VIN, 7, start_s=EPOCH_S)
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
        car=car,
        link=DirectLink(NOWHERE, Weather(profile=profile, seed=7, vin=VIN, given=given)),
        credentials=Credentials(client_id=VIN, username=VIN, password="secret"),
        carrier=Carrier.IN_PROCESS,
        world=world,
        rng=seeded(7),
    )
    driving = asyncio.create_task(member.run())
    try:
        yield Ride(world, member, driving)
    finally:
        driving.cancel()
        await asyncio.wait([driving])
        await flash.close()
        await truth.close()


def lives(reports: list[StoredReport]) -> set[int]:
    return {stored.boot.boot_count for stored in reports}


def ahead_days(reports: list[StoredReport]) -> list[int]:
    """How far the wall clock is ahead of the monotonic one, which began in this boot."""
    return [round((s.report.wall_ms - s.report.uptime_ms) / DAY_MS) for s in reports] or [0]


def cut(at_s: float, lasts_s: float = 30) -> LinkEvent:
    begins_s = EPOCH_S + at_s
    return LinkEvent(at_s=begins_s, until_s=begins_s + lasts_s, kind=Upset.POWER_CUT)


def jump(at_s: float, shift_s: float) -> LinkEvent:
    begins_s = EPOCH_S + at_s
    return LinkEvent(at_s=begins_s, until_s=begins_s, kind=Upset.CLOCK_JUMP, shift_s=shift_s)


@pytest.mark.slow
async def test_a_power_cut_is_a_new_boot_that_wakes_up_in_1970(tmp_path: Path) -> None:
    """It ends a life of the unit; what is on board stays there, the wall clock does not."""
    async with riding(tmp_path, GOOD, cut(400)) as ride:
        reports = await ride.reports_when(lambda so_far: {2} <= lives(so_far))
        assert lives(reports) == {1, 2}
        assert ride.world.account.power_failures == 1
        assert all(
            (stored.report.wall_ms < YEAR_MS) is (stored.boot.boot_count > 1)
            for stored in reports
        )


@pytest.mark.slow
async def test_a_doubtful_clock_starts_in_1970_and_jumps(tmp_path: Path) -> None:
    """The wall clock is as wrong as the profile says; the monotonic one goes on."""
    async with riding(tmp_path, FORGETFUL, jump(400, 100 * DAY_MS / 1000)) as ride:
        reports = await ride.reports_when(lambda stored: ahead_days(stored)[-1] > 0)
        assert set(ahead_days(reports)) == {0, 100}
        assert ahead_days(reports) == sorted(ahead_days(reports))
        assert all(stored.report.uptime_ms < DAY_MS for stored in reports)


async def test_who_signs_off_in_the_dark_ends_all_the_same(tmp_path: Path) -> None:
    """The wish is remembered while the unit has no power: its next boot is its last."""
    async with riding(tmp_path, GOOD, cut(20, lasts_s=86_400)) as ride:
        async with asyncio.timeout(30):
            while not ride.world.account.power_failures:  # noqa: ASYNC110 - it has no event
                await asyncio.sleep(0.01)
        ride.member.sign_off()
        ride.member.close_down()
        await asyncio.wait_for(asyncio.shield(ride.driving), 20)


async def test_who_signs_off_before_the_first_boot_ends(tmp_path: Path) -> None:
    """There is no unit yet to be told: it is when it comes."""
    async with riding(tmp_path, GOOD) as ride:
        ride.member.sign_off()
        ride.member.close_down()
        await asyncio.wait_for(asyncio.shield(ride.driving), 20)
