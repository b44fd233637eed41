"""The broker of one run, with nothing in it: the embedded NATS, or a Mosquitto."""

import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.mosquitto import mosquitto
from gateway.embedded import BrokerAccount, EmbeddedBroker, gateway_account
from gateway.wiring.gate import own_url
from simulator.agent.mqtt.packets import Credentials

HOST: Final = "127.0.0.1"
TELEMETRY: Final = "v1/+/telemetry"
_PUBLISHER: Final = "publisher"


@dataclass(frozen=True, slots=True, kw_only=True)
class Broker:
    """`publisher` may speak for every car; `username`, `password`: who listens to them.

    `gateway_url`: how our gateway reaches it. `redelivers_s`: at most so long after a receiver
    has died, what it kept back comes again.
    """

    name: str
    port: int
    publisher: Credentials
    username: str | None
    password: str | None
    redelivers_s: float
    gateway_url: str


@asynccontextmanager
async def _nats(data: Path) -> AsyncIterator[Broker]:
    password, own = secrets.token_hex(8), gateway_account(secrets.token_hex(8))
    speaks = BrokerAccount(username=_PUBLISHER, password=password, publish=(TELEMETRY,))
    async with EmbeddedBroker(data, [own, speaks]) as embedded:
        yield Broker(
            name="nats",
            port=embedded.port,
            publisher=Credentials(client_id=_PUBLISHER, username=_PUBLISHER, password=password),
            username=own.username,
            password=own.password,
            redelivers_s=15.0,
            gateway_url=own_url(embedded, own),
        )


@asynccontextmanager
async def _mosquitto(data: Path) -> AsyncIterator[Broker]:
    """Without accounts; its sessions are on disk, as a production's would be."""
    folder = data / "mosquitto"
    settings = f"persistence true\npersistence_location {folder}/\n"
    async with mosquitto(folder, settings) as running:
        yield Broker(
            name="mosquitto",
            port=running.port,
            publisher=Credentials(client_id=_PUBLISHER),
            username=None,
            password=None,
            redelivers_s=2.0,
            gateway_url=f"mqtt://{HOST}:{running.port}",
        )


BROKERS: Final[dict[str, Callable[[Path], AbstractAsyncContextManager[Broker]]]] = {
    "nats": _nats,
    "mosquitto": _mosquitto,
}
