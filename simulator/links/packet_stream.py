"""Cuts a stream of bytes at the borders of MQTT packets; reads fixed headers only."""

from enum import IntEnum
from typing import Final

MOST_LENGTH_BYTES: Final = 4
QOS_1: Final = 0b0010
DUP: Final = 0b1000
RETAIN: Final = 0b0001
QOS_MASK: Final = 0b0110


class PacketType(IntEnum):
    CONNECT = 1
    PUBLISH = 3
    SUBSCRIBE = 8
    DISCONNECT = 14


class PacketStream:
    """What is no MQTT passes uncut from there on."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._is_mqtt = True

    def feed(self, data: bytes) -> list[bytes]:
        """The packets that `data` completes, in order, headers included."""
        self._buffer += data
        packets = []
        while self._is_mqtt and (size := self._first_size()) is not None:
            packets.append(bytes(self._buffer[:size]))
            del self._buffer[:size]
        if not self._is_mqtt:
            packets.append(self.rest())
        return packets

    def rest(self) -> bytes:
        """Take out what has begun and is not whole."""
        rest = bytes(self._buffer)
        self._buffer.clear()
        return rest

    def _first_size(self) -> int | None:
        """The size of the first packet; None while it is not whole."""
        length = 0
        for index, byte in enumerate(self._buffer[1 : 1 + MOST_LENGTH_BYTES]):
            length |= (byte & 0x7F) << 7 * index
            if not byte & 0x80:
                size = 2 + index + length
                return size if size <= len(self._buffer) else None
        self._is_mqtt = len(self._buffer) <= MOST_LENGTH_BYTES
        return None


def packet_type(packet: bytes) -> int:
    """One of PacketType, or another number from 0 to 15."""
    return packet[0] >> 4


def is_report(packet: bytes) -> bool:
    """A PUBLISH with QoS 1 that is not retained."""
    flags = packet[0] & (QOS_MASK | RETAIN)
    return packet_type(packet) == PacketType.PUBLISH and flags == QOS_1


def packet_of(first: int, content: bytes) -> bytes:
    """A packet whose header begins with the byte `first`."""
    length, left = bytearray(), len(content)
    while left > 0x7F:  # noqa: PLR2004 - seven bits a byte
        length.append(left & 0x7F | 0x80)
        left >>= 7
    return bytes([first, *length, left]) + content


def body(packet: bytes) -> bytes:
    """What follows the fixed header."""
    index = 1
    while packet[index] & 0x80:
        index += 1
    return packet[index + 1 :]
