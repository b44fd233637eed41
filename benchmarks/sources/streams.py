"""Clients that pull from the stream of the embedded broker."""

import secrets
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

from nats.aio.client import Client as Nats
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy

from benchmarks.sources.backlog import BATCH, TOPIC, cpu_us, drain, fill
from gateway.embedded import BrokerAccount, EmbeddedBroker, gateway_account
from gateway.intake.address import BrokerAddress, StreamAddress
from gateway.intake.jetstream import JetStreamSource
from gateway.intake.succession import STREAM
from gateway.wiring.clock import ScaledClock
from gateway.wiring.gate import own_url

Client = Callable[[StreamAddress, int], Awaitable[None]]


async def pulled(address: StreamAddress, messages: int) -> None:
    """Ours, as on every embedded broker."""
    await drain(JetStreamSource(address, ScaledClock(1, 0, 0).at_us), messages)


async def with_nats_py(address: StreamAddress, messages: int) -> None:
    """The broker's own client; the last of each batch acknowledges all of it."""
    nats = await _connected(address)
    subscription = await nats.jetstream().pull_subscribe_bind(with_nats_py.__name__, STREAM)
    seen = 0
    while seen < messages:
        batch = await subscription.fetch(BATCH)
        seen += len(batch)
        await batch[-1].ack()
    await nats.drain()


CLIENTS: Final[dict[str, Client]] = {one.__name__: one for one in (pulled, with_nats_py)}


async def of_streams(folder: Path, messages: int) -> dict[str, float]:
    """What a message costs each of them, in us of CPU."""
    own = gateway_account(secrets.token_hex(8))
    car = BrokerAccount(username="car", password=secrets.token_hex(8), publish=(TOPIC,))
    costs = {}
    async with EmbeddedBroker(folder, [own, car]) as broker:
        address = StreamAddress.parse(own_url(broker, own))
        vehicles = BrokerAddress.parse(f"mqtt://car:{car.password}@127.0.0.1:{broker.port}")
        for name, client in CLIENTS.items():
            await _wait_for_all(address, name)
            await fill(vehicles, messages)
            costs[name] = await cpu_us(client(address, messages), messages)
    return costs


async def _wait_for_all(address: StreamAddress, name: str) -> None:
    """A durable consumer: the broker keeps what it has not acknowledged.

    Ours makes one of its own, which begins where whoever had our name has ended.
    """
    nats = await _connected(address)
    config = ConsumerConfig(
        name=name,
        durable_name=name,
        deliver_policy=DeliverPolicy.NEW,
        ack_policy=AckPolicy.ALL,
        max_ack_pending=2 * BATCH,
    )
    await nats.jetstream().add_consumer(STREAM, config)
    await nats.close()


async def _connected(address: StreamAddress) -> Nats:
    nats = Nats()
    place = f"nats://{address.host}:{address.port}"
    await nats.connect(place, user=address.username, password=address.password)
    return nats
