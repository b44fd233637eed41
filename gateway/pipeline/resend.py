"""Asks vehicles that are here for just those reports that are missing."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from gateway.decode.commands import Gap, Sign, ask_to_resend
from gateway.domain.errors import LinkDown
from gateway.domain.vin import Vin
from gateway.pipeline.changes import Change, Facet
from gateway.pipeline.dispatch import CommandChannel
from gateway.pipeline.gaps import KnownGap
from gateway.pipeline.patience import again_and_again
from gateway.pipeline.ports import Bulletin, Clock

LOOK_EVERY_S = 2.0
A_ROUND = 50
BACKLOG_PATIENCE = timedelta(minutes=10)
"""Of the wall: so long a vehicle is let send what it has on board before it is asked."""
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Request:
    """What one vehicle is asked for: as much as fits into one message."""

    vin: Vin
    gaps: Sequence[KnownGap]


class GapBook(Protocol):
    async def take_due(
        self, now: datetime, patient_until: datetime, limit: int
    ) -> Sequence[Request]:
        """What is to be asked for, of so many vehicles, newest first: it counts as asked.

        Times are the wall's. Of vehicles that are here; of boots of the unit that is in them:
        what one that was taken out was to send is not asked for any more. A vehicle that has
        still reports to send is asked only when a gap was due at `patient_until`.
        """
        ...


@dataclass(frozen=True, kw_only=True)
class GapWorker:
    """`clock` dates the requests; `wall` tells when they are due."""

    book: GapBook
    channel: CommandChannel
    clock: Clock
    wall: Callable[[], datetime]
    bulletin: Bulletin
    sign: Sign

    async def run(self) -> None:
        """Until it is cancelled."""

        async def one_round() -> None:
            now = self.wall()
            requests = await self.book.take_due(now, now - BACKLOG_PATIENCE, A_ROUND)
            for request in requests:
                await self._ask(request)
            if len(requests) < A_ROUND:
                await asyncio.sleep(LOOK_EVERY_S)

        await again_and_again(one_round)

    async def _ask(self, request: Request) -> None:
        """One that gets lost is asked again when it is due, like one without an answer."""
        gaps = [Gap(one.boot_id, one.first_seq, one.last_seq) for one in request.gaps]
        try:
            await self.channel.send(
                request.vin, ask_to_resend(request.vin, gaps, self.clock.now(), self.sign)
            )
        except LinkDown:
            log.warning("not asked to send again", vehicle=request.vin.masked)
        else:
            log.info(
                "asked to send again",
                vehicle=request.vin.masked,
                reports=sum(one.reports for one in request.gaps),
            )
        self.bulletin.publish(Change(request.vin, Facet.CONTACT))
