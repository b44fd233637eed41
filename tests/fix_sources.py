"""A source of frames on each kind of broker, and a vehicle's way to it."""

import asyncio
import os
import secrets
import shutil
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from urllib.parse import quote

import aiomqtt
import pytest

from gateway.domain.report import Frame
from gateway.domain.vin import Vin
from gateway.embedded import BrokerAccount, EmbeddedBroker, gateway_account, vehicle_account
from gateway.intake.address import BrokerAddress, StreamAddress
from gateway.intake.jetstream import JetStreamSource
from gateway.intake.mqtt import MqttSource
from gateway.intake.packets import Version
from gateway.pipeline.ports import Take
from tests import fix_wire as wire
from tests.fix_bad_frames import car
from tests.fix_embedded import restarted
from tests.fix_serving import eventually, remembered

Source = MqttSource | JetStreamSource
VIN = car(900)
KEEPALIVE_S = 2
MOSQUITTO = """
listener {port} 127.0.0.1
user root
allow_anonymous true
set_tcp_nodelay true
max_inflight_messages 0
max_queued_messages 0
persistence true
persistence_location {folder}/
"""


@dataclass(kw_only=True)
class BrokerHouse:
    """A broker of this test's own. `kill`: it comes back at the same address, as if cut off."""

    address: BrokerAddress
    versions: Sequence[Version]
    stream: StreamAddress | None = None
    vehicle: BrokerAccount | None = None
    nats_port: int = 0
    pid: Callable[[], int | None] = lambda: None
    restart: Callable[[signal.Signals], Awaitable[None]] | None = None

    @classmethod
    def at(cls, url: str, versions: Sequence[Version]) -> "BrokerHouse":
        """Somebody else's, who may not even be there."""
        return cls(address=BrokerAddress.parse(url), versions=versions)

    def sign(self, username: str) -> None:
        """The gateway gives this name; a password is not asked for."""
        self.address = replace(self.address, username=username)

    def source(self, client_id: str = "vdg-gateway") -> Source:
        if self.stream is not None:
            return JetStreamSource(self.stream, lambda at: round(at * 1e6))
        return MqttSource(
            self.address,
            client_id,
            lambda: datetime.now(UTC),
            versions=self.versions,
            keepalive_s=KEEPALIVE_S,
        )

    async def again(self, number: signal.Signals) -> None:
        """It is told so, ends, and is back at the same address."""
        assert self.restart is not None
        await self.restart(number)

    @asynccontextmanager
    async def listening(self, take: Take) -> AsyncIterator[Source]:
        """A source that runs, as a process would, until the block ends."""
        source = self.source()
        running = asyncio.create_task(source.run(take))
        try:
            await source.connected.wait()
            yield source
        finally:
            running.cancel()
            await asyncio.wait([running])

    def car(self, will: aiomqtt.Will | None = None) -> aiomqtt.Client:
        own = self.vehicle
        return aiomqtt.Client(
            self.address.host,
            self.address.port,
            username=own.username if own else VIN.text,
            password=own.password if own else None,
            identifier=VIN.text,
            will=will,
        )

    async def remembers(self, topic: str, payload: bytes) -> bool:
        """As one sees it who comes when this has been said."""
        async with aiomqtt.Client(
            self.address.host,
            self.address.port,
            username=self.address.username,
            password=self.address.password,
            identifier="witness",
        ) as client:
            return await remembered(client, topic, payload)

    async def report(self, *payloads: bytes) -> None:
        async with self.car() as client:
            for payload in payloads:
                await client.publish(wire.topic(VIN, "telemetry"), payload, qos=1)


@dataclass
class Taker:
    """Notes what it is given; it is stored only when `stored` is set."""

    seen: list[Frame] = field(default_factory=list)
    stored: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, frames: Sequence[Frame]) -> asyncio.Future[None]:
        self.seen.extend(frame for frame in frames if VIN.text in frame.topic)
        return asyncio.create_task(self._store())

    async def _store(self) -> None:
        await self.stored.wait()

    @property
    def payloads(self) -> list[bytes]:
        return [frame.payload for frame in self.seen]

    async def missing(self, payloads: Sequence[bytes]) -> set[bytes]:
        """Empty as soon as all have come; what has not, when that takes too long."""

        async def rest() -> set[bytes]:
            return set(payloads) - set(self.payloads)

        return await eventually(rest, lambda missing: not missing)


def a_taker(*, stores: bool = True) -> Taker:
    taker = Taker()
    if stores:
        taker.stored.set()
    return taker


def payloads(count: int) -> list[bytes]:
    mark = secrets.token_bytes(4)
    return [mark + number.to_bytes(2, "big") for number in range(count)]


@asynccontextmanager
async def nats_house(folder: Path) -> AsyncIterator[BrokerHouse]:
    own, vehicle = gateway_account(secrets.token_hex(8)), vehicle_account(VIN, "v" * 16)
    async with EmbeddedBroker(folder, [own, vehicle]) as embedded:

        async def restart(number: signal.Signals) -> None:
            pid = await embedded.ready()
            os.kill(pid, number)
            await restarted(embedded, pid)

        yield BrokerHouse(
            address=BrokerAddress.parse(_url(embedded.port, own)),
            vehicle=vehicle,
            nats_port=embedded.nats_port,
            versions=(Version.V5, Version.V311),
            pid=lambda: embedded.pid,
            restart=restart,
        )


@asynccontextmanager
async def mosquitto_house(
    folder: Path,
    versions: Sequence[Version],
    configuration: str = MOSQUITTO,
    port: int | None = None,
) -> AsyncIterator[BrokerHouse]:
    program = shutil.which("mosquitto", path=f"{os.defpath}:/usr/sbin:/usr/local/sbin")
    if program is None:
        pytest.skip("mosquitto is not installed: apt-get install mosquitto, or tests/prepare")
    port = port or free_port()
    file = folder / "mosquitto.conf"
    file.write_text(configuration.format(port=port, folder=folder))
    process = await _started(program, file, port)

    async def restart(number: signal.Signals) -> None:
        nonlocal process
        process.send_signal(number)
        await process.wait()
        process = await _started(program, file, port)

    try:
        yield BrokerHouse(
            address=BrokerAddress.parse(f"mqtt://127.0.0.1:{port}"),
            versions=versions,
            pid=lambda: process.pid,
            restart=restart,
        )
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


@asynccontextmanager
async def stream_house(folder: Path) -> AsyncIterator[BrokerHouse]:
    """The same broker by its own interface."""
    async with nats_house(folder) as house:
        assert house.address.username is not None
        house.stream = StreamAddress(
            host=house.address.host,
            port=house.nats_port,
            username=house.address.username,
            password=house.address.password or "",
        )
        yield house


HOUSES: dict[str, Callable[[Path], AbstractAsyncContextManager[BrokerHouse]]] = {
    "nats": nats_house,
    "nats-stream": stream_house,
    "mosquitto-5": partial(mosquitto_house, versions=[Version.V5]),
    "mosquitto-3": partial(mosquitto_house, versions=[Version.V311]),
}


@pytest.fixture(params=HOUSES)
async def house_of_brokers(
    request: pytest.FixtureRequest, open_folder: Path
) -> AsyncIterator[BrokerHouse]:
    folder = open_folder / f"{request.param}-{secrets.token_hex(4)}"
    folder.mkdir()
    async with HOUSES[request.param](folder) as house:
        yield house


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def topic_of(vin: Vin, kind: str) -> str:
    return wire.topic(vin, kind)


async def _started(program: str, file: Path, port: int) -> asyncio.subprocess.Process:
    process = await asyncio.create_subprocess_exec(
        program,
        "-c",
        str(file),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    async with asyncio.timeout(10):
        while process.returncode is None:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.02)
            else:
                writer.close()
                return process
    pytest.fail("mosquitto did not start")


def _url(port: int, own: BrokerAccount) -> str:
    return f"mqtt://{quote(own.username)}:{quote(own.password)}@127.0.0.1:{port}"
