"""What a link does to the packets that a car sends, between the car and its hose."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from simulator.links.impostor import denial
from simulator.links.packet_stream import PacketStream, PacketType, packet_type
from simulator.links.shuffler import Shuffler
from simulator.links.tally import Tally
from simulator.world_clock import WorldClock


class Ways(Protocol):
    """Where a border sends things: on towards the broker, or an answer back to the car."""

    def onward(self, data: bytes) -> None: ...

    def back(self, data: bytes) -> None: ...


@dataclass(frozen=True, slots=True)
class Rules:
    """`denies`: whether the broker grants no subscription now."""

    shuffler: Shuffler | None
    denies: Callable[[], bool]
    tally: Tally
    world: WorldClock


class Border:
    """One for each connection, as packets do not go from one to another."""

    def __init__(self, rules: Rules, ways: Ways) -> None:
        self._rules = rules
        self._ways = ways
        self._stream = PacketStream()
        self._timer: asyncio.TimerHandle | None = None

    def take(self, data: bytes) -> None:
        for packet in self._stream.feed(data):
            if packet_type(packet) == PacketType.SUBSCRIBE and self._rules.denies():
                self._rules.tally.denied += 1
                self._ways.back(denial(packet))
            else:
                self._pass_on(packet)
        self._arm()

    def end(self) -> None:
        """Nothing more comes: what was held goes on, and the rest as it is."""
        self.close()
        self._release()
        if rest := self._stream.rest():
            self._ways.onward(rest)

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _pass_on(self, packet: bytes) -> None:
        shuffler = self._rules.shuffler
        if shuffler is None:
            self._ways.onward(packet)
            return
        for each in shuffler.take(packet, self._rules.world.now()):
            self._ways.onward(each)

    def _arm(self) -> None:
        self.close()
        shuffler = self._rules.shuffler
        if shuffler is not None and shuffler.held_until_s is not None:
            left_s = max(0.0, shuffler.held_until_s - self._rules.world.now())
            wait = self._rules.world.wall_seconds(left_s)
            self._timer = asyncio.get_running_loop().call_later(wait, self._release)

    def _release(self) -> None:
        if self._rules.shuffler is not None:
            for packet in self._rules.shuffler.release():
                self._ways.onward(packet)
