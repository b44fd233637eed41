"""The clock of the simulated world, which may run faster than the wall's."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


def _unix_minus_monotonic() -> float:
    return time.time() - time.monotonic()


@dataclass(slots=True, kw_only=True)
class WorldClock:
    """World time as a line through (wall_origin, world_origin) with slope `speed`.

    Both origins are unix seconds. Later steps of the host's wall clock do not show.
    """

    wall_origin: float
    world_origin: float
    speed: float
    _anchor: float = field(default_factory=_unix_minus_monotonic, repr=False)
    _stopped_at: float | None = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        if self.speed <= 0:
            raise ValueError(f"the world's speed must be above 0, not {self.speed}")

    def now(self) -> float:
        """World time in unix seconds."""
        wall = self._stopped_at
        if wall is None:
            wall = self._anchor + time.monotonic()
        return self.world_origin + (wall - self.wall_origin) * self.speed

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """Time goes on afterwards as if the meanwhile had not been.

        Only for a world that no other process shares, and that nobody sleeps in.
        """
        began = time.monotonic()
        self._stopped_at = self._anchor + began
        try:
            yield
        finally:
            self._anchor -= time.monotonic() - began
            self._stopped_at = None

    def wall_seconds(self, world_seconds: float) -> float:
        return world_seconds / self.speed

    def world_seconds(self, wall_seconds: float) -> float:
        return wall_seconds * self.speed

    async def sleep(self, world_seconds: float) -> None:
        await asyncio.sleep(max(0.0, world_seconds) / self.speed)
