"""Brokers that know vehicles by their certificates: the embedded one, and a Mosquitto."""

import asyncio
import getpass
import os
import re
import shutil
import signal
import ssl
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import aiomqtt
import pytest

from gateway.domain.vin import Vin
from gateway.embedded import BrokerAccount, EmbeddedBroker, Guard, gateway_account
from gateway.embedded.launch import Launch
from gateway.embedded.port import any_free
from gateway.embedded.private_file import write_private
from gateway.identity.authority import Authority
from gateway.identity.installation import GATEWAY_NAME, Installation
from gateway.identity.registry_office import RegistryOffice
from gateway.identity.roll import Roll
from gateway.pipeline.identities import Identities
from gateway.pipeline.memory.identities import MemoryIdentities
from simulator.agent.mqtt.connection import MqttConnection
from simulator.agent.mqtt.errors import MqttError
from simulator.agent.mqtt.packets import Credentials, Will
from simulator.agent.mqtt.passport import Passport
from tests.fix_demo import ROOT

HOW_TO = ROOT / "docs/how-to/identities.md"
YEAR = timedelta(days=365)
ONE, OTHER = (Vin(f"WVWZZZ1KZ8W10000{digit}") for digit in (1, 2))
PATIENCE_S = 20.0


def now() -> datetime:
    return datetime.now(UTC)


@dataclass(kw_only=True)
class Registry:
    """An authority, what it has issued, and the files of it."""

    folder: Path
    identities: Identities = field(default_factory=MemoryIdentities)

    @property
    def installation(self) -> Installation:
        return Installation(self.folder)

    @property
    def office(self) -> RegistryOffice:
        installation = self.installation
        return RegistryOffice(
            installation.authority(now()),
            self.identities,
            folder=installation.folder,
            out=self.folder / "vehicles",
            by="a test",
            now=now(),
        )

    async def enrol(self, *vins: Vin) -> None:
        assert [
            outcome async for outcome in self.office.enrol(vins, YEAR) if not outcome.good
        ] == []

    async def renew(self, vin: Vin) -> None:
        [outcome] = [outcome async for outcome in self.office.renew([vin], YEAR)]
        assert outcome.good

    async def revoke(self, vin: Vin) -> None:
        [outcome] = [outcome async for outcome in self.office.revoke([vin])]
        assert outcome.good
        await self.office.publish()

    def pem(self, vin: Vin) -> Path:
        return self.office.path_of(vin)

    def forged(self, vin: Vin) -> Path:
        """A certificate for this vehicle of an authority that nobody knows."""
        return self._signed(vin, Authority.open(self.folder / "forger", now()), now(), YEAR)

    def expired(self, vin: Vin) -> Path:
        """One of our own that was good until a moment ago."""
        authority, issued = self.installation.authority(now()), now() - YEAR
        return self._signed(vin, authority, issued, YEAR - timedelta(seconds=5))

    def unrecorded(self, vin: Vin) -> Path:
        """One of our own that the registry knows nothing of."""
        return self._signed(vin, self.installation.authority(now()), now(), YEAR)

    def _signed(
        self, vin: Vin, authority: Authority, issued: datetime, life: timedelta
    ) -> Path:
        certificate, _ = authority.sign_vehicle(vin, issued, life, "a test")
        path = self.folder / f"{certificate.serial}.pem"
        write_private(path, certificate.pem)
        return path


class GuardedBroker(Protocol):
    """`cuts_off`: a revoked vehicle loses the connection that it has."""

    registry: Registry
    cuts_off: bool

    @property
    def port(self) -> int: ...

    def gateway(self) -> aiomqtt.Client:
        """Hears every vehicle, commands every vehicle; not connected yet."""

    async def revoke(self, vin: Vin) -> None:
        """Returns when the broker knows."""


def client(
    broker: GuardedBroker, pem: Path | None, identifier: str, **options: Any
) -> aiomqtt.Client:
    """Not connected yet."""
    given: dict[str, Any] = {"timeout": PATIENCE_S, **options}
    tls = trusting(broker.registry, pem)
    return aiomqtt.Client(
        "127.0.0.1", broker.port, identifier=identifier, tls_context=tls, **given
    )


def car(broker: GuardedBroker, vin: Vin, **options: Any) -> aiomqtt.Client:
    """As what it is enrolled."""
    return client(broker, broker.registry.pem(vin), vin.text, **options)


def trusting(registry: Registry, pem: Path | None) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=registry.installation.certificate)
    if pem is not None:
        context.load_cert_chain(pem)
    return context


@dataclass(kw_only=True)
class Embedded:
    registry: Registry
    broker: EmbeddedBroker
    roll: Roll
    own: BrokerAccount
    cuts_off: bool = True

    @property
    def port(self) -> int:
        return self.broker.port

    def gateway(self) -> aiomqtt.Client:
        pem = self.registry.installation.client(now())
        return client(
            self, pem, GATEWAY_NAME, username=self.own.username, password=self.own.password
        )

    async def revoke(self, vin: Vin) -> None:
        await self.registry.revoke(vin)
        assert [vin] == await self.roll.refresh()
        await self.broker.put_out(vin)


@dataclass(kw_only=True)
class Mosquitto:
    registry: Registry
    port: int
    process: asyncio.subprocess.Process
    cuts_off: bool = False

    def gateway(self) -> aiomqtt.Client:
        return client(self, self.registry.installation.client(now()), GATEWAY_NAME)

    async def revoke(self, vin: Vin) -> None:
        await self.registry.revoke(vin)
        self.process.send_signal(signal.SIGHUP)
        async with asyncio.timeout(PATIENCE_S):
            while not await turned_away(self, self.registry.pem(vin), vin.text):  # noqa: ASYNC110 -- it tells nobody
                await asyncio.sleep(0.05)


@asynccontextmanager
async def embedded(registry: Registry) -> AsyncIterator[Embedded]:
    roll, own = Roll(registry.identities, now), gateway_account("secret")
    tls = registry.installation.listener(now(), "127.0.0.1", ())
    async with EmbeddedBroker(
        registry.folder, [own], port=any_free(), guard=Guard(tls, roll.admit)
    ) as broker:
        yield Embedded(registry=registry, broker=broker, roll=roll, own=own)


@asynccontextmanager
async def mosquitto(registry: Registry) -> AsyncIterator[Mosquitto]:
    """Configured as in docs/how-to/identities.md; skipped where it is not installed."""
    program = shutil.which("mosquitto", path=f"{os.defpath}:/usr/sbin:/usr/local/sbin")
    if program is None:
        pytest.skip("mosquitto is not installed: apt-get install mosquitto, or tests/prepare")
    folder, port = registry.folder / "mosquitto", any_free()
    folder.mkdir()
    tls = registry.installation.listener(now(), "127.0.0.1", ())
    await registry.office.publish()
    for source in (tls.authority, tls.certificate):
        shutil.copy(source, folder / source.name)
    (folder / "revoked.crl").symlink_to(registry.installation.folder / "revoked.crl")
    _write_as_told(folder, port)
    process = await Launch(argv=[program, "-c", folder / "vdg.conf"], folder=folder).begin()
    try:
        await _listens(port)
        yield Mosquitto(registry=registry, port=port, process=process)
    finally:
        process.terminate()
        await process.wait()


@pytest.fixture(params=["nats", "mosquitto"])
async def guarded(
    request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[GuardedBroker]:
    """Two vehicles are enrolled: ONE and OTHER."""
    registry = Registry(folder=tmp_path)
    await registry.enrol(ONE, OTHER)
    kinds: dict[str, Callable[[Registry], AbstractAsyncContextManager[GuardedBroker]]]
    kinds = {"nats": embedded, "mosquitto": mosquitto}
    async with AsyncExitStack() as stack:
        yield await stack.enter_async_context(kinds[request.param](registry))


def _write_as_told(folder: Path, port: int) -> None:
    """The files of the how-to, on this port and in this folder."""
    told, rights = re.findall(
        r"^```conf\n(.*?)^```", HOW_TO.read_text(), re.MULTILINE | re.DOTALL
    )
    for place in ("/etc/mosquitto/", "/var/lib/mosquitto/"):
        told = told.replace(place, f"{folder}/")
    told = told.replace("listener 8883\n", f"listener {port} 127.0.0.1\n")
    (folder / "vdg.conf").write_text(f"{told}user {getpass.getuser()}\n")
    (folder / "vdg.acl").write_text(rights)


async def _listens(port: int) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.02)
            else:
                writer.close()
                return


async def turned_away(broker: GuardedBroker, pem: Path | None, identifier: str) -> str:
    """What a car would log; empty when it gets in and is heard."""
    authority = broker.registry.installation.certificate
    try:
        async with asyncio.timeout(PATIENCE_S):
            connection = await MqttConnection.open(
                ("127.0.0.1", broker.port),
                Credentials(client_id=identifier),
                Will(f"v1/{identifier}/presence", b"gone"),
                keepalive_s=30,
                on_message=lambda _: None,
                passport=Passport("localhost", authority, pem),
            )
            await connection.publish(f"v1/{identifier}/telemetry", b"hello")
            connection.disconnect()
    except (MqttError, OSError) as error:
        return str(error)
    return ""


async def heard(listener: aiomqtt.Client, *until: bytes) -> Sequence[tuple[str, bytes]]:
    """All that comes until each of these payloads has, with them."""
    found, missing = [], {*until}
    async with asyncio.timeout(PATIENCE_S):
        async for message in listener.messages:
            found.append((str(message.topic), message.payload))
            missing.discard(message.payload)
            if not missing:
                break
    return found
