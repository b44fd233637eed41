"""Packets of MQTT 3.1.1 (OASIS standard, section 3): those that a publishing car needs."""

import struct
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from simulator.agent.mqtt.errors import MalformedPacket

MAX_PACKET_BYTES = 1 << 20


class PacketType(IntEnum):
    CONNECT = 1
    CONNACK = 2
    PUBLISH = 3
    PUBACK = 4
    SUBSCRIBE = 8
    SUBACK = 9
    PINGREQ = 12
    PINGRESP = 13
    DISCONNECT = 14


class Packet(NamedTuple):
    type: int
    flags: int
    body: bytes


class Publication(NamedTuple):
    topic: str
    payload: bytes
    qos: int
    packet_id: int


@dataclass(frozen=True, slots=True)
class Will:
    topic: str
    payload: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """Anonymous without a username; MQTT 3.1.1 has no password without one."""

    client_id: str
    username: str | None = None
    password: str | None = None

    def __repr__(self) -> str:
        return "Credentials(***)"


PINGREQ = b"\xc0\x00"
DISCONNECT = b"\xe0\x00"


def connect(credentials: Credentials, keepalive_s: int, will: Will) -> bytes:
    """CONNECT with a clean session and a retained last will of QoS 1."""
    flags = 0b0010_1110  # will retain, will QoS 1, will, clean session
    account = []
    if credentials.username is not None:
        flags |= 0b1000_0000
        account.append(_text(credentials.username))
        if credentials.password is not None:
            flags |= 0b0100_0000
            account.append(_text(credentials.password))
    return _packet(
        PacketType.CONNECT << 4,
        _text("MQTT"),
        struct.pack("!BBH", 4, flags, keepalive_s),
        _text(credentials.client_id),
        _text(will.topic),
        _binary(will.payload),
        *account,
    )


def subscribe(packet_id: int, topic_filter: str, qos: int = 0) -> bytes:
    """In a clean session QoS 1 would keep nothing for us, and brokers pay for it.

    TCP loses nothing within a session, and after one the gateway sends again what has no
    answer. NATS makes and deletes a consumer for each subscription of QoS 1, and goes through
    all messages that nobody has fetched yet to do so: sessions that come and go bring it to
    a halt.
    """
    return _packet(
        PacketType.SUBSCRIBE << 4 | 0b0010,
        struct.pack("!H", packet_id),
        _text(topic_filter),
        bytes([qos]),
    )


def publish(packet_id: int, topic: str, payload: bytes, *, retain: bool = False) -> bytes:
    """PUBLISH with QoS 1; never with DUP, as a report is repeated only in a new session."""
    flags = 0b0010 | retain
    return _packet(
        PacketType.PUBLISH << 4 | flags, _text(topic), struct.pack("!H", packet_id), payload
    )


def publish_once(topic: str, payload: bytes) -> bytes:
    """PUBLISH with QoS 0."""
    return _packet(PacketType.PUBLISH << 4, _text(topic), payload)


def puback(packet_id: int) -> bytes:
    return struct.pack("!BBH", PacketType.PUBACK << 4, 2, packet_id)


def read_publication(packet: Packet) -> Publication:
    """The PUBLISH in `packet`; raises MalformedPacket."""
    qos = packet.flags >> 1 & 0b11
    try:
        (length,) = struct.unpack_from("!H", packet.body)
        end = 2 + length
        topic = packet.body[2:end].decode()
        packet_id = struct.unpack_from("!H", packet.body, end)[0] if qos else 0
    except (struct.error, UnicodeDecodeError) as error:
        raise MalformedPacket(f"unreadable PUBLISH: {error}") from error
    return Publication(topic, packet.body[end + (2 if qos else 0) :], qos, packet_id)


def read_packet_id(packet: Packet) -> int:
    if len(packet.body) < 2:  # noqa: PLR2004 - a packet id has two bytes
        raise MalformedPacket(f"no packet id in type {packet.type}")
    return int.from_bytes(packet.body[:2])


def take_packet(buffer: bytearray) -> Packet | None:
    """Remove the first whole packet from `buffer`; None while it is not whole yet."""
    length = 0
    for index in range(1, 5):
        if index >= len(buffer):
            return None
        byte = buffer[index]
        length |= (byte & 0x7F) << 7 * (index - 1)
        if not byte & 0x80:
            break
    else:
        raise MalformedPacket("a remaining length of more than four bytes")
    if length > MAX_PACKET_BYTES:
        raise MalformedPacket(f"a packet of {length} bytes")
    start, end = index + 1, index + 1 + length
    if len(buffer) < end:
        return None
    packet = Packet(buffer[0] >> 4, buffer[0] & 0x0F, bytes(buffer[start:end]))
    del buffer[:end]
    return packet


def _packet(first: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return bytes([first]) + _length(len(body)) + body


def _length(value: int) -> bytes:
    encoded = bytearray()
    while True:
        value, low = value >> 7, value & 0x7F
        encoded.append(low | (0x80 if value else 0))
        if not value:
            return bytes(encoded)


def _text(value: str) -> bytes:
    return _binary(value.encode())


def _binary(value: bytes) -> bytes:
    return struct.pack("!H", len(value)) + value
