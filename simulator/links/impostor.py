"""Answers that a link gives in place of the broker."""

import random
from typing import Final, Protocol

from simulator.links.packet_stream import PacketStream, body, packet_of
from simulator.links.tally import Tally

LOGIN_PAGE: Final = (
    b"HTTP/1.1 302 Found\r\n"
    b"Location: http://login.wlan.example/accept\r\n"
    b"Content-Length: 0\r\n"
    b"Connection: close\r\n"
    b"\r\n"
)
SUBACK_FAILURE: Final = 0x80
SWALLOWED: Final = 1 / 3


class Impostor(Protocol):
    """Who sits at the other end of a connection that never reaches the broker."""

    def hear(self, data: bytes) -> bytes:
        """The answer, with which the connection ends; empty while there is none."""
        ...


class LoginPage:
    """A captive portal. One connection in three is swallowed: it hears nothing, ever."""

    def __init__(self, rng: random.Random, tally: Tally) -> None:
        tally.captive += 1
        self._page = LOGIN_PAGE if rng.random() >= SWALLOWED else b""

    def hear(self, data: bytes) -> bytes:
        return self._page if data else b""


class Refusal:
    """Answers CONNECT with a return code other than 0 (MQTT 3.1.1, table 3.1)."""

    def __init__(self, code: int, tally: Tally) -> None:
        self._code = code
        self._tally = tally
        self._stream = PacketStream()

    def hear(self, data: bytes) -> bytes:
        if not self._stream.feed(data):
            return b""
        self._tally.refused += 1
        return packet_of(0x20, bytes([0, self._code]))


def denial(subscribe: bytes) -> bytes:
    """The SUBACK that refuses every filter of this SUBSCRIBE (MQTT 3.1.1, 3.9.3)."""
    content = body(subscribe)
    filters, at = 0, 2
    while at + 2 < len(content):
        at += 3 + int.from_bytes(content[at : at + 2])
        filters += 1
    return packet_of(0x90, content[:2] + bytes([SUBACK_FAILURE]) * filters)
