"""Commands leave from the outbox, when the vehicle itself has said that it is there."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

import structlog

from gateway.decode.commands import Sign, answer_clock
from gateway.domain.errors import LinkDown
from gateway.domain.report import Presence
from gateway.domain.vin import Vin
from gateway.pipeline.changes import Change, Facet
from gateway.pipeline.patience import again_and_again, wait_for
from gateway.pipeline.ports import Bulletin, Clock

RESEND_AFTER = timedelta(minutes=2)
GIVE_UP_AFTER = timedelta(minutes=10)
log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A signed command that may leave now."""

    operation: UUID
    vin: Vin
    downlink: bytes


class Outbox(Protocol):
    async def take_due(self, now: datetime, resend_before: datetime) -> Sequence[Parcel]:
        """Marks as sent, and returns, what may leave.

        That is what was never sent, was sent in an earlier session of the vehicle, or was sent
        before `resend_before` without any answer; the vehicle executes an id only once.
        """
        ...

    async def expire(self, now: datetime, lost_before: datetime) -> int:
        """What was not sent in time has expired.

        What was sent and has had no end by `lost_before` after its expiry is unknown, until
        the vehicle's own ledger settles it.
        """
        ...


class CommandChannel(Protocol):
    async def send(self, vin: Vin, downlink: bytes) -> None:
        """At least once to a vehicle that is connected; raises `LinkDown` without a broker."""
        ...


@dataclass(frozen=True, kw_only=True)
class Dispatcher:
    """Sends what is due, and gives the time to vehicles that have just come online."""

    outbox: Outbox
    channel: CommandChannel
    clock: Clock
    bulletin: Bulletin
    sign: Sign

    async def run(self, wake: asyncio.Event) -> None:
        """Until it is cancelled; `wake` is set when there may be something to send."""

        async def one_round() -> None:
            wake.clear()
            now = self.clock.now()
            await self.outbox.expire(now, now - GIVE_UP_AFTER)
            for parcel in await self.outbox.take_due(now, now - RESEND_AFTER):
                await self._send(parcel)
            await wait_for(wake)

        await again_and_again(one_round)

    async def greet(self, arrivals: asyncio.Queue[Sequence[Presence]]) -> None:
        """Until it is cancelled; answers the presences that intake puts into the queue."""
        while True:
            for presence in await arrivals.get():
                if presence.online:
                    await self._answer(presence)

    async def _send(self, parcel: Parcel) -> None:
        try:
            await self.channel.send(parcel.vin, parcel.downlink)
        except LinkDown:
            log.warning("command not sent, will be sent again", operation=parcel.operation)
        self.bulletin.publish(Change(parcel.vin, Facet.CASES))

    async def _answer(self, presence: Presence) -> None:
        try:
            answer = answer_clock(presence, self.clock.now(), self.sign)
            await self.channel.send(presence.vin, answer)
        except LinkDown:
            log.warning("clock answer not sent", vehicle=presence.vin.masked)
