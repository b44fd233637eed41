"""The broker that both contenders talk to: the embedded one, or a Mosquitto of this machine."""

import json
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from benchmarks.mosquitto import mosquitto as run_mosquitto
from gateway.domain.vin import Vin
from gateway.embedded import EmbeddedBroker, vehicle_account
from simulator.agent.mqtt.packets import Credentials
from simulator.garage.garage import RegisteredCar


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
    """A Mosquitto without accounts."""
    async with run_mosquitto(data / "mosquitto") as running:
        yield Broker(
            name="mosquitto",
            url=f"mqtt://127.0.0.1:{running.port}",
            pid=running.pid,
            options=[],
            credentials={car.vin: Credentials(client_id=car.vin) for car in cars},
        )


BROKERS: Final = {"nats": nats, "mosquitto": mosquitto}
