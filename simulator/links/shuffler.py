"""Repeats and reorders what a car publishes, as relays between it and its broker do."""

import random
from dataclasses import dataclass

from simulator.links.packet_stream import DUP, PacketType, is_report, packet_type
from simulator.links.profile import Disorder
from simulator.links.tally import Tally


@dataclass(slots=True)
class Held:
    """A packet that goes after `behind` more reports, or at world time `until_s`."""

    packet: bytes
    behind: int
    until_s: float


class Shuffler:
    """Holds one packet at a time. Retained messages are states: they keep their place."""

    def __init__(self, disorder: Disorder, rng: random.Random, tally: Tally) -> None:
        self._disorder = disorder
        self._rng = rng
        self._tally = tally
        self._held: Held | None = None

    @property
    def held_until_s(self) -> float | None:
        return None if self._held is None else self._held.until_s

    def take(self, packet: bytes, now_s: float) -> list[bytes]:
        """What goes on now that `packet` has come."""
        if packet_type(packet) == PacketType.DISCONNECT:
            return [*self.release(), packet]
        if not is_report(packet):
            return [packet]
        if self._held is None and self._rng.random() < self._disorder.held:
            self._hold(packet, now_s)
            return []
        return [packet, *self._repeated(packet), *self._let_pass()]

    def release(self) -> list[bytes]:
        """What was held goes on after all."""
        held, self._held = self._held, None
        return [] if held is None else [held.packet]

    def _hold(self, packet: bytes, now_s: float) -> None:
        behind = self._rng.randint(1, self._disorder.behind)
        self._held = Held(packet, behind, now_s + self._disorder.longest_s)
        self._tally.held_back += 1

    def _repeated(self, packet: bytes) -> list[bytes]:
        if self._rng.random() >= self._disorder.twice:
            return []
        self._tally.repeated += 1
        return [bytes([packet[0] | DUP]) + packet[1:]]

    def _let_pass(self) -> list[bytes]:
        if self._held is None:
            return []
        self._held.behind -= 1
        return self.release() if self._held.behind == 0 else []
