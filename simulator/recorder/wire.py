"""Connections without sockets: what one end writes, the other is told, in order."""

import asyncio
from collections import deque
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass

Address = tuple[str, int]


class Wire(asyncio.Transport):
    """One end. Like TCP: what was written before the end of a connection still arrives."""

    def __init__(self, loop: asyncio.AbstractEventLoop, protocol: asyncio.Protocol) -> None:
        super().__init__()
        self._loop = loop
        self._protocol = protocol
        self._peer = self
        self._unread: deque[bytes] = deque()
        self._paused = self._closing = self._lost = self._peer_ended = False
        self._due = False

    def lead_to(self, peer: "Wire") -> None:
        self._peer = peer

    def write(self, data: bytes | bytearray | memoryview) -> None:
        if not self._closing:
            self._peer.take(bytes(data))

    def take(self, data: bytes) -> None:
        """Something has come; the protocol hears of it when it is its turn."""
        self._unread.append(data)
        self._wake()

    def hear_end(self) -> None:
        """The other end is closed."""
        self._peer_ended = True
        self._wake()

    def is_closing(self) -> bool:
        return self._closing

    def close(self) -> None:
        if self._closing:
            return
        self._closing = True
        self._unread.clear()
        self._peer.hear_end()
        self._loop.call_soon(self._lose)

    def abort(self) -> None:
        self.close()

    def pause_reading(self) -> None:
        self._paused = True

    def resume_reading(self) -> None:
        self._paused = False
        self._wake()

    def _wake(self) -> None:
        if not (self._due or self._paused or self._closing):
            self._due = True
            self._loop.call_soon(self._read)

    def _read(self) -> None:
        self._due = False
        if self._paused or self._closing:
            return
        if self._unread:
            data = b"".join(self._unread)
            self._unread.clear()
            self._protocol.data_received(data)
        if self._peer_ended and not (self._unread or self._paused):
            self.close()

    def _lose(self) -> None:
        if not self._lost:
            self._lost = True
            self._protocol.connection_lost(None)


def connect(
    loop: asyncio.AbstractEventLoop, caller: asyncio.Protocol, called: asyncio.Protocol
) -> tuple[Wire, asyncio.Protocol]:
    """The caller's end, and the caller."""
    here, there = Wire(loop, caller), Wire(loop, called)
    here.lead_to(there)
    there.lead_to(here)
    loop.call_soon(called.connection_made, there)
    caller.connection_made(here)
    return here, caller


@dataclass(frozen=True, slots=True)
class Listener:
    """Where connections are taken; stands for its own socket, too."""

    address: Address
    accept: Callable[[], asyncio.Protocol]
    _all: MutableMapping[Address, "Listener"]

    @property
    def sockets(self) -> tuple["Listener"]:
        return (self,)

    def getsockname(self) -> Address:
        return self.address

    def close(self) -> None:
        self._all.pop(self.address, None)

    async def wait_closed(self) -> None:
        """It is closed at once."""
