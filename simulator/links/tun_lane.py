"""One direction of a TUN link: when a packet comes out at the other end, if it does."""

import random
from dataclasses import dataclass

from simulator.links.burst_loss import BurstLoss, Channel

LONGEST_QUEUE_S = 3.0
SHORTEST_BURST_S = 0.001


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """One way, in seconds of the wall: the kernel's TCP, which sends again, knows no other.

    A packet takes `delay_s` and up to `jitter_s` more; order is kept. Of all packets the share
    `loss` is lost: all those of bursts that last `burst_s` on average, or, with 0, any.
    """

    delay_s: float = 0.0
    jitter_s: float = 0.0
    loss: float = 0.0
    burst_s: float = 0.0
    bytes_per_s: float = float("inf")

    def __post_init__(self) -> None:
        if not 0 <= self.loss < 1:
            raise ValueError(f"loss is a share from 0 up to 1, not {self.loss:g}")
        if self.burst_s and not self.burst_s >= SHORTEST_BURST_S:
            raise ValueError(
                f"a burst is 0 or at least {SHORTEST_BURST_S:g} s, not {self.burst_s:g}"
            )
        if min(self.delay_s, self.jitter_s) < 0 or self.bytes_per_s <= 0:
            raise ValueError("delay and jitter are not below 0, and the rate is above 0")

    @property
    def channel(self) -> BurstLoss:
        if not self.loss or not self.burst_s:
            return BurstLoss(good_s=1, bad_s=1, in_good=self.loss, in_bad=self.loss)
        good_s = self.burst_s * (1 - self.loss) / self.loss
        return BurstLoss(good_s=good_s, bad_s=self.burst_s, in_good=0, in_bad=1)


class Lane:
    """The same seed loses the same packets of the same moments."""

    def __init__(self, conditions: Conditions, seed: str) -> None:
        self._seed = seed
        self._rng = random.Random(seed)
        self._free_s = 0.0
        self._last_due_s = 0.0
        self.set(conditions)

    def set(self, conditions: Conditions) -> None:
        """From now on; what is on its way keeps its time."""
        self._conditions = conditions
        self._channel = Channel(conditions.channel, self._seed)

    def due_s(self, now_s: float, size: int) -> float | None:
        """When a packet of `size` bytes that is sent now arrives; None when it is lost.

        It is lost too when those before it would keep it waiting for more than 3 s.
        """
        now = self._conditions
        if self._channel.loses(now_s, self._rng):
            return None
        begins_s = max(now_s, self._free_s)
        if begins_s - now_s > LONGEST_QUEUE_S:
            return None
        self._free_s = begins_s + size / now.bytes_per_s
        arrives_s = self._free_s + now.delay_s + self._rng.random() * now.jitter_s
        self._last_due_s = max(arrives_s, self._last_due_s)
        return self._last_due_s
