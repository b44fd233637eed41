"""What receiving one report costs: our session beside the clients that people would take.

`python -m benchmarks.sources [--messages N]`: each client finds the same backlog in a session
on a Mosquitto, and acknowledges it in batches of 256, as late as we do. CPU is that of the
client alone; the filling is not counted.
"""

import asyncio
import json
import os
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import aiomqtt
import click
import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

from benchmarks.fleet.broker import mosquitto
from gateway.domain.report import Frame
from gateway.intake.address import BrokerAddress
from gateway.intake.mqtt import FILTERS, MqttSource
from gateway.intake.packets import Hello, Version, publish

BODY_BYTES = 900
BATCH = 256
IN_FLIGHT = 1000
TOPIC = "v1/WVWZZZ1KZ8W100001/telemetry"
Drain = Callable[[BrokerAddress, int], Awaitable[None]]


async def ours(address: BrokerAddress, messages: int) -> None:
    """In MQTT 5, as on any Mosquitto."""
    await _ours(address, messages, Version.V5)


async def ours_3(address: BrokerAddress, messages: int) -> None:
    """In MQTT 3.1.1."""
    await _ours(address, messages, Version.V311)


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


CONTENDERS: dict[str, Drain] = {
    one.__name__: one for one in (ours, ours_3, with_paho, with_aiomqtt)
}


@click.command()
@click.option("--messages", default=20_000, show_default=True)
def main(messages: int) -> None:
    """Print microseconds of CPU a message, and the ratio to ours."""
    with tempfile.TemporaryDirectory() as folder:
        costs = asyncio.run(_compare(Path(folder), messages))
    for name, cost in costs.items():
        click.echo(f"{name:14} {cost:6.1f} us of CPU a message  {cost / costs['ours']:5.1f} x")
    click.echo(json.dumps({name: round(cost, 2) for name, cost in costs.items()}))


async def _compare(folder: Path, messages: int) -> dict[str, float]:
    costs = {}
    async with mosquitto([], folder) as broker:
        address = BrokerAddress.parse(broker.url)
        for name, drain in CONTENDERS.items():
            async with aiomqtt.Client(
                address.host, address.port, identifier=name, clean_session=False
            ) as session:
                await session.subscribe(FILTERS[0], qos=1)
            await _fill(address, messages)
            before = time.process_time()
            await drain(address, messages)
            costs[name] = (time.process_time() - before) / messages * 1e6
            async with aiomqtt.Client(address.host, address.port, identifier=name):
                pass  # a clean session ends the one that was kept
    return costs


async def _ours(address: BrokerAddress, messages: int, version: Version) -> None:
    seen, done = 0, asyncio.Event()

    async def take(frames: Sequence[Frame]) -> None:
        nonlocal seen
        seen += len(frames)
        if seen >= messages:
            done.set()

    name = "ours" if version is Version.V5 else "ours_3"
    source = MqttSource(
        address, name, partial(datetime.fromtimestamp, 0, UTC), versions=[version]
    )
    running = asyncio.create_task(source.run(take))
    await done.wait()
    running.cancel()
    await asyncio.wait([running])


async def _fill(address: BrokerAddress, messages: int) -> None:
    """As fast as a broker takes it, with so many unacknowledged."""
    reader, writer = await asyncio.open_connection(address.host, address.port)
    hello = Hello(
        version=Version.V311,
        client_id="filler",
        username=None,
        password=None,
        keepalive_s=60,
        window=1,
    )
    writer.write(hello.packet())
    await reader.readexactly(4)
    body = os.urandom(BODY_BYTES)
    for start in range(0, messages, IN_FLIGHT):
        count = min(IN_FLIGHT, messages - start)
        for number in range(1, count + 1):
            writer.write(publish(Version.V311, number, TOPIC, body))
        await reader.readexactly(4 * count)
    writer.close()
    await writer.wait_closed()


if __name__ == "__main__":
    main()
