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
        return datetime.fromtimestamp(self._shown(time.time()), UTC)

    def at_us(self, unix_s: float) -> int:
        """Microseconds since 1970 that it showed when the wall's clock showed this."""
        return round(self._shown(unix_s) * 1e6)

    def _shown(self, unix_s: float) -> float:
        return self._world_origin + (unix_s - self._wall_origin) * self._speed

    def ago(self, at: datetime) -> timedelta:
        """How long ago, on the wall, it showed this."""
        return (self.now() - at) / self._speed


def wall() -> datetime:
    """The real time, for what belongs to people in front of a screen: links and sessions."""
    return datetime.now(UTC)
