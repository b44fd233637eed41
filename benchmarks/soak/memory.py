"""How much memory the gateway takes, life after life, and whether that stays."""

import asyncio
import time
from dataclasses import dataclass, field
from itertools import combinations
from statistics import median
from typing import Final

import psutil

from diagnostics_rules import RULEBOOK
from gateway.embedded.child import Child
from gateway.triage.recent import Keeps

MIB: Final = 1 << 20
LOOK_EVERY_S: Final = 1.0
WARM_S: Final = 20.0
"""Caches fill at the start of a life; growth counts from then on."""

SAMPLE_EVERY_S: Final = 10.0
HOUR_S: Final = 3600.0

FULL_S: Final = WARM_S + Keeps(RULEBOOK.needs.signals).hold_ms / 1000
"""From that age on every window holds as much as rules look back on, and gains no more."""

SHORTEST_S: Final = 300.0
"""After that, for a word about it."""

FLAT: Final = 0.05
"""What an hour may add, of what there is."""


@dataclass(frozen=True, slots=True)
class Flatness:
    """Of a life with full windows: median MiB of both halves, and how many an hour would add.

    By the median of the slopes between any two looks (Theil and Sen): the peak of a backlog
    that is given back is not growth.
    """

    first_half_mib: float
    second_half_mib: float
    mib_an_hour: float

    @property
    def is_flat(self) -> bool:
        return self.mib_an_hour <= FLAT * self.first_half_mib

    @classmethod
    def of(cls, life: list[tuple[float, float]]) -> "Flatness | None":
        """`life`: (age in seconds, MiB), of which one in `SAMPLE_EVERY_S` counts.

        None while windows fill, and shortly after.
        """
        sampled = {int(age // SAMPLE_EVERY_S): (age, mib) for age, mib in reversed(life)}
        samples = sorted(one for one in sampled.values() if one[0] > FULL_S)
        if not samples or samples[-1][0] < FULL_S + SHORTEST_S:
            return None
        half = len(samples) // 2
        first, second = [[mib for _, mib in part] for part in (samples[:half], samples[half:])]
        slope = median(
            (mib - before) / (age - earlier)
            for (earlier, before), (age, mib) in combinations(samples, 2)
        )
        return cls(median(first), median(second), slope * HOUR_S)


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
        """Of the longest life."""
        return Flatness.of(max(self.lives.values(), key=len, default=[]))

    def _look(self, pid: int) -> None:
        try:
            process = psutil.Process(pid)
            seen = (time.time() - process.create_time(), process.memory_info().rss / MIB)
        except psutil.NoSuchProcess:
            return
        self.lives.setdefault(pid, []).append(seen)
