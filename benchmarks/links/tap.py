"""An ear at the broker: which reports come there more than once."""

import asyncio
import secrets
import ssl
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from types import MappingProxyType
from typing import Final

import aiomqtt

from gateway.demo.parts import Stores
from gateway.wiring.clock import wall
from proto.v1.faults_pb2 import FaultReport
from proto.v1.header_pb2 import Header
from proto.v1.replies_pb2 import Reply
from proto.v1.telemetry_pb2 import Telemetry

KINDS: Final[Mapping[str, Callable[[bytes], Header]]] = MappingProxyType(
    {
        "telemetry": lambda payload: Telemetry.FromString(payload).header,
        "faults": lambda payload: FaultReport.FromString(payload).header,
        "replies": lambda payload: Reply.FromString(payload).header,
    }
)


class Tap:
    """`repeated`: publications beyond the first of a report, by VIN."""

    def __init__(self) -> None:
        self.repeated: Counter[str] = Counter()
        self._heard: set[tuple[int, int]] = set()

    async def listen(self, client: aiomqtt.Client) -> None:
        """Until it is cancelled."""
        async for message in client.messages:
            _, vin, kind = str(message.topic).split("/")
            if isinstance(message.payload, bytes):
                self._hear(vin, KINDS[kind](message.payload))

    def _hear(self, vin: str, header: Header) -> None:
        report = (header.boot_id, header.seq)
        if report in self._heard:
            self.repeated[vin] += 1
        self._heard.add(report)


@asynccontextmanager
async def tapped(stores: Stores) -> AsyncIterator[Tap]:
    """It listens in the block, acknowledges nothing, and keeps nobody waiting.

    Raises aiomqtt.MqttError when it could not hear everything.
    """
    tap, own = Tap(), stores.installation
    tls = ssl.create_default_context(cafile=own.certificate)
    tls.load_cert_chain(own.client(wall()))
    async with aiomqtt.Client(
        "127.0.0.1",
        stores.broker.port,
        username=stores.account.username,
        password=stores.account.password,
        tls_context=tls,
        identifier=f"tap-{secrets.token_hex(4)}",
    ) as client:
        for kind in KINDS:
            await client.subscribe(f"v1/+/{kind}", qos=0)
        listening = asyncio.create_task(tap.listen(client))
        yield tap
        listening.cancel()
        with suppress(asyncio.CancelledError):
            await listening
