"""Whether intake can hear, and how far it is behind: such time is no time of waiting."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from gateway.pipeline.holdback import HOLD_BACK

STALLED = timedelta(seconds=2)
"""Between two looks: this process was stopped, or a batch waited for the store."""
NEVER = datetime.min.replace(tzinfo=UTC)


def _no_time(_at: datetime) -> timedelta:
    return timedelta()


def _always() -> bool:
    return True


@dataclass
class Hearing:
    """What is waited for comes over the same link, behind what lies there already.

    `ago`: how long ago, on the wall, the gateway's clock showed an instant; `hears`: whether
    the broker is connected; `deaf_until`: the wall's time until which nothing could be heard;
    `hold_back`: how long a report waits for those before it.
    """

    wall: Callable[[], datetime]
    ago: Callable[[datetime], timedelta] = _no_time
    hears: Callable[[], bool] = _always
    deaf_until: datetime = NEVER
    hold_back: timedelta = HOLD_BACK
    _looked_at: datetime | None = None
    _behind: timedelta = timedelta()
    _busy: bool = False

    def took(self, arrived_at: datetime) -> None:
        """A batch is stored, the first frame of which came then."""
        self._behind = max(timedelta(), self.ago(arrived_at))
        self._busy = True

    def look(self) -> None:
        """To be called every now and then."""
        now = self.wall()
        stalled = self._looked_at is not None and now - self._looked_at > STALLED
        if stalled or not self.hears():
            self.deaf_until = now
        if not self._busy:
            self._behind = timedelta()
        self._busy, self._looked_at = False, now

    def patience_ends(self) -> datetime:
        """Whoever was to wait until then, or until before it, has waited long enough."""
        now = self.wall()
        if self.deaf_until is not NEVER and now - self.deaf_until < self.hold_back:
            return NEVER
        return now - self._behind
