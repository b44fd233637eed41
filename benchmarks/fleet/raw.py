"""The peer: as many connections in bare asyncio that publish prepared bytes, PUBACKs counted.

It has no car, no physics, no outbox and no protobuf: what is left is the cost of the network.
"""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from simulator.agent.mqtt import packets
from simulator.agent.mqtt.packets import Credentials, PacketType, Will

AT_ONCE: Final = 256
KEEPALIVE_S: Final = 600
PUBACK_BYTES: Final = 4
PATIENCE_S: Final = 30.0
BUFFER: Final = memoryview(bytearray(1 << 16))


@dataclass(frozen=True, slots=True, kw_only=True)
class RawResult:
    connects_per_s: float
    publishes_per_s: float
    unacknowledged: int


class RawCar(asyncio.BufferedProtocol):
    """One message under way at a time: the next one goes when the PUBACK is there."""

    def __init__(self, vin: str, credentials: Credentials, payload: bytes) -> None:
        self._topic = f"v1/{vin}/presence"
        self._connect = packets.connect(credentials, KEEPALIVE_S, Will(self._topic, b"gone"))
        self._subscribe = packets.subscribe(1, f"v1/{vin}/commands")
        self._publish = packets.publish(1, f"v1/{vin}/telemetry", payload)
        self._received = bytearray()
        self._puback_bytes = 0
        self._transport: asyncio.Transport | None = None
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.publishing = False
        self.sent = 0

    @property
    def acknowledged(self) -> int:
        return self._puback_bytes // PUBACK_BYTES

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - for the type checker
        self._transport = transport
        transport.write(self._connect)

    def get_buffer(self, sizehint: int) -> memoryview:
        del sizehint
        return BUFFER

    def buffer_updated(self, nbytes: int) -> None:
        if self.ready.done():
            self._puback_bytes += nbytes
            if self.publishing and self.acknowledged == self.sent:
                self.publish()
        else:
            self._received += BUFFER[:nbytes]
            self._greet()

    def publish(self) -> None:
        if self._transport is not None:
            self.sent += 1
            self._transport.write(self._publish)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.write(packets.DISCONNECT)
            self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.ready.done():
            self.ready.set_exception(exc or ConnectionError("closed by the broker"))

    def _greet(self) -> None:
        while (packet := packets.take_packet(self._received)) is not None:
            if packet.type == PacketType.CONNACK and self._transport is not None:
                self._transport.write(self._subscribe)
            elif packet.type == PacketType.SUBACK:
                self.ready.set_result(None)


async def measure(
    address: tuple[str, int],
    credentials: Mapping[str, Credentials],
    payloads: Sequence[bytes],
    seconds: float,
) -> RawResult:
    """Connect all, publish for so long, wait for the last PUBACKs; raises OSError."""
    cars = [
        RawCar(vin, own, payloads[number % len(payloads)])
        for number, (vin, own) in enumerate(credentials.items())
    ]
    began = time.perf_counter()
    await _connect(cars, address)
    connected_s = time.perf_counter() - began
    rate = await _publish(cars, seconds)
    missing = await _settle(cars)
    for car in cars:
        car.close()
    return RawResult(
        connects_per_s=len(cars) / connected_s, publishes_per_s=rate, unacknowledged=missing
    )


async def _connect(cars: Sequence[RawCar], address: tuple[str, int]) -> None:
    loop, turns = asyncio.get_running_loop(), asyncio.Semaphore(AT_ONCE)

    async def connect(car: RawCar) -> None:
        async with turns:
            await loop.create_connection(lambda: car, *address)
            await car.ready

    await asyncio.gather(*map(connect, cars))


async def _publish(cars: Sequence[RawCar], seconds: float) -> float:
    began = time.perf_counter()
    for car in cars:
        car.publishing = True
        car.publish()
    await asyncio.sleep(seconds)
    for car in cars:
        car.publishing = False
    return sum(car.acknowledged for car in cars) / (time.perf_counter() - began)


async def _settle(cars: Sequence[RawCar]) -> int:
    """Messages that have no PUBACK after a while."""
    patient_until = time.perf_counter() + PATIENCE_S
    while missing := sum(car.sent - car.acknowledged for car in cars):
        if time.perf_counter() > patient_until:
            return missing
        await asyncio.sleep(0.1)
    return 0
