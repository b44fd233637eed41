"""The broker that both contenders talk to: the embedded one, or a Mosquitto of this machine."""

import asyncio
import json
import secrets
import shutil
import socket
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from gateway.domain.errors import PartFailed, PartMissing
from gateway.domain.vin import Vin
from gateway.embedded import EmbeddedBroker, vehicle_account
from gateway.embedded.launch import Launch
from simulator.agent.mqtt.packets import Credentials
from simulator.garage.garage import RegisteredCar

# Its defaults hold a burst back: facts of the broker, not of the fleet.
MOSQUITTO: Final = """
user root
listener {port} 127.0.0.1
allow_anonymous true
set_tcp_nodelay true
max_inflight_messages 0
max_queued_messages 0
persistence false
log_type error
"""
START_S: Final = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Broker:
    """`options`: what the simulator must be told; `credentials`: the same, by VIN."""

    name: str
    url: str
    pid: int
    options: Sequence[str]
    credentials: dict[str, Credentials]

    @property
    def address(self) -> tuple[str, int]:
        parts = urlsplit(self.url)
        return parts.hostname or "", parts.port or 0


@asynccontextmanager
async def nats(cars: Sequence[RegisteredCar], data: Path) -> AsyncIterator[Broker]:
    """The embedded NATS server with an account for each car."""
    passwords = {car.vin: secrets.token_hex(8) for car in cars}
    file = data / "credentials.json"
    file.write_text(json.dumps(passwords))
    accounts = [vehicle_account(Vin(vin), password) for vin, password in passwords.items()]
    async with EmbeddedBroker(data, accounts) as broker:
        yield Broker(
            name="nats",
            url=broker.url,
            pid=await broker.ready(),
            options=["--credentials", str(file)],
            credentials={
                vin: Credentials(client_id=vin, username=vin, password=password)
                for vin, password in passwords.items()
            },
        )


@asynccontextmanager
async def mosquitto(cars: Sequence[RegisteredCar], data: Path) -> AsyncIterator[Broker]:
    """A Mosquitto without accounts and without the limits of its defaults.

    It stays the user that it is: one who changes is no longer tied to its parent.
    """
    program = shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin:/usr/bin:/bin")
    if program is None:
        raise PartMissing("there is no mosquitto on this machine; try --broker nats")
    port = _free_port()
    folder = data / "mosquitto"
    folder.mkdir()
    configuration = folder / "mosquitto.conf"
    configuration.write_text(MOSQUITTO.format(port=port))
    process = await Launch(argv=[program, "-c", configuration], folder=folder).begin()
    try:
        await _listening(process, port)
        yield Broker(
            name="mosquitto",
            url=f"mqtt://127.0.0.1:{port}",
            pid=process.pid,
            options=[],
            credentials={car.vin: Credentials(client_id=car.vin) for car in cars},
        )
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


BROKERS: Final = {"nats": nats, "mosquitto": mosquitto}


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


async def _listening(process: Process, port: int) -> None:
    async with asyncio.timeout(START_S):
        while process.returncode is None:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                return
    raise PartFailed(f"mosquitto ended with {process.returncode}")
