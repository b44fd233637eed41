"""What every client finds waiting: reports of one size; and how ours is done with them."""

import asyncio
import os
import time
from collections.abc import Awaitable, Sequence
from typing import Final

from gateway.domain.report import Frame
from gateway.intake.address import BrokerAddress
from gateway.intake.packets import Hello, Version, publish
from gateway.pipeline.ports import FrameSource

TOPIC: Final = "v1/WVWZZZ1KZ8W100001/telemetry"
BODY_BYTES: Final = 900
BATCH: Final = 256
"""So many are acknowledged at a time."""

IN_FLIGHT: Final = 1000


async def fill(address: BrokerAddress, messages: int) -> None:
    """With QoS 1, as fast as a broker takes it, with so many unacknowledged."""
    reader, writer = await asyncio.open_connection(address.host, address.port)
    hello = Hello(
        version=Version.V311,
        client_id="filler",
        username=address.username,
        password=address.password,
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


async def drain(source: FrameSource, messages: int) -> None:
    """By a source of ours, with its inbox, batches and acknowledgements."""
    seen, done = 0, asyncio.Event()

    async def take(frames: Sequence[Frame]) -> asyncio.Future[None]:
        nonlocal seen
        seen += len(frames)
        if seen >= messages:
            done.set()
        stored: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        stored.set_result(None)
        return stored

    running = asyncio.create_task(source.run(take))
    await done.wait()
    running.cancel()
    await asyncio.wait([running])


async def cpu_us(draining: Awaitable[None], messages: int) -> float:
    """Of this process, a message."""
    before_s = time.process_time()
    await draining
    return (time.process_time() - before_s) / messages * 1e6
