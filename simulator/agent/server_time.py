"""What one may know of another clock from its answers, however long they were under way."""

from dataclasses import dataclass
from math import ceil
from typing import Self

DRIFT = 1e-4
"""How much faster or slower one of the two clocks may run: 100 parts in a million."""
RESOLUTION_MS = 2
"""Both clocks are read in whole milliseconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerTime:
    """At uptime `at_ms` the server's clock shows `earliest_ms`, `latest_ms` or between."""

    at_ms: int
    earliest_ms: int
    latest_ms: int

    @classmethod
    def of_answer(cls, server_ms: int, asked_ms: int, heard_ms: int) -> Self:
        """The server said `server_ms` at some uptime between the question and now."""
        waited_ms = max(0, heard_ms - asked_ms)
        latest_ms = server_ms + waited_ms + _drift(waited_ms) + RESOLUTION_MS
        return cls(at_ms=heard_ms, earliest_ms=server_ms, latest_ms=latest_ms)

    def at(self, uptime_ms: int) -> "ServerTime":
        """The same knowledge, later: what the clocks may have drifted apart is not known."""
        passed_ms = uptime_ms - self.at_ms
        return ServerTime(
            at_ms=uptime_ms,
            earliest_ms=self.earliest_ms + passed_ms - _drift(passed_ms),
            latest_ms=self.latest_ms + passed_ms + _drift(passed_ms),
        )

    def narrowed(self, newer: "ServerTime") -> "ServerTime | None":
        """What both say at the time of the newer one; None when they contradict each other."""
        older = self.at(newer.at_ms)
        earliest_ms = max(older.earliest_ms, newer.earliest_ms)
        latest_ms = min(older.latest_ms, newer.latest_ms)
        if earliest_ms > latest_ms:
            return None
        return ServerTime(at_ms=newer.at_ms, earliest_ms=earliest_ms, latest_ms=latest_ms)


def _drift(passed_ms: int) -> int:
    return ceil(passed_ms * DRIFT)
