"""The world's clock of a discrete loop: it stands still while anything is being done."""

import asyncio

from simulator.world_clock import WorldClock


class LoopClock(WorldClock):
    """World time is `start_s` plus the time of the loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop, start_s: float) -> None:
        super().__init__(wall_origin=start_s, world_origin=start_s, speed=1.0)
        self._loop = loop

    def now(self) -> float:
        return self.world_origin + self._loop.time()
