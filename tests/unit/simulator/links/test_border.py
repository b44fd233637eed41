"""What links do to MQTT, seen by a client and a server on real sockets."""

import asyncio
from dataclasses import replace

import pytest

from simulator.agent.mqtt import packets
from simulator.agent.mqtt.packets import Credentials, Will
from simulator.links.impostor import LOGIN_PAGE
from simulator.links.link import DirectLink, ProxyLink
from simulator.links.packet_stream import DUP, PacketStream
from simulator.links.profile import Disorder, Outage
from simulator.links.profiles import GOOD
from simulator.links.proxy import Proxy
from simulator.links.weather import LinkEvent, Weather
from tests.fix_links import FAST, Client, Echo, dial, hangs_up, opened, world
from tests.fix_simulator import seeded

CONNECT = packets.connect(
    Credentials(client_id="car", username="car", password="secret"), 60, Will("t", b"gone")
)
SUBSCRIBE = packets.subscribe(7, "v1/car/commands")


def report(number: int) -> bytes:
    return packets.publish(number, "v1/car/telemetry", number.to_bytes(2))


async def rest_of(client: Client) -> bytes:
    """All that comes until the connection ends."""
    async with asyncio.timeout(30):
        return await client.reader.read()


@pytest.mark.parametrize(
    ("outage", "code"), [(Outage.UNAVAILABLE, 3), (Outage.UNAUTHORISED, 5)]
)
async def test_a_refused_connect_never_reaches_the_broker(
    proxy: Proxy, echo: Echo, outage: Outage, code: int
) -> None:
    """CONNACK with the return code, then the end; afterwards the broker answers again."""
    proxy.go_down(outage)
    client = await dial(proxy)
    client.writer.write(CONNECT)
    assert await rest_of(client) == bytes([0x20, 2, 0, code])
    await hangs_up(client)
    assert (proxy.tally.refused, bytes(echo.heard)) == (1, b"")
    proxy.come_up()
    again = await dial(proxy)
    assert await again.echo(CONNECT) == CONNECT
    await hangs_up(again)


async def test_a_denied_subscription_never_reaches_the_broker(proxy: Proxy, echo: Echo) -> None:
    """SUBACK with 0x80 for a while, then it is granted; all else passes all the time."""
    proxy.go_down(Outage.DENIED)
    client = await dial(proxy)
    assert await client.echo(CONNECT) == CONNECT
    client.writer.write(SUBSCRIBE + report(1))
    assert sorted([await client.hear(5), await client.hear(len(report(1)))]) == sorted(
        [b"\x90\x03\x00\x07\x80", report(1)]
    )
    proxy.come_up()
    assert await client.echo(SUBSCRIBE) == SUBSCRIBE
    assert proxy.tally.denied == 1
    assert bytes(echo.heard) == CONNECT + report(1) + SUBSCRIBE
    await hangs_up(client)


async def test_a_denial_does_not_wait_for_the_broker(proxy: Proxy) -> None:
    """A client that subscribes before it has heard of the broker is answered as well."""
    proxy.go_down(Outage.DENIED)
    client = await dial(proxy)
    client.writer.write(CONNECT + SUBSCRIBE)
    heard = await client.hear(len(CONNECT) + 5)
    assert b"\x90\x03\x00\x07\x80" in {heard[:5], heard[-5:]}
    await hangs_up(client)


async def test_a_login_page_answers_in_place_of_the_broker(proxy: Proxy, echo: Echo) -> None:
    """HTTP where MQTT is spoken, or silence; who logs in gets through with a new connection."""
    old = await dial(proxy)
    await old.echo(CONNECT)
    proxy.go_down(Outage.CAPTIVE)
    clients = [await dial(proxy) for _ in range(12)]
    for client in clients:
        client.writer.write(CONNECT)
    shown = [b"" if await client.is_silent() else await rest_of(client) for client in clients]
    assert {page[1:] for page in shown} == {b"", LOGIN_PAGE[2:]}
    assert proxy.tally.captive == 12
    proxy.come_up()
    again = await dial(proxy)
    assert await again.echo(CONNECT) == CONNECT
    assert await old.is_silent()
    assert bytes(echo.heard) == CONNECT * 2
    for client in (old, again, *clients):
        await hangs_up(client)


async def test_reports_arrive_twice_and_in_another_order(echo: Echo) -> None:
    """The server hears every report, some again with DUP, some behind later ones."""
    profile = replace(FAST, disorder=Disorder(twice=0.3, held=0.3))
    sent = [report(number) for number in range(1, 60)]
    async with opened(echo.address, profile) as proxy:
        client = await dial(proxy)
        client.writer.write(b"".join([CONNECT, *sent, packets.DISCONNECT]))
        await hangs_up(client)
        await echo.nobody_left()
    first, *reports, last = PacketStream().feed(bytes(echo.heard))
    originals = [each for each in reports if not each[0] & DUP]
    assert (first, last) == (CONNECT, packets.DISCONNECT)
    assert sorted(originals) == sorted(sent)
    assert originals != sent
    assert len(reports) - len(sent) == proxy.tally.repeated > 0
    assert proxy.tally.held_back > 0


async def test_a_held_report_goes_when_its_time_has_come(echo: Echo) -> None:
    """Though nothing follows it."""
    profile = replace(FAST, disorder=Disorder(twice=0.0, held=1.0, longest_s=6.0))
    async with opened(echo.address, profile) as proxy:
        client = await dial(proxy)
        client.writer.write(CONNECT + report(1))
        assert await client.hear(len(CONNECT)) == CONNECT
        assert await client.is_silent()
        assert await client.hear(len(report(1))) == report(1)
        await hangs_up(client)


async def test_what_is_held_goes_before_the_end(echo: Echo) -> None:
    """A client that hangs up has still said all that it said."""
    profile = replace(FAST, disorder=Disorder(twice=0.0, held=1.0, longest_s=1e6))
    async with opened(echo.address, profile) as proxy:
        client = await dial(proxy)
        client.writer.write(CONNECT + report(1) + b"\x30")
        await hangs_up(client)
        await echo.nobody_left()
    assert bytes(echo.heard) == CONNECT + report(1) + b"\x30"


async def test_a_link_lives_with_its_weather(echo: Echo) -> None:
    """It goes down and up at the times of its forecast, in world time."""
    clock = world(200.0)
    now_s = clock.now()
    outage = LinkEvent(at_s=now_s + 20, until_s=now_s + 60, kind=Outage.DETACHED)
    weather = Weather(profile=FAST, seed=7, vin="W0VZZZE1XSB000001", given=(outage,))
    link = ProxyLink(Proxy(echo.address, weather, seeded(7), clock), weather, clock)
    await link.open()
    running = asyncio.create_task(link.run())
    seen = set()
    async with asyncio.timeout(30):
        while clock.now() < outage.until_s or link.proxy.is_down:
            seen.add((outage.at_s <= clock.now() < outage.until_s, link.proxy.is_down))
            await asyncio.sleep(0.002)
    assert {(False, False), (True, True)} <= seen
    running.cancel()
    await asyncio.wait([running])
    await link.close()


async def test_calm_weather_ends_an_outage(echo: Echo) -> None:
    """A link whose weather is called off is up."""
    clock = world(1.0)
    outage = LinkEvent(at_s=clock.now() - 10, until_s=clock.now() + 1000, kind=Outage.HALF_OPEN)
    weather = Weather(profile=FAST, seed=7, vin="W0VZZZE1XSB000001", given=(outage,))
    link = ProxyLink(Proxy(echo.address, weather, seeded(7), clock), weather, clock)
    await link.open()
    running = asyncio.create_task(link.run())
    await asyncio.sleep(0.02)
    assert link.proxy.is_down
    running.cancel()
    await asyncio.wait([running])
    assert not link.proxy.is_down
    await link.close()


async def test_a_direct_link_leads_to_the_broker_itself() -> None:
    """No socket of its own, the same signal, and nothing that ever happens."""
    weather = Weather(profile=GOOD, seed=7, vin="W0VZZZE1XSB000001")
    link = DirectLink(("broker.example", 1883), weather)
    await link.open()
    await link.run()
    assert (link.address, link.signal_strength_dbm) == (("broker.example", 1883), GOOD.up_dbm)
    await link.close()
