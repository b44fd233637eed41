"""How much memory the gateway takes, life after life, and whether that stays."""

import asyncio
import time
from dataclasses import dataclass, field
from statistics import fmean, linear_regression
from typing import Final

import psutil

from gateway.embedded.child import Child

MIB: Final = 1 << 20
LOOK_EVERY_S: Final = 1.0
WARM_S: Final = 20.0
"""Caches fill at the start of a life; growth counts from then on."""

SAMPLE_EVERY_S: Final = 10.0
HOUR_S: Final = 3600.0


@dataclass(frozen=True, slots=True)
class Flatness:
    """Mean MiB of both halves of a life, and how many an hour its second half gained.

    Caches and windows fill in the first half: what leaks shows in the slope of the second.
    """

    first_half_mib: float
    second_half_mib: float
    mib_an_hour: float

    @classmethod
    def of(cls, life: list[tuple[float, float]]) -> "Flatness":
        """`life`: (age in seconds, MiB), of which one in `SAMPLE_EVERY_S` counts."""
        sampled = {int(age // SAMPLE_EVERY_S): (age, mib) for age, mib in reversed(life)}
        samples = sorted(one for one in sampled.values() if one[0] > WARM_S)
        half = len(samples) // 2
        first, second = samples[:half], samples[half:]
        ages, mibs = zip(*second, strict=True)
        slope = linear_regression(ages, mibs).slope
        return cls(fmean(mib for _, mib in first), fmean(mibs), slope * HOUR_S)


@dataclass(slots=True)
class Watch:
    """`lives`: of each process the (age, RSS) that were seen, in seconds and MiB."""

    child: Child
    lives: dict[int, list[tuple[float, float]]] = field(default_factory=dict)

    async def run(self) -> None:
        """Until it is cancelled."""
        while True:
            if self.child.pid is not None:
                self._look(self.child.pid)
            await asyncio.sleep(LOOK_EVERY_S)

    @property
    def peak_mib(self) -> float:
        return max((rss for life in self.lives.values() for _, rss in life), default=0.0)

    @property
    def growth_mib(self) -> float:
        """Of the longest life that lasted past its warming up, from then to its end."""
        warm = [[rss for age, rss in life if age > WARM_S] for life in self.lives.values()]
        longest = max(warm, key=len, default=[])
        return longest[-1] - longest[0] if longest else 0.0

    @property
    def flatness(self) -> Flatness | None:
        """Of the longest life; None while it is too short for a word about it."""
        longest = max(self.lives.values(), key=len, default=[])
        if not longest or longest[-1][0] < WARM_S + 4 * SAMPLE_EVERY_S:
            return None
        return Flatness.of(longest)

    def _look(self, pid: int) -> None:
        try:
            process = psutil.Process(pid)
            seen = (time.time() - process.create_time(), process.memory_info().rss / MIB)
        except psutil.NoSuchProcess:
            return
        self.lives.setdefault(pid, []).append(seen)
