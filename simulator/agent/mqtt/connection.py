"""One connection to a broker, from CONNECT to its end. A new session needs a new one."""

import asyncio
import ssl
from collections.abc import Callable
from typing import Any, Self

from simulator.agent.mqtt import packets
from simulator.agent.mqtt.errors import (
    ConnectionLost,
    ConnectRefused,
    MalformedPacket,
    MqttError,
    SubscriptionRefused,
)
from simulator.agent.mqtt.packets import Credentials, Packet, PacketType, Publication, Will
from simulator.agent.mqtt.passport import Passport, told

SILENT_KEEPALIVES = 2
GRANTED = frozenset({b"\x00", b"\x01"})


class MqttConnection(asyncio.Protocol):
    """`closed` is done, with the reason as its exception, when the connection is gone.

    `on_message` is called for every publication that comes down, before it is acknowledged.
    """

    def __init__(self, on_message: Callable[[Publication], None], keepalive_s: int) -> None:
        self.closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._on_message = on_message
        self._keepalive_s = keepalive_s
        self._buffer = bytearray()
        self._transport: asyncio.Transport | None = None
        self._connack: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._open: dict[int, asyncio.Future[bytes]] = {}
        self._last_packet_id = 0
        self._silent_keepalives = 0
        self._pinger: asyncio.TimerHandle | None = None

    @classmethod
    async def open(
        cls,
        address: tuple[str, int],
        credentials: Credentials,
        will: Will,
        *,
        keepalive_s: int,
        on_message: Callable[[Publication], None],
        passport: Passport | None = None,
    ) -> Self:
        """A connection after CONNACK; raises OSError, MqttError. The caller bounds the time.

        With a `passport` it is TLS.
        """
        loop = asyncio.get_running_loop()
        tls = None if passport is None else passport.context()
        name = None if passport is None else passport.server_name
        try:
            _, connection = await loop.create_connection(
                lambda: cls(on_message, keepalive_s), *address, ssl=tls, server_hostname=name
            )
        except ssl.SSLError as error:
            raise told(error) from error
        try:
            await connection.introduce(packets.connect(credentials, keepalive_s, will))
        except BaseException:
            connection.abort()
            raise
        return connection

    async def introduce(self, connect: bytes) -> None:
        """Send CONNECT and wait for CONNACK; raises MqttError."""
        self._write(connect)
        await self._connack

    async def subscribe(self, topic_filter: str) -> None:
        """Wait for SUBACK; raises SubscriptionRefused."""
        packet_id, answer = self._expect()
        self._write(packets.subscribe(packet_id, topic_filter))
        granted = await answer
        if granted[-1:] not in GRANTED:
            raise SubscriptionRefused(topic_filter)

    def publish(
        self, topic: str, payload: bytes, *, retain: bool = False
    ) -> asyncio.Future[bytes]:
        """Send with QoS 1; the future is done at PUBACK or fails with the connection."""
        packet_id, answer = self._expect()
        self._write(packets.publish(packet_id, topic, payload, retain=retain))
        return answer

    def disconnect(self) -> None:
        """Leave in order: the broker forgets the last will."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(packets.DISCONNECT)
            self._transport.close()

    def abort(self) -> None:
        if self._transport is not None:
            self._transport.abort()
        self._end(ConnectionLost("given up by the unit"))

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - for the type checker
        self._transport = transport
        self._schedule_ping()

    def data_received(self, data: bytes) -> None:
        self._silent_keepalives = 0
        self._buffer += data
        try:
            while packet := packets.take_packet(self._buffer):
                self._receive(packet)
        except MqttError as error:
            self._fail(error)

    def connection_lost(self, exc: Exception | None) -> None:
        if isinstance(exc, ssl.SSLError):
            self._end(told(exc))
        else:
            self._end(ConnectionLost(str(exc or "closed by the broker")))

    def _receive(self, packet: Packet) -> None:
        match packet.type:
            case PacketType.CONNACK:
                self._take_connack(packet)
            case PacketType.PUBLISH:
                self._take_publication(packets.read_publication(packet))
            case PacketType.PUBACK | PacketType.SUBACK:
                answer = self._open.pop(packets.read_packet_id(packet), None)
                if answer is not None and not answer.done():
                    answer.set_result(packet.body[2:])
            case PacketType.PINGRESP:
                pass
            case other:
                raise MalformedPacket(f"packet type {other} is not for a client")

    def _take_connack(self, packet: Packet) -> None:
        code = packet.body[-1] if packet.body else 0xFF
        if code:
            raise ConnectRefused(code)
        if not self._connack.done():
            self._connack.set_result(None)

    def _take_publication(self, publication: Publication) -> None:
        self._on_message(publication)
        if publication.qos:
            self._write(packets.puback(publication.packet_id))

    def _expect(self) -> tuple[int, asyncio.Future[bytes]]:
        if self.closed.done():
            raise ConnectionLost("the connection is gone")
        packet_id = self._last_packet_id
        while True:
            packet_id = packet_id % 0xFFFF + 1
            if packet_id not in self._open:
                break
        self._last_packet_id = packet_id
        answer: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        answer.add_done_callback(_mark_retrieved)
        self._open[packet_id] = answer
        return packet_id, answer

    def _write(self, data: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(data)

    def _schedule_ping(self) -> None:
        loop = asyncio.get_running_loop()
        self._pinger = loop.call_later(self._keepalive_s * 0.75, self._ping)

    def _ping(self) -> None:
        if self._silent_keepalives >= SILENT_KEEPALIVES:
            self._fail(ConnectionLost("the broker is silent"))
            return
        self._silent_keepalives += 1
        self._write(packets.PINGREQ)
        self._schedule_ping()

    def _fail(self, error: MqttError) -> None:
        self._end(error)
        if self._transport is not None:
            self._transport.abort()

    def _end(self, error: MqttError) -> None:
        if self._pinger is not None:
            self._pinger.cancel()
        unanswered: list[asyncio.Future[Any]] = [self.closed, self._connack]
        for waiting in (*unanswered, *self._open.values()):
            if not waiting.done():
                waiting.set_exception(error)
                _mark_retrieved(waiting)
        self._open.clear()


def _mark_retrieved(future: "asyncio.Future[Any]") -> None:
    """Whoever waits for the future sees the error; without anyone asyncio keeps quiet."""
    if not future.cancelled():
        future.exception()
