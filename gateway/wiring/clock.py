"""The one clock of the gateway."""

import time
from datetime import UTC, datetime, timedelta

from gateway.settings import Settings


class ScaledClock:
    """The wall's time, or that of a simulated world that runs `speed` times as fast.

    Implements `gateway.pipeline.ports.Clock`. Both origins are unix seconds.
    """

    def __init__(self, speed: float, wall_origin: float, world_origin: float) -> None:
        self._speed = speed
        self._wall_origin = wall_origin
        self._world_origin = world_origin

    @classmethod
    def of(cls, settings: Settings) -> "ScaledClock":
        return cls(settings.speed, settings.wall_origin, settings.world_origin)

    def now(self) -> datetime:
        return self.at(time.time())

    def at(self, unix_s: float) -> datetime:
        """What it showed when the wall's clock showed this."""
        passed = (unix_s - self._wall_origin) * self._speed
        return datetime.fromtimestamp(self._world_origin + passed, UTC)

    def ago(self, at: datetime) -> timedelta:
        """How long ago, on the wall, it showed this."""
        return (self.now() - at) / self._speed


def wall() -> datetime:
    """The real time, for what belongs to people in front of a screen: links and sessions."""
    return datetime.now(UTC)
