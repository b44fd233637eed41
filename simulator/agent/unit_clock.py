"""What a unit knows of the time: a monotonic clock, a doubtful wall clock, the server's."""

import asyncio

from simulator.agent.server_time import ServerTime
from simulator.world_clock import WorldClock


class UnitClock:
    """One boot's clocks. `wall_error_s` is how far the real-time clock was off at the start."""

    def __init__(self, world: WorldClock, wall_error_s: float = 0.0) -> None:
        self.world = world
        self.started_at = world.now()
        self._wall_error_s = wall_error_s
        self._server_time: ServerTime | None = None
        self._answered = asyncio.Event()

    def uptime_ms(self, at: float | None = None) -> int:
        """Milliseconds since the boot, now or at world time `at` (not before the boot)."""
        moment = self.world.now() if at is None else at
        return max(0, round((moment - self.started_at) * 1000))

    def wall_ms(self, at: float | None = None) -> int:
        """What the unit's own wall clock shows, ms since 1970; it may be wrong by decades."""
        moment = self.world.now() if at is None else at
        return max(0, round((moment + self._wall_error_s) * 1000))

    def take_server_time(self, server_ms: int, asked_ms: int) -> None:
        """The first answer of a session, to what was asked at uptime `asked_ms`.

        One that contradicts those of earlier sessions wins: the server's clock has been set.
        """
        newer = ServerTime.of_answer(server_ms, asked_ms, self.uptime_ms())
        older = self._server_time
        self._know((older and older.narrowed(newer)) or newer)

    def hear_server_time(self, server_ms: int, asked_ms: int) -> None:
        """A later answer makes the time more exact, and never sets it back."""
        newer = ServerTime.of_answer(server_ms, asked_ms, self.uptime_ms())
        narrowed = self._known().narrowed(newer)
        if narrowed is not None:
            self._know(narrowed)
        elif newer.latest_ms > self.latest_server_ms():
            self._know(newer)

    def jump(self, by_s: float) -> None:
        """The wall clock is set by somebody who does not know the time."""
        self._wall_error_s += by_s

    async def server_time_known(self) -> None:
        await self._answered.wait()

    def latest_server_ms(self) -> int:
        """The server's time, or later: an answer may have been long under way.

        Raises LookupError before any answer in this boot.
        """
        return self._known().at(self.uptime_ms()).latest_ms

    def is_past(self, server_ms: int) -> bool | None:
        """Whether the server's clock shows this moment or a later one; None when not known.

        Raises LookupError before any answer in this boot.
        """
        now = self._known().at(self.uptime_ms())
        if now.latest_ms < server_ms:
            return False
        return True if now.earliest_ms >= server_ms else None

    def _know(self, server_time: ServerTime) -> None:
        """Take it over, and set the wall clock to its middle."""
        self._server_time = server_time
        middle_ms = (server_time.earliest_ms + server_time.latest_ms) / 2
        self._wall_error_s = middle_ms / 1000 - self.world.now()
        self._answered.set()

    def _known(self) -> ServerTime:
        if self._server_time is None:
            raise LookupError("the server has not told its time in this boot")
        return self._server_time
