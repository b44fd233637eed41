"""What it costs a segment to cross the link: delay, loss, rate and volume, in world time."""

import random
from collections.abc import Callable
from math import floor
from typing import NamedTuple

from simulator.links.burst_loss import Channel
from simulator.links.profile import LinkProfile, Quota
from simulator.links.retransmission import first_rto_s, recovery_s
from simulator.links.tally import Tally

SEGMENT_BYTES = 1400


class Crossing(NamedTuple):
    """World seconds: the sender is busy for `sending_s`; the bytes arrive `delay_s` later."""

    sending_s: float
    delay_s: float


class Volume:
    """How much of a quota is used up; both directions count."""

    def __init__(self, quota: Quota | None) -> None:
        self._quota = quota
        self._period = 0
        self._used_bytes = 0

    def spend(self, size: int, now_s: float) -> None:
        if self._quota is None:
            return
        period = floor(now_s / self._quota.period_s)
        if period != self._period:
            self._period, self._used_bytes = period, 0
        self._used_bytes += size

    def rate(self, full_bytes_per_s: float) -> float:
        """Bytes a second that are left of the full rate."""
        if self._quota is None or self._used_bytes <= self._quota.period_bytes:
            return full_bytes_per_s
        return min(full_bytes_per_s, self._quota.then_bytes_per_s)


class Air:
    """Both directions of one car's radio. `channel` is what both fade with."""

    def __init__(
        self, profile: LinkProfile, rng: random.Random, channel: Channel | None, tally: Tally
    ) -> None:
        self._profile = profile
        self._rng = rng
        self._channel = channel
        self._tally = tally
        self._volume = Volume(profile.quota)
        self.rto_s = first_rto_s(profile.latency_s, profile.jitter_s)

    def up(self, size: int, now_s: float) -> Crossing:
        self._tally.up_bytes += size
        return self._cross(size, now_s, self._profile.up_bytes_per_s)

    def down(self, size: int, now_s: float) -> Crossing:
        self._tally.down_bytes += size
        return self._cross(size, now_s, self._profile.down_bytes_per_s)

    def delay_s(self) -> float:
        """One way, of a segment that is not lost."""
        return self._profile.latency_s + self._rng.random() * self._profile.jitter_s

    def _cross(self, size: int, now_s: float, full_bytes_per_s: float) -> Crossing:
        waits_s, lost = 0.0, 0
        if self._channel is not None:
            waits_s, lost = recovery_s(self.rto_s, _loses(self._channel, self._rng, now_s))
            self._tally.lost_segments += lost
            self._tally.resent_bytes += lost * size
        self._volume.spend(size * (1 + lost), now_s)
        sending_s = size * (1 + lost) / self._volume.rate(full_bytes_per_s)
        return Crossing(sending_s, waits_s + self.delay_s())


def _loses(channel: Channel, rng: random.Random, sent_s: float) -> Callable[[float], bool]:
    return lambda after_s: channel.loses(sent_s + after_s, rng)
