"""A proxy between a client and an echo server, both of them real sockets on loopback."""

import asyncio
from dataclasses import replace

import pytest

from simulator.links.burst_loss import BurstLoss
from simulator.links.profile import Outage, Quota
from simulator.links.proxy import Proxy
from tests.fix_links import FAST, SOON_S, Echo, dial, hangs_up, opened
from tests.fix_simulator import seeded


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
    async with opened(echo.address, replace(FAST, latency_s=6.0)) as proxy:
        client = await dial(proxy)
        started = asyncio.get_running_loop().time()
        assert await client.echo(b"ping") == b"ping"
        assert asyncio.get_running_loop().time() - started >= 0.2
        await hangs_up(client)


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
    async with opened(address, FAST) as proxy:
        client = await dial(proxy)
        with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
            await client.hear(1)
        await hangs_up(client)


async def test_each_direction_has_its_own_rate(echo: Echo) -> None:
    """60 kB at 60 kB/s up and 20 kB/s down take three seconds of the world and a bit."""
    slow = replace(FAST, up_bytes_per_s=60_000, down_bytes_per_s=20_000)
    async with opened(echo.address, slow, speed=10.0) as proxy:
        client = await dial(proxy)
        started = asyncio.get_running_loop().time()
        await client.echo(bytes(60_000))
        assert asyncio.get_running_loop().time() - started >= 0.3
        assert (proxy.tally.up_bytes, proxy.tally.down_bytes) == (60_000, 60_000)
        await hangs_up(client)


async def test_a_used_up_quota_slows_down(echo: Echo) -> None:
    """What goes beyond the volume crawls, in both directions."""
    quota = Quota(period_bytes=1000, period_s=1e12, then_bytes_per_s=100)
    async with opened(echo.address, replace(FAST, quota=quota), speed=100.0) as proxy:
        client = await dial(proxy)
        await client.echo(bytes(500))
        started = asyncio.get_running_loop().time()
        await client.echo(bytes(1000))
        assert asyncio.get_running_loop().time() - started >= 0.2
        await hangs_up(client)


async def test_a_lost_segment_costs_a_timer(echo: Echo) -> None:
    """What is lost arrives all the same, in order, after retransmissions that are counted."""
    loss = BurstLoss(good_s=1, bad_s=1, in_good=0.5, in_bad=0.5)
    async with opened(echo.address, replace(FAST, loss=loss), speed=1000.0) as proxy:
        client = await dial(proxy)
        data = seeded(3).randbytes(100_000)
        started = asyncio.get_running_loop().time()
        assert await client.echo(data) == data
        assert asyncio.get_running_loop().time() - started >= 0.001
        assert proxy.tally.up_bytes == len(data)
        assert proxy.tally.lost_segments > 20
        assert proxy.tally.resent_bytes > 20 * 1000
        await hangs_up(client)


async def test_a_detached_car_is_told_and_its_broker_is_not(proxy: Proxy, echo: Echo) -> None:
    """The modem knows that its network is gone; the other side keeps a dead connection."""
    client = await dial(proxy)
    await client.echo(b"ping")
    proxy.go_down(Outage.DETACHED)
    with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
        await client.hear(1)
    turned_away = await dial(proxy)
    with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
        await turned_away.hear(1)
    proxy.come_up()
    await asyncio.sleep(SOON_S)
    assert len(echo.writers) == 1
    for each in (client, turned_away):
        await hangs_up(each)


async def test_tcp_notices_late_that_a_stall_is_over(echo: Echo) -> None:
    """What was sent into a stall waits for the timer of RFC 6298, for a second at least."""
    async with opened(echo.address, FAST, speed=5.0) as proxy:
        client = await dial(proxy)
        await client.echo(b"ping")
        proxy.go_down(Outage.STALL)
        client.writer.write(b"later")
        assert await client.is_silent()
        proxy.come_up()
        assert await client.is_silent()
        assert await client.hear(5) == b"later"
        await hangs_up(client)
