"""A broker in a mood, with a gateway behind it that may be away."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import Enum, auto

from proto.v1.commands_pb2 import ClockAnswer, Downlink
from proto.v1.presence_pb2 import Presence
from simulator.agent.mqtt import packets
from simulator.agent.mqtt.packets import Packet, PacketType, Publication
from tests.fix_simulator import Signer

RETAIN = 0x01


class Mood(Enum):
    WELL = auto()
    MUTE = auto()  # accepts TCP, answers nothing
    REFUSING = auto()  # CONNACK: not authorised
    DENYING = auto()  # SUBACK: failure
    DEAF = auto()  # everything but PUBACK
    CLOSED = auto()  # a reset for everybody


TURNING_AWAY = frozenset({Mood.REFUSING, Mood.DENYING, Mood.CLOSED})


@dataclass(kw_only=True)
class MoodyBroker:
    """`heard`: publications with their retain flag; `server_ms` None: the gateway is away."""

    signer: Signer
    mood: Mood = Mood.WELL
    server_ms: int | None = 1_763_755_200_000
    connects: int = 0
    heard: list[tuple[Publication, bool]] = field(default_factory=list)
    lines: set["_Line"] = field(default_factory=set)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[tuple[str, int]]:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: _Line(self), "127.0.0.1", 0)
        try:
            yield server.sockets[0].getsockname()[:2]
        finally:
            server.close()
            for line in tuple(self.lines):
                line.abort()
            await server.wait_closed()

    def set_mood(self, mood: Mood, *, forget: bool = False) -> None:
        """`forget`: connections that there are lose their other end, and are not told."""
        self.mood = mood
        for line in tuple(self.lines):
            line.forgotten |= forget
            if mood in TURNING_AWAY and not forget:
                line.abort()

    def presences(self) -> list[tuple[Presence, bool]]:
        return [
            (Presence.FromString(said.payload), retained)
            for said, retained in self.heard
            if said.topic.endswith("presence")
        ]

    def take(self, said: Publication, *, retained: bool) -> bytes:
        """The downlink with which the gateway answers; empty when it does not."""
        self.heard.append((said, retained))
        self.news.set()
        if not said.topic.endswith("presence") or self.server_ms is None:
            return b""
        presence = Presence.FromString(said.payload)
        answer = ClockAnswer(
            vin=presence.vin,
            boot_id=presence.boot_id,
            session=presence.session,
            beat=presence.beat,
            server_ms=self.server_ms,
        )
        clock = self.signer.clock(answer)
        return Downlink(clock=clock).SerializeToString() if presence.online else b""


class _Line(asyncio.Protocol):
    def __init__(self, broker: MoodyBroker) -> None:
        self._broker = broker
        self._buffer = bytearray()
        self._transport: asyncio.Transport | None = None
        self.forgotten = False

    def abort(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._broker.connects += 1
        self._broker.lines.add(self)
        if self._broker.mood is Mood.CLOSED:
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - the protocol's
        self._broker.lines.discard(self)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while packet := packets.take_packet(self._buffer):
            if self._broker.mood is not Mood.MUTE and not self.forgotten:
                self._answer(packet)

    def _answer(self, packet: Packet) -> None:
        mood = self._broker.mood
        match packet.type:
            case PacketType.CONNECT:
                self._write(b"\x20\x02\x00" + (b"\x05" if mood is Mood.REFUSING else b"\x00"))
            case PacketType.SUBSCRIBE:
                granted = b"\x80" if mood is Mood.DENYING else b"\x01"
                codes = granted * _filters(packet.body)
                self._write(b"\x90" + bytes([2 + len(codes)]) + packet.body[:2] + codes)
            case PacketType.PINGREQ:
                self._write(b"\xd0\x00")
            case PacketType.PUBLISH if mood is not Mood.DEAF:
                said = packets.read_publication(packet)
                self._write(packets.puback(said.packet_id))
                retained = bool(packet.flags & RETAIN)
                if downlink := self._broker.take(said, retained=retained):
                    self._write(packets.publish(1, "v1/VIN/commands", downlink))

    def _write(self, data: bytes) -> None:
        if self._transport is not None:
            self._transport.write(data)


def _filters(subscribe: bytes) -> int:
    """How many topic filters are in it."""
    count, at = 0, 2
    while at < len(subscribe):
        at += 3 + int.from_bytes(subscribe[at : at + 2], "big")
        count += 1
    return count
