"""Clients of a session that a Mosquitto keeps for them."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

import aiomqtt
import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

from benchmarks.fleet.broker import mosquitto
from benchmarks.sources.backlog import BATCH, cpu_us, drain, fill
from gateway.intake.address import BrokerAddress
from gateway.intake.mqtt import FILTERS, MqttSource
from gateway.intake.packets import Version

Client = Callable[[BrokerAddress, int], Awaitable[None]]


async def ours(address: BrokerAddress, messages: int) -> None:
    """In MQTT 5, as on any Mosquitto."""
    await drain(_source(address, "ours", Version.V5), messages)


async def ours_3(address: BrokerAddress, messages: int) -> None:
    """In MQTT 3.1.1."""
    await drain(_source(address, "ours_3", Version.V311), messages)


async def with_paho(address: BrokerAddress, messages: int) -> None:
    """In our event loop, without threads."""
    loop, done = asyncio.get_running_loop(), asyncio.Event()
    client = paho.Client(
        CallbackAPIVersion.VERSION2, "with_paho", clean_session=False, manual_ack=True
    )
    held: list[int] = []
    seen = 0

    def take(_client: object, _data: object, message: paho.MQTTMessage) -> None:
        nonlocal seen
        seen += 1
        held.append(message.mid)
        if len(held) == BATCH or seen == messages:
            for mid in held:
                client.ack(mid, 1)
            held.clear()
        if seen == messages:
            done.set()

    client.on_message = take
    client.on_socket_open = lambda _c, _d, sock: loop.add_reader(sock, client.loop_read, 256)
    client.on_socket_close = lambda _c, _d, sock: _done(loop.remove_reader(sock))
    client.on_socket_register_write = lambda _c, _d, sock: loop.add_writer(
        sock, client.loop_write
    )
    client.on_socket_unregister_write = lambda _c, _d, sock: _done(loop.remove_writer(sock))
    client.connect(address.host, address.port)
    await done.wait()
    client.disconnect()


def _done(_was_there: object) -> None:
    """Paho's callbacks give nothing back."""


async def with_aiomqtt(address: BrokerAddress, messages: int) -> None:
    """As the gateway did before: acknowledged by the paho beneath it."""
    client = aiomqtt.Client(
        address.host, address.port, identifier="with_aiomqtt", clean_session=False
    )
    client._client.manual_ack_set(True)  # noqa: SLF001 -- it has no way of its own
    held: list[int] = []
    async with client:
        for seen in range(1, messages + 1):
            held.append((await anext(client.messages)).mid)
            if len(held) == BATCH or seen == messages:
                for mid in held:
                    client._client.ack(mid, 1)  # noqa: SLF001
                held.clear()


CLIENTS: Final[dict[str, Client]] = {
    one.__name__: one for one in (ours, ours_3, with_paho, with_aiomqtt)
}


async def of_sessions(folder: Path, messages: int) -> dict[str, float]:
    """What a message costs each of them, in us of CPU."""
    costs = {}
    async with mosquitto([], folder) as broker:
        address = BrokerAddress.parse(broker.url)
        for name, client in CLIENTS.items():
            async with aiomqtt.Client(
                address.host, address.port, identifier=name, clean_session=False
            ) as session:
                await session.subscribe(FILTERS[0], qos=1)
            await fill(address, messages)
            costs[name] = await cpu_us(client(address, messages), messages)
            async with aiomqtt.Client(address.host, address.port, identifier=name):
                pass  # a clean session ends the one that was kept
    return costs


def _source(address: BrokerAddress, name: str, version: Version) -> MqttSource:
    never = partial(datetime.fromtimestamp, 0, UTC)
    return MqttSource(address, name, never, versions=[version])
