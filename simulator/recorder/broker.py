"""The broker of a recorded world: it writes down what arrives, and when.

It also answers what a gateway would answer at once, with the server's time, as the clocks of
units that wake up in 1970 depend on it.
"""

import asyncio
import struct
from collections.abc import Callable
from typing import Final, NamedTuple

from google.protobuf.message import DecodeError

from proto.v1.commands_pb2 import ClockAnswer, Downlink, SignedClock
from proto.v1.presence_pb2 import Presence
from simulator.agent.mqtt import packets
from simulator.agent.mqtt.errors import MalformedPacket, MqttError
from simulator.agent.mqtt.packets import Packet, PacketType
from simulator.agent.verifier import CLOCK_NAME

CONNACK: Final = bytes([PacketType.CONNACK << 4, 2, 0, 0])
PINGRESP: Final = bytes([PacketType.PINGRESP << 4, 0])
KEEPALIVES: Final = 1.5
GRANTED: Final = 0

Write = Callable[[str, bytes], None]
Sign = Callable[[bytes], bytes]


class Introduction(NamedTuple):
    """What a client says of itself in its CONNECT."""

    client_id: str
    keepalive_s: int
    will_topic: str
    will: bytes


class Broker:
    """`write` hears of every topic and payload as it arrives; `sign` as the gateway's key."""

    def __init__(self, write: Write, sign: Sign, now_ms: Callable[[], int]) -> None:
        self.write = write
        self._sign = sign
        self._now_ms = now_ms
        self._sessions: dict[str, Session] = {}

    def accept(self) -> "Session":
        return Session(self)

    def begin(self, client_id: str, session: "Session") -> None:
        """The newer session of a client ends the older one (MQTT 3.1.1, 3.1.4)."""
        older = self._sessions.pop(client_id, None)
        self._sessions[client_id] = session
        if older is not None:
            older.end()

    def forget(self, client_id: str, session: "Session") -> None:
        if self._sessions.get(client_id) is session:
            del self._sessions[client_id]

    def answer(self, topic: str, payload: bytes) -> bytes | None:
        """The PUBLISH with the server's time, if this is a presence that asks for it."""
        if not topic.endswith("/presence"):
            return None
        try:
            presence = Presence.FromString(payload)
        except DecodeError:
            return None
        if not presence.online:
            return None
        clock = ClockAnswer(
            boot_id=presence.boot_id,
            session=presence.session,
            server_ms=self._now_ms(),
            vin=presence.vin,
            beat=presence.beat,
        ).SerializeToString()
        signed = SignedClock(clock=clock, signature=self._sign(CLOCK_NAME + b"\0" + clock))
        down = topic.removesuffix("presence") + "commands"
        return packets.publish_once(down, Downlink(clock=signed).SerializeToString())


class Session(asyncio.Protocol):
    """One client's connection."""

    def __init__(self, broker: Broker) -> None:
        self._broker = broker
        self._loop = asyncio.get_running_loop()
        self._buffer = bytearray()
        self._transport: asyncio.Transport | None = None
        self._client: Introduction | None = None
        self._subscribed = False
        self._patience: asyncio.TimerHandle | None = None
        self._heard_at_s = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - for the type checker
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._heard_at_s = self._loop.time()
        self._buffer += data
        try:
            while packet := packets.take_packet(self._buffer):
                self._take(packet)
        except MqttError:
            self.end()

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        if self._patience is not None:
            self._patience.cancel()
        client, self._client = self._client, None
        if client is not None:
            self._broker.forget(client.client_id, self)
            self._broker.write(client.will_topic, client.will)

    def end(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def _take(self, packet: Packet) -> None:
        match packet.type:
            case PacketType.CONNECT:
                self._introduce(introduction(packet.body))
            case PacketType.PUBLISH:
                self._publish(packet)
            case PacketType.SUBSCRIBE:
                self._subscribed = True
                self._say(bytes([PacketType.SUBACK << 4, 3, *packet.body[:2], GRANTED]))
            case PacketType.PINGREQ:
                self._say(PINGRESP)
            case PacketType.DISCONNECT:
                if self._client is not None:
                    self._broker.forget(self._client.client_id, self)
                self._client = None  # and with it the last will
                self.end()
            case other:
                raise MalformedPacket(f"packet type {other} is not for a broker")

    def _introduce(self, client: Introduction) -> None:
        self._client = client
        self._broker.begin(client.client_id, self)
        self._say(CONNACK)
        self._be_patient()

    def _be_patient(self) -> None:
        """Until the client has been silent for one and a half keepalives (3.1.2.10)."""
        if self._client is None:
            return
        ends_s = self._heard_at_s + KEEPALIVES * self._client.keepalive_s
        if ends_s <= self._loop.time():
            self.end()
        else:
            self._patience = self._loop.call_at(ends_s, self._be_patient)

    def _publish(self, packet: Packet) -> None:
        publication = packets.read_publication(packet)
        self._broker.write(publication.topic, publication.payload)
        self._say(packets.puback(publication.packet_id))
        answer = self._broker.answer(publication.topic, publication.payload)
        if answer is not None and self._subscribed:
            self._say(answer)

    def _say(self, data: bytes) -> None:
        if self._transport is not None:
            self._transport.write(data)


def introduction(body: bytes) -> Introduction:
    """The body of a CONNECT with a last will."""
    (keepalive_s,) = struct.unpack_from("!H", body, 8)
    texts, at = [], 10
    for _ in range(3):
        (length,) = struct.unpack_from("!H", body, at)
        texts.append(body[at + 2 : at + 2 + length])
        at += 2 + length
    client_id, topic, will = texts
    return Introduction(client_id.decode(), keepalive_s, topic.decode(), will)
