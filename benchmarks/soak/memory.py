"""How much memory the gateway takes, life after life."""

import asyncio
import time
from dataclasses import dataclass, field
from typing import Final

import psutil

from gateway.embedded.child import Child

MIB: Final = 1 << 20
LOOK_EVERY_S: Final = 1.0
WARM_S: Final = 20.0
"""Caches fill at the start of a life; growth counts from then on."""


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

    def _look(self, pid: int) -> None:
        try:
            process = psutil.Process(pid)
            seen = (time.time() - process.create_time(), process.memory_info().rss / MIB)
        except psutil.NoSuchProcess:
            return
        self.lives.setdefault(pid, []).append(seen)
