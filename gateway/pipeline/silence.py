"""Vehicles that went without a goodbye: who is silent for several beats is not there."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from gateway.domain.vin import Vin
from gateway.pipeline.changes import Change, Facet
from gateway.pipeline.hearing import NEVER, Hearing
from gateway.pipeline.patience import again_and_again
from gateway.pipeline.ports import Bulletin, Clock

BEAT = timedelta(minutes=1)
"""So often a vehicle says that it is there, asleep or not: `Presence` in proto/v1."""
MISSED = 5
"""Beats: one may wait a minute for its acknowledgement before the unit gives its session up."""
LEAST = timedelta(minutes=1)
"""Of the wall, in a world that runs faster: there a unit beats every two seconds."""
LOOK_EVERY_S = 10.0
FAR_BEHIND = timedelta(seconds=30)
"""Of the wall: intake that is further behind knows nothing of silence, and so does a process
that has been stopped for so long."""
log = structlog.get_logger()


def silent_after(speed: float) -> timedelta:
    """Of the gateway's clock, which runs so much faster than the wall."""
    return max(MISSED * BEAT, LEAST * speed)


class Attendance(Protocol):
    async def take(self, silent_since: datetime) -> Sequence[Vin]:
        """Notes whom nothing was heard of after that, and whose session has not ended.

        Such a vehicle is not there, and is again as soon as it has been heard. Returns those
        of which it has changed whether they are there.
        """
        ...


@dataclass(kw_only=True)
class SilenceWorker:
    """Only what could be heard is silence: as long as all must have been heard since.

    `after`: how much of it, of the gateway's clock; `wall`: the clock of `hearing`.
    """

    attendance: Attendance
    after: timedelta
    hearing: Hearing
    clock: Clock
    wall: Callable[[], datetime]
    bulletin: Bulletin
    _looked_at: datetime | None = None
    _deaf_until: datetime = NEVER

    async def run(self) -> None:
        """Until it is cancelled."""

        async def one_round() -> None:
            await self.look()
            await asyncio.sleep(LOOK_EVERY_S)

        await again_and_again(one_round)

    async def look(self) -> None:
        """To be called every now and then; the first time nothing has been heard yet."""
        silent_since = self.clock.now() - self.after
        if not self._has_heard_all_after(silent_since):
            return
        changed = await self.attendance.take(silent_since)
        for vin in changed:
            self.bulletin.publish(Change(vin, Facet.CONTACT))
        if changed:
            log.info("vehicles fell silent, or were heard again", vehicles=len(changed))

    def _has_heard_all_after(self, at: datetime) -> bool:
        now, looked_at = self.wall(), self._looked_at
        self._looked_at = now
        if looked_at is None or now - looked_at > FAR_BEHIND or not self.hearing.hears():
            self._deaf_until = now
        heard_until = self.hearing.patience_ends()
        if heard_until is NEVER or now - heard_until > FAR_BEHIND:
            return False
        return now - self._deaf_until >= self.hearing.ago(at)
