"""A unit's TLS: what it shows, whom it trusts, and what it says when that comes to nothing."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gateway.domain.vin import Vin
from gateway.identity.authority import AUTHORITY_NAME, Authority
from simulator.agent.mqtt.connection import MqttConnection
from simulator.agent.mqtt.errors import ConnectionLost, IdentityRefused
from simulator.agent.mqtt.packets import Credentials, Will
from simulator.agent.mqtt.passport import Passport, told
from simulator.links.proxy import Proxy
from simulator.links.weather import Weather
from tests.fix_links import FAST, world
from tests.fix_simulator import seeded

VIN = Vin("WVWZZZ1KZ8W100001")
ACCEPTED = b"\x20\x02\x00\x00"
DAY = timedelta(days=1)


@dataclass
class Ground:
    """A folder with an authority in it, and a broker that notes whose certificates it saw."""

    folder: Path
    port: int = 0
    seen: list[str] = field(default_factory=list)

    @property
    def trust(self) -> Path:
        return self.folder / AUTHORITY_NAME

    @property
    def pem(self) -> Path:
        return self.folder / "car.pem"

    def issue(self) -> str:
        """A certificate for the car, in place of the one that it had; its serial."""
        authority = Authority.open(self.folder, datetime.now(UTC))
        issued, record = authority.sign_vehicle(VIN, datetime.now(UTC), DAY, "a test")
        draft = self.folder / "draft"
        draft.write_text(issued.pem)
        draft.replace(self.pem)
        return record.serial

    async def greet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """The MQTT of this broker is a CONNACK."""
        shown = writer.get_extra_info("peercert") or {}
        self.seen.append(shown.get("serialNumber", "").lower().lstrip("0"))
        await reader.read(1000)
        writer.write(ACCEPTED)
        await reader.read()
        writer.close()


@pytest.fixture
async def ground(tmp_path: Path) -> AsyncIterator[Ground]:
    ground, now = Ground(tmp_path), datetime.now(UTC)
    server_pem = tmp_path / "server.pem"
    authority = Authority.open(tmp_path, now)
    server_pem.write_text(authority.sign_server(["broker.example"], now, DAY).pem)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=ground.trust)
    context.load_cert_chain(server_pem)
    context.verify_mode = ssl.CERT_OPTIONAL
    server = await asyncio.start_server(ground.greet, "127.0.0.1", 0, ssl=context)
    ground.port = server.sockets[0].getsockname()[1]
    yield ground
    server.close()
    await server.wait_closed()


async def connect(address: tuple[str, int], passport: Passport | None) -> None:
    async with asyncio.timeout(10):
        connection = await MqttConnection.open(
            address,
            Credentials(client_id=VIN.text),
            Will("v1/VIN/presence", b""),
            keepalive_s=60,
            on_message=lambda _: None,
            passport=passport,
        )
    connection.disconnect()
    async with asyncio.timeout(10):
        await asyncio.wait({connection.closed})


async def test_a_renewed_certificate_is_shown_from_the_next_connection_on(
    ground: Ground,
) -> None:
    """Without a restart: the file is looked at each time."""
    passport = Passport("broker.example", ground.trust, ground.pem)
    first = ground.issue()
    await connect(("127.0.0.1", ground.port), passport)
    second = ground.issue()
    await connect(("127.0.0.1", ground.port), passport)
    assert ground.seen == [first, second]


async def test_without_a_file_nothing_is_shown(ground: Ground) -> None:
    """As a car does that only checks its broker."""
    await connect(("127.0.0.1", ground.port), Passport("broker.example", ground.trust, None))
    assert ground.seen == [""]


@pytest.mark.parametrize(
    ("name", "trust", "words"),
    [
        ("other.example", AUTHORITY_NAME, "Hostname mismatch"),
        ("broker.example", None, "unable to get local issuer|self-signed certificate"),
    ],
)
async def test_a_broker_that_is_not_ours_is_named_as_such(
    ground: Ground, name: str, trust: str | None, words: str
) -> None:
    """By its name, or by the authority that it comes from; nothing has been said to it."""
    passport = Passport(name, ground.folder / trust if trust else None, None)
    with pytest.raises(IdentityRefused, match=f"the broker's certificate: .*({words})"):
        await connect(("127.0.0.1", ground.port), passport)
    assert ground.seen == []


async def test_files_that_cannot_be_read_are_our_own_trouble(ground: Ground) -> None:
    """Neither the broker nor the network is blamed."""
    with pytest.raises(IdentityRefused, match="our own files"):
        await connect(("127.0.0.1", ground.port), Passport("x", ground.trust, ground.pem))
    ground.pem.write_text("rubbish")
    with pytest.raises(IdentityRefused, match="our own files"):
        await connect(("127.0.0.1", ground.port), Passport("x", ground.trust, ground.pem))


async def test_who_speaks_no_tls_is_not_our_broker() -> None:
    """A login page in its place is a bad network, not a refused certificate."""

    async def page(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1000)
        writer.write(b"HTTP/1.1 302 Found\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(page, "127.0.0.1", 0)
    with pytest.raises(ConnectionLost, match="no TLS"):
        await connect(server.sockets[0].getsockname()[:2], Passport("x", None, None))
    server.close()
    await server.wait_closed()


@pytest.mark.parametrize(
    ("alert", "words"),
    [
        ("SSLV3_ALERT_CERTIFICATE_EXPIRED", "has expired"),
        ("TLSV1_ALERT_UNKNOWN_CA", "authority that the broker does not know"),
        ("SSLV3_ALERT_CERTIFICATE_REVOKED", "is revoked"),
        ("TLSV13_ALERT_CERTIFICATE_REQUIRED", "wants a certificate"),
        ("SSLV3_ALERT_BAD_CERTIFICATE", "does not take our certificate"),
    ],
)
def test_each_alert_has_its_words(alert: str, words: str) -> None:
    """What OpenSSL calls it helps nobody who looks for a car that is silent."""
    error = ssl.SSLError(1, alert)
    error.reason = alert
    assert words in str(told(error))
    assert isinstance(told(error), IdentityRefused)


@asynccontextmanager
async def spoken_for(ground: Ground) -> AsyncIterator[Proxy]:
    """A proxy that speaks TLS for the car."""
    passport = Passport("broker.example", ground.trust, ground.pem)
    weather = Weather(profile=FAST, seed=7, vin=VIN.text)
    proxy = Proxy(("127.0.0.1", ground.port), weather, seeded(7), world(60), passport)
    await proxy.start()
    yield proxy
    await proxy.close()


async def test_a_link_that_reads_packets_shows_the_cars_certificate(ground: Ground) -> None:
    """Plain text as far as the link, which is part of the car; TLS from there."""
    serial = ground.issue()
    async with spoken_for(ground) as proxy:
        await connect(proxy.address, None)
    assert ground.seen == [serial]


async def test_tls_goes_through_a_link_that_reads_nothing(ground: Ground) -> None:
    """End to end: the link cannot tell what is said."""
    serial = ground.issue()
    passport = Passport("broker.example", ground.trust, ground.pem)
    weather = Weather(profile=FAST, seed=7, vin=VIN.text)
    proxy = Proxy(("127.0.0.1", ground.port), weather, seeded(7), world(60))
    await proxy.start()
    await connect(proxy.address, passport)
    await proxy.close()
    assert ground.seen == [serial]
