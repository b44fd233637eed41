"""A network link made of two TUN devices: real IP packets, delayed and lost on the way.

One end is in the host's network, the other in that of a child process, which has no other way
out. TCP between them is the kernel's: what is lost is really sent again.
"""

import asyncio
import os
import socket
import sys
from asyncio.subprocess import Process
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final

from simulator.links import tun_namespace
from simulator.links.tun_device import MTU, TunUnavailable, bring_up, open_tun
from simulator.links.tun_lane import Conditions, Lane
from simulator.links.tun_relay import Relay

NETWORK: Final = "198.18"  # set apart for tests of networks, RFC 2544
NETWORKS: Final = 256
PACKETS_A_TURN: Final = 64
PATIENCE_S: Final = 30.0
IPV4: Final = 4


@dataclass(slots=True)
class Count:
    """Of packets, both ways; `lost` counts those of a link that is down too."""

    carried: int = 0
    lost: int = 0
    bytes_carried: int = 0


class TunLink:
    """Made by `tun_link`. It is up at first."""

    def __init__(self, descriptor: int, number: int, lanes: tuple[Lane, Lane]) -> None:
        self._here = descriptor
        self._there: int | None = None
        self._network = f"{NETWORK}.{number}"
        self._lanes = lanes
        self._moving: tuple[_Belt, ...] = ()
        self.address = ("", 0)
        self.is_up = True
        self.count = Count()

    @property
    def host(self) -> str:
        """The address of the host's end, as the child reaches it."""
        return f"{self._network}.1"

    def set(self, conditions: Conditions) -> None:
        """From now on, in both directions."""
        for lane in self._lanes:
            lane.set(conditions)

    def go_down(self) -> None:
        """Packets vanish, and nobody is told."""
        self.is_up = False

    def come_up(self) -> None:
        self.is_up = True

    async def begin(self, argv: Sequence[str], **options: Any) -> Process:
        """Start a program at the other end; it dies with this process.

        `options` are those of `asyncio.create_subprocess_exec`. Once only; raises
        TunUnavailable.
        """
        if self._there is not None:
            raise RuntimeError("there is a program at the other end already")
        ours, theirs = socket.socketpair()
        with ours, theirs:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", tun_namespace.__name__),
                *(str(os.getpid()), str(theirs.fileno()), f"{self._network}.2", *argv),
                pass_fds=(theirs.fileno(),),
                **options,
            )
            theirs.close()
            try:
                self._there = await asyncio.to_thread(_take_device, ours)
            except TunUnavailable:
                await process.wait()
                raise
        to_host, from_host = self._lanes
        self._moving = (
            _Belt(self, to_host, self._there, self._here),
            _Belt(self, from_host, self._here, self._there),
        )
        return process

    def close(self) -> None:
        """Take both devices away."""
        for belt in self._moving:
            belt.stop()
        for descriptor in (self._here, self._there):
            if descriptor is not None:
                os.close(descriptor)

    def lost(self) -> None:
        self.count.lost += 1

    def carried(self, size: int) -> None:
        self.count.carried += 1
        self.count.bytes_carried += size


class _Belt:
    """Carries packets from one device to the other, each at its time."""

    def __init__(self, link: TunLink, lane: Lane, source: int, sink: int) -> None:
        self._link = link
        self._lane = lane
        self._source = source
        self._sink = sink
        self._loop = asyncio.get_running_loop()
        self._packets: deque[tuple[float, bytes]] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._loop.add_reader(source, self._take)

    def stop(self) -> None:
        self._loop.remove_reader(self._source)
        if self._timer is not None:
            self._timer.cancel()

    def _take(self) -> None:
        for _ in range(PACKETS_A_TURN):
            try:
                packet = os.read(self._source, MTU)
            except BlockingIOError:
                return
            except OSError:  # the network at this end is gone, and its device with it
                self._loop.remove_reader(self._source)
                return
            if packet and packet[0] >> 4 == IPV4:
                self._send(packet)

    def _send(self, packet: bytes) -> None:
        due_s = self._lane.due_s(self._loop.time(), len(packet)) if self._link.is_up else None
        if due_s is None:
            self._link.lost()
            return
        self._packets.append((due_s, packet))
        if self._timer is None:
            self._timer = self._loop.call_at(due_s, self._deliver)

    def _deliver(self) -> None:
        now_s = self._loop.time()
        while self._packets and self._packets[0][0] <= now_s:
            self._put(self._packets.popleft()[1])
        self._timer = None
        if self._packets:
            self._timer = self._loop.call_at(self._packets[0][0], self._deliver)

    def _put(self, packet: bytes) -> None:
        try:
            os.write(self._sink, packet)
        except OSError:  # its queue is full, or it is gone: lost, as in any network
            self._link.lost()
        else:
            self._link.carried(len(packet))


@asynccontextmanager
async def tun_link(
    upstream: tuple[str, int], conditions: Conditions, seed: int
) -> AsyncIterator[TunLink]:
    """A link whose `address` leads to `upstream`; nothing is left of it after the block.

    The child that `begin` starts connects to `address`. Raises TunUnavailable.
    """
    descriptor, number = open_tun()
    lanes = (Lane(conditions, f"{seed} to the host"), Lane(conditions, f"{seed} from it"))
    link = TunLink(descriptor, number % NETWORKS, lanes)
    relay = Relay(upstream)
    try:
        bring_up(number, link.host)
        link.address = await relay.listen(link.host)
        yield link
    finally:
        await relay.close()
        link.close()


def _take_device(door: socket.socket) -> int:
    """The child's TUN device; raises TunUnavailable with its words."""
    door.settimeout(PATIENCE_S)
    words = b""
    with suppress(TimeoutError):
        words, descriptors, _, _ = socket.recv_fds(door, 4096, 1)
        if descriptors:
            return descriptors[0]
    raise TunUnavailable(words.decode() or "the program at the other end did not start")
