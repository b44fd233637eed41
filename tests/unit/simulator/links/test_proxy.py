"""A proxy between a client and an echo server, both of them real sockets on loopback."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from simulator.links.profile import LinkProfile, Outage
from simulator.links.proxy import Proxy
from tests.fix_simulator import seeded

FAST = LinkProfile(name="fast", latency_s=0.0, jitter_s=0.0, bytes_per_s=1e9)
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
        async with asyncio.timeout(5):
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
        async with asyncio.timeout(5):
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
    proxy = Proxy(echo.address, FAST, seeded(7), speed=1.0)
    await proxy.start()
    yield proxy
    await proxy.close()


async def dial(proxy: Proxy) -> Client:
    return Client(*await asyncio.open_connection(*proxy.address))


async def hangs_up(client: Client) -> None:
    client.writer.close()
    with contextlib.suppress(ConnectionError):
        await client.writer.wait_closed()


@pytest.mark.parametrize("size", [1, 65_536, 3_000_000])
async def test_bytes_pass_in_order(proxy: Proxy, size: int) -> None:
    """Whatever goes in comes out unchanged, also more than is buffered."""
    client = await dial(proxy)
    data = bytes(seeded(size).randbytes(size))
    client.writer.write(data)
    assert await client.hear(size) == data
    await hangs_up(client)


async def test_a_delay_holds_in_each_direction(echo: Echo) -> None:
    """World latency is divided by the speed of the world, and counted both ways."""
    slow = LinkProfile(name="slow", latency_s=6.0, jitter_s=0.0, bytes_per_s=1e9)
    proxy = Proxy(echo.address, slow, seeded(7), speed=60.0)
    await proxy.start()
    client = await dial(proxy)
    started = asyncio.get_running_loop().time()
    assert await client.echo(b"ping") == b"ping"
    assert asyncio.get_running_loop().time() - started >= 0.2
    await hangs_up(client)
    await proxy.close()


async def test_a_reset_is_heard_at_once(proxy: Proxy, echo: Echo) -> None:
    """Both sides lose the connection, and new ones are turned away until the link is up."""
    client = await dial(proxy)
    await client.echo(b"ping")
    proxy.go_down(Outage.RESET)
    with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
        await client.hear(1)
    turned_away = await dial(proxy)
    with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
        await turned_away.hear(1)
    proxy.come_up()
    again = await dial(proxy)
    assert await again.echo(b"ping") == b"ping"
    for each in (client, turned_away, again):
        await hangs_up(each)
    await echo.nobody_left()


async def test_a_stall_goes_on_afterwards(proxy: Proxy) -> None:
    """Nothing moves while the link is down; then what was sent meanwhile arrives."""
    client = await dial(proxy)
    await client.echo(b"ping")
    proxy.go_down(Outage.STALL)
    client.writer.write(b"later")
    assert await client.is_silent()
    proxy.come_up()
    assert await client.hear(5) == b"later"
    await hangs_up(client)


async def test_a_connection_of_a_stall_reaches_the_broker_afterwards(proxy: Proxy) -> None:
    """A connection attempt without a network is retried by TCP, not refused."""
    proxy.go_down(Outage.STALL)
    client = await dial(proxy)
    client.writer.write(b"hello")
    assert await client.is_silent()
    proxy.come_up()
    assert await client.hear(5) == b"hello"
    await hangs_up(client)


async def test_half_open_tells_nobody(proxy: Proxy, echo: Echo) -> None:
    """The old connection stays silent for ever on both sides; a new one works."""
    client = await dial(proxy)
    await client.echo(b"ping")
    proxy.go_down(Outage.HALF_OPEN)
    proxy.come_up()
    client.writer.write(b"lost")
    assert await client.is_silent()
    again = await dial(proxy)
    assert await again.echo(b"ping") == b"ping"
    assert len(echo.writers) == 2
    for each in (client, again):
        await hangs_up(each)


async def test_a_stranded_server_is_not_told_that_the_car_is_gone(
    proxy: Proxy, echo: Echo
) -> None:
    """A car without power sends no goodbye: its broker still believes in the connection."""
    client = await dial(proxy)
    await client.echo(b"ping")
    proxy.strand()
    await hangs_up(client)
    await asyncio.sleep(SOON_S)
    assert len(echo.writers) == 1


async def test_an_orderly_end_passes_through(proxy: Proxy, echo: Echo) -> None:
    """What was sent before the end arrives before it, and then the end."""
    client = await dial(proxy)
    await client.echo(b"hello ")
    client.writer.write(b"goodbye")
    await hangs_up(client)
    await echo.nobody_left()
    assert echo.heard == b"hello goodbye"


async def test_without_a_broker_the_car_is_turned_away(echo: Echo) -> None:
    """An upstream that refuses ends the car's connection, it does not hang."""
    assert echo.server is not None
    address = echo.address
    echo.server.close()
    proxy = Proxy(address, FAST, seeded(7), speed=1.0)
    await proxy.start()
    client = await dial(proxy)
    with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
        await client.hear(1)
    await hangs_up(client)
    await proxy.close()
