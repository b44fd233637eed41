"""The console over an invented world, served on a free port of this machine."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import ClientSession, DummyCookieJar, web

from gateway.pipeline.bulletin import MemoryBulletin
from gateway.pipeline.memory import MemoryKeyRing
from gateway.web.app import build_app
from gateway.web.sign_in.sessions import COOKIE
from gateway.web.sign_in.tokens import digest, new_link
from tests.fix_api import InventedVerdicts
from tests.fix_console_world import InventedWorld, ManualClock, MemorySignIn

USER = "R. Meyer"
_SESSION = "session-of-a-test"


@dataclass
class Console:
    """The server and everything behind it; `wall_time` rules over sign-in."""

    world: InventedWorld
    sign_in: MemorySignIn
    clock: ManualClock
    verdicts: InventedVerdicts = field(default_factory=InventedVerdicts)
    key_ring: MemoryKeyRing = field(init=False)
    wall_time: datetime = datetime(2026, 11, 18, 13, 5, tzinfo=UTC)
    url: str = ""
    cookies: dict[str, str] = field(default_factory=lambda: {COOKIE: _SESSION})

    def __post_init__(self) -> None:
        self.key_ring = MemoryKeyRing(lambda: self.verdicts.known)

    def wall(self) -> datetime:
        return self.wall_time

    def later(self, **length: float) -> None:
        self.wall_time += timedelta(**length)

    async def link(self) -> str:
        return await new_link(self.sign_in, self.wall, USER)


@pytest.fixture
async def console() -> AsyncIterator[Console]:
    """A running console with nobody signed in."""
    bulletin = MemoryBulletin()
    made = Console(InventedWorld(bulletin), MemorySignIn(), ManualClock())
    app = build_app(
        made.world,
        made.world,
        bulletin,
        made.sign_in,
        made.verdicts,
        made.key_ring,
        made.clock,
        made.wall,
        origin=None,
        notice="Simulated world, 60 times faster than the wall",
    )
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield made
    await runner.cleanup()


@pytest.fixture
async def stranger(console: Console) -> AsyncIterator[ClientSession]:
    """A client without a session that follows no redirect by itself."""
    async with ClientSession(console.url, cookie_jar=DummyCookieJar()) as client:
        yield client


@pytest.fixture
async def technician(console: Console) -> AsyncIterator[ClientSession]:
    """A client with a session."""
    await console.sign_in.add_session(digest(_SESSION), USER, console.wall())
    async with ClientSession(
        console.url,
        cookie_jar=DummyCookieJar(),
        headers={"Cookie": f"{COOKIE}={_SESSION}"},
    ) as client:
        yield client
