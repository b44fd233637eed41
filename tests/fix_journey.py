"""A story with one car: a gateway, the car behind a link that the test shuts, a technician."""

import asyncio
import json
import random
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from playwright.async_api import Browser, Page
from psycopg import sql

from gateway.settings import Settings
from gateway.wiring.accounts import CREDENTIALS_NAME
from gateway.wiring.command_key import PUBLIC_NAME
from gateway.wiring.serve import Running, serving
from simulator.agent import ledger, outbox
from simulator.agent.database import Database
from simulator.agent.ledger import Ledger
from simulator.agent.mqtt.packets import Credentials
from simulator.agent.outbox import Outbox
from simulator.car.car import Car
from simulator.carriers.carrier import Carrier
from simulator.faults.root_cause import RootCauseId
from simulator.faults.truth import InjectedFault
from simulator.fleet import account
from simulator.fleet.account import Account, Change
from simulator.fleet.member import Member, World
from simulator.garage.garage import RegisteredCar, draw_garage, write_garage
from simulator.links.link import ProxyLink
from simulator.links.profiles import GOOD
from simulator.links.proxy import Proxy
from simulator.links.weather import Weather
from simulator.world_clock import WorldClock
from tests.fix_browser import DESK, Trouble

SPEED = 30.0
MORNING = datetime(2026, 11, 18, 9, tzinfo=UTC)  # a Wednesday without a holiday
ONSET_AFTER_S = 300.0  # of the world, after the car has been made
WITHIN_WALL_S = 300.0
LOOK_EVERY_WALL_S = 0.02


class Workbench(Account):
    """The car's account; a component is changed only once `let` is set."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.let = asyncio.Event()

    async def write_change(self, vin: str, change: Change) -> None:
        await self.let.wait()
        await super().write_change(vin, change)


@dataclass(frozen=True, kw_only=True)
class Story:
    """`link` goes down and comes up as the test says; `bench.let` lets a reset happen."""

    car: Car
    member: Member
    link: Proxy
    bench: Workbench
    page: Page
    trouble: Trouble
    dsn: str

    @property
    def address(self) -> str:
        return f"/vehicles/{self.car.vin}"

    async def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What the store holds; a psycopg query without parameters."""
        async with await psycopg.AsyncConnection.connect(self.dsn) as connection:
            return await (await connection.execute(query.encode())).fetchall()

    @asynccontextmanager
    async def held_up(self, table: str) -> AsyncIterator[None]:
        """Whoever wants to write to this table waits until the block ends; readers do not."""
        async with await psycopg.AsyncConnection.connect(self.dsn) as connection:
            name = sql.Identifier(table)
            await connection.execute(sql.SQL("lock table {} in share mode").format(name))
            yield


@dataclass(frozen=True)
class Stage:
    """Where stories are played, one after the other."""

    browser: Browser
    folder: Path
    dsn: str

    @asynccontextmanager
    async def story(self, cause: str, *, seed: int = 7) -> AsyncIterator[Story]:
        """A car with this root cause on the road, and the technician signed in.

        Afterwards the page must have had no trouble.
        """
        [registered] = draw_garage(1, seed)
        settings = self._settings(registered)
        async with (
            serving(settings, user="R. Meyer") as running,
            _page(self.browser, running) as (page, trouble),
            _on_the_road(registered, settings, running, cause) as (member, link, bench),
        ):
            yield Story(
                car=member.car,
                member=member,
                link=link,
                bench=bench,
                page=page,
                trouble=trouble,
                dsn=self.dsn,
            )

    def _settings(self, registered: RegisteredCar) -> Settings:
        garage = self.folder / "garage.json"
        write_garage([registered], garage)
        centres = self.folder / "service_centres.toml"
        document = resources.files("gateway.demo") / "service_centres.toml"
        centres.write_text(document.read_text())
        return Settings(
            data=self.folder,
            plain_text=True,
            database=self.dsn,
            vehicles=garage,
            centres=centres,
            port=0,
            speed=SPEED,
            wall_origin=time.time(),
            world_origin=MORNING.timestamp(),
        )


@pytest.fixture
def stage(browser: Browser, open_folder: Path, dsn: str) -> Stage:
    """A data folder, a database and a browser; skipped where there is no browser."""
    return Stage(browser, Path(tempfile.mkdtemp(prefix="story-", dir=open_folder)), dsn)


async def until(holds: Callable[[], bool], within_s: float = WITHIN_WALL_S) -> None:
    """Waits for a condition outside the page; raises TimeoutError."""
    async with asyncio.timeout(within_s):
        while not holds():  # noqa: ASYNC110 -- the simulated car tells nobody
            await asyncio.sleep(LOOK_EVERY_WALL_S)


async def open_job(page: Page) -> None:
    """From the car's page to the board of the centre where it is booked, to the job."""
    await page.locator(".appointment").get_by_role("link", name="Service Centre").click()
    await page.locator("a.job").click()
    await page.wait_for_url("**/service/jobs/*")


@asynccontextmanager
async def _page(browser: Browser, running: Running) -> AsyncIterator[tuple[Page, Trouble]]:
    context = await browser.new_context(
        base_url=running.console, viewport=DESK, color_scheme="light", locale="en-GB"
    )
    trouble = Trouble(urlsplit(running.console).netloc)
    await context.route("**/*", trouble.stay_home)
    page = await context.new_page()
    trouble.watch(page)
    try:
        await page.goto(running.sign_in)
        await page.get_by_role("button", name="Sign in").click()
        await page.wait_for_url("**/")
        yield page, trouble
        assert trouble.seen == []
    finally:
        await context.close()


@asynccontextmanager
async def _on_the_road(
    registered: RegisteredCar, settings: Settings, running: Running, cause: str
) -> AsyncIterator[tuple[Member, Proxy, Workbench]]:
    clock = WorldClock(
        wall_origin=settings.wall_origin,
        world_origin=settings.world_origin,
        speed=settings.speed,
    )
    flash = Database.open(settings.data / "unit.sqlite", outbox.SCHEMA + ledger.SCHEMA)
    truth = Database.open(settings.data / "truth.sqlite", account.SCHEMA)
    bench = Workbench(truth)
    world = World(
        clock=clock,
        outbox=Outbox(flash),
        ledger=Ledger(flash),
        account=bench,
        public_key=_public_key(settings.data),
        tick_s=1.0,
    )
    member, proxy = _member(registered, settings, running, world, cause)
    driving = asyncio.create_task(member.run())
    try:
        yield member, proxy, bench
    finally:
        driving.cancel()
        await asyncio.wait([driving])
        await flash.close()
        await truth.close()


def _member(
    registered: RegisteredCar, settings: Settings, running: Running, world: World, cause: str
) -> tuple[Member, Proxy]:
    now_s = world.clock.now()
    fault = InjectedFault(RootCauseId(cause), now_s + ONSET_AFTER_S)
    car = Car.build(registered.vin, 7, [fault], start_s=now_s)
    broker = urlsplit(running.broker)
    rng = random.Random(7)  # noqa: S311 -- reproducible on purpose
    weather = Weather(profile=GOOD, seed=7, vin=car.vin)
    proxy = Proxy((broker.hostname or "", broker.port or 0), weather, rng, world.clock)
    passwords = json.loads((settings.data / CREDENTIALS_NAME).read_text())
    member = Member(
        car=car,
        link=ProxyLink(proxy, weather, world.clock),
        credentials=Credentials(
            client_id=car.vin, username=car.vin, password=passwords[car.vin]
        ),
        carrier=Carrier.ISO_TP,
        world=world,
        rng=rng,
    )
    return member, proxy


def _public_key(data: Path) -> Ed25519PublicKey:
    key = load_pem_public_key((data / PUBLIC_NAME).read_bytes())
    assert isinstance(key, Ed25519PublicKey)
    return key
