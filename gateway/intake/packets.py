"""MQTT 3.1.1 and 5 packets, as far as a session needs them that receives and commands."""

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from gateway.domain.errors import LinkDown


class Version(IntEnum):
    V311 = 4
    V5 = 5


class PacketType(IntEnum):
    CONNACK = 2
    PUBLISH = 3
    PUBACK = 4
    SUBACK = 9
    UNSUBACK = 11
    PINGRESP = 13
    DISCONNECT = 14


FAILURE = 0x80  # and above: the answer is no
_MORE, _SEVEN = 0x80, 0x7F  # of a length: this byte is not the last; what it counts
_LONGEST_HEAD = 5
SESSION_TAKEN_OVER = 0x8E
RETAIN, QOS = 0x01, 0x06
PINGREQ = b"\xc0\x00"
GOODBYE = b"\xe0\x00"
FOR_EVER_S = 0xFFFFFFFF
LARGEST_BYTES = 256 << 10
"""Of a packet that we read as a whole; ours stay below 80 KB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hello:
    """What a CONNECT says; `window`: how much the broker may send unacknowledged (MQTT 5)."""

    version: Version
    client_id: str
    username: str | None
    password: str | None
    keepalive_s: int
    window: int

    def packet(self) -> bytes:
        """The session outlives the connection, and every restart of ours."""
        flags = (0x80 if self.username else 0) | (0x40 if self.password else 0)
        head = _text("MQTT") + struct.pack("!BBH", self.version, flags, self.keepalive_s)
        if self.version is Version.V5:
            properties = struct.pack(
                "!BIBHBI", 0x11, FOR_EVER_S, 0x21, self.window, 0x27, LARGEST_BYTES
            )
            head += _length(len(properties)) + properties
        names = [self.client_id, *filter(None, [self.username, self.password])]
        return _packet(0x10, head + b"".join(map(_text, names)))


@dataclass(frozen=True, slots=True)
class Welcome:
    """A CONNACK; `code` 0 is yes."""

    session_present: bool
    code: int


class Publication(NamedTuple):
    """A tuple, because one is made for each message that comes."""

    topic: str
    packet_id: int
    payload: bytes
    retained: bool


def subscribe(version: Version, packet_id: int, filters: Sequence[str]) -> bytes:
    """QoS 1 for all of them."""
    body = b"".join(_text(one) + b"\x01" for one in filters)
    return _packet(0x82, _numbered(version, packet_id) + body)


def unsubscribe(version: Version, packet_id: int, filters: Sequence[str]) -> bytes:
    return _packet(0xA2, _numbered(version, packet_id) + b"".join(map(_text, filters)))


def publish(
    version: Version, packet_id: int, topic: str, payload: bytes, *, retain: bool = False
) -> bytes:
    """With QoS 1."""
    body = _text(topic) + _numbered(version, packet_id) + payload
    return _packet(0x32 | (RETAIN if retain else 0), body)


def pubacks(packet_ids: Iterable[int]) -> bytes:
    """The same in both versions: who says nothing means success."""
    return b"".join([b"\x40\x02" + one.to_bytes(2, "big") for one in packet_ids])


def take_packets(data: bytes) -> tuple[list[tuple[int, bytes]], int]:
    """The whole packets at the start of it, as (first byte, body), and how long they were."""
    found: list[tuple[int, bytes]] = []
    at, end = 0, len(data)
    while (size := body_length(data, at)) is not None:
        length, start = size
        if start + length > end:
            break
        found.append((data[at], data[start : start + length]))
        at = start + length
    return found, at


def body_length(data: bytes, at: int) -> tuple[int, int] | None:
    """The length of the body of the packet that begins there, and where the body begins."""
    length = 0
    for place, byte in enumerate(data[at + 1 : at + 5]):
        length |= (byte & _SEVEN) << (7 * place)
        if byte < _MORE:
            return length, at + 2 + place
    if len(data) - at >= _LONGEST_HEAD:
        raise LinkDown("what it says is not MQTT")
    return None


def read_welcome(body: bytes) -> Welcome:
    return Welcome(bool(body[0] & 1), body[1])


def read_publication(version: Version, first: int, body: bytes) -> Publication:
    """Packet id 0 for QoS 0, which is not acknowledged."""
    at = 2 + (body[0] << 8 | body[1])
    topic = body[2:at].decode(errors="replace")
    packet_id = 0
    if first & QOS:
        packet_id = body[at] << 8 | body[at + 1]
        at += 2
    if version is Version.V5:
        at = _after_properties(body, at)
    return Publication(topic, packet_id, body[at:], bool(first & RETAIN))


def read_answer(version: Version, kind: PacketType, body: bytes) -> tuple[int, Sequence[int]]:
    """(packet id, reason codes) of a SUBACK, UNSUBACK or PUBACK; without any, it is a yes."""
    packet_id = body[0] << 8 | body[1]
    if kind is PacketType.PUBACK:
        return packet_id, list(body[2:3])
    at = _after_properties(body, 2) if version is Version.V5 else 2
    return packet_id, list(body[at:])


def read_farewell(body: bytes) -> int:
    """The reason code of a DISCONNECT (MQTT 5)."""
    return body[0] if body else 0


def _after_properties(body: bytes, at: int) -> int:
    length = shift = 0
    while body[at] >= _MORE:
        length |= (body[at] & _SEVEN) << shift
        at, shift = at + 1, shift + 7
    return at + 1 + (length | body[at] << shift)


def _numbered(version: Version, packet_id: int) -> bytes:
    return packet_id.to_bytes(2, "big") + (b"\x00" if version is Version.V5 else b"")


def _packet(first: int, body: bytes) -> bytes:
    return bytes([first]) + _length(len(body)) + body


def _length(number: int) -> bytes:
    return bytes(_sevens(number))


def _sevens(number: int) -> Iterator[int]:
    while number >= _MORE:
        yield number & _SEVEN | _MORE
        number >>= 7
    yield number


def _text(text: str) -> bytes:
    encoded = text.encode()
    return len(encoded).to_bytes(2, "big") + encoded
