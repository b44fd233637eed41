"""What a unit knows of the time: a monotonic clock, a doubtful wall clock, the server's."""

import asyncio

from simulator.world_clock import WorldClock


class UnitClock:
    """One boot's clocks. `wall_error_s` is how far the real-time clock was off at the start."""

    def __init__(self, world: WorldClock, wall_error_s: float = 0.0) -> None:
        self.world = world
        self.started_at = world.now()
        self._wall_error_s = wall_error_s
        self._server_minus_uptime_ms: int | None = None
        self._answered = asyncio.Event()

    def uptime_ms(self, at: float | None = None) -> int:
        """Milliseconds since the boot, now or at world time `at` (not before the boot)."""
        moment = self.world.now() if at is None else at
        return max(0, round((moment - self.started_at) * 1000))

    def wall_ms(self, at: float | None = None) -> int:
        """What the unit's own wall clock shows, ms since 1970; it may be wrong by decades."""
        moment = self.world.now() if at is None else at
        return max(0, round((moment + self._wall_error_s) * 1000))

    def take_server_time(self, server_ms: int) -> None:
        """Anchor the server's time on the monotonic clock, and set the wall clock by it."""
        self._server_minus_uptime_ms = server_ms - self.uptime_ms()
        self._wall_error_s = server_ms / 1000 - self.world.now()
        self._answered.set()

    def hear_server_time(self, server_ms: int) -> None:
        """A later answer: it may have been long under way, hence never sets the time back."""
        if server_ms > self.server_ms():
            self.take_server_time(server_ms)

    def jump(self, by_s: float) -> None:
        """The wall clock is set by somebody who does not know the time."""
        self._wall_error_s += by_s

    async def server_time_known(self) -> None:
        await self._answered.wait()

    def server_ms(self) -> int:
        """The server's time; raises LookupError before any answer in this boot."""
        if self._server_minus_uptime_ms is None:
            raise LookupError("the server has not told its time in this boot")
        return self.uptime_ms() + self._server_minus_uptime_ms
