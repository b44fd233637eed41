"""A link between a client and an echo server, all of them real sockets on loopback."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from simulator.links.profile import LinkProfile
from simulator.links.proxy import Proxy
from simulator.links.weather import Weather
from simulator.world_clock import WorldClock
from tests.fix_simulator import seeded

FAST = LinkProfile(
    name="fast", latency_s=0.0, jitter_s=0.0, up_bytes_per_s=1e9, down_bytes_per_s=1e9
)
SOON_S = 0.05


@dataclass
class Echo:
    """A server that sends back what it gets, and counts who is connected."""

    server: asyncio.Server | None = None
    writers: set[asyncio.StreamWriter] = field(default_factory=set)
    heard: bytearray = field(default_factory=bytearray)
    left: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def address(self) -> tuple[str, int]:
        assert self.server is not None
        host, port = self.server.sockets[0].getsockname()[:2]
        return host, port

    async def nobody_left(self) -> None:
        async with asyncio.timeout(30):
            await self.left.wait()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writers.add(writer)
        self.left.clear()
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(65536):
                self.heard += data
                writer.write(data)
                await writer.drain()
        self.writers.discard(writer)
        writer.close()
        if not self.writers:
            self.left.set()


@dataclass
class Client:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def echo(self, data: bytes) -> bytes:
        self.writer.write(data)
        return await self.hear(len(data))

    async def hear(self, length: int) -> bytes:
        async with asyncio.timeout(30):
            return await self.reader.readexactly(length)

    async def is_silent(self) -> bool:
        try:
            async with asyncio.timeout(SOON_S):
                await self.reader.read(1)
        except TimeoutError:
            return True
        return False


@pytest.fixture
async def echo() -> AsyncIterator[Echo]:
    echo = Echo()
    echo.server = await asyncio.start_server(echo.serve, "127.0.0.1", 0)
    yield echo
    echo.server.close()
    for writer in tuple(echo.writers):
        writer.transport.abort()
    await asyncio.sleep(0)


@pytest.fixture
async def proxy(echo: Echo) -> AsyncIterator[Proxy]:
    async with opened(echo.address, FAST) as proxy:
        yield proxy


@asynccontextmanager
async def opened(
    upstream: tuple[str, int], profile: LinkProfile, speed: float = 60.0
) -> AsyncIterator[Proxy]:
    """A proxy before a server, in a world of this speed."""
    weather = Weather(profile=profile, seed=7, vin="W0VZZZE1XSB000001")
    proxy = Proxy(upstream, weather, seeded(7), world(speed))
    await proxy.start()
    try:
        yield proxy
    finally:
        await proxy.close()


def world(speed: float) -> WorldClock:
    now = time.time()
    return WorldClock(wall_origin=now, world_origin=now, speed=speed)


async def dial(proxy: Proxy) -> Client:
    return Client(*await asyncio.open_connection(*proxy.address))


async def hangs_up(client: Client) -> None:
    client.writer.close()
    with contextlib.suppress(ConnectionError):
        await client.writer.wait_closed()
