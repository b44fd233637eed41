"""Commands leave from the outbox, when the vehicle itself has said that it is there."""

import asyncio
from collections.abc import Collection, Sequence
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
from gateway.pipeline.updates import Told, is_updated

RESEND_AFTER = timedelta(minutes=2)
GIVE_UP_AFTER = timedelta(minutes=10)
A_ROUND = 100
AT_ONCE = 4
"""So that one vehicle that cannot be reached does not hold up the others."""
LOOK_AT_UPDATE_AFTER = timedelta(minutes=1)
LOOK_EVERY_S = 1.0
"""Of the wall; who has something to send wakes the dispatcher."""
log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A signed command that may leave now."""

    operation: UUID
    vin: Vin
    downlink: bytes


class Outbox(Told, Protocol):
    """Taken, published, sent: what was taken is on its way until one of the two is said."""

    async def take_due(
        self,
        now: datetime,
        resend_before: datetime,
        limit: int,
        besides: Collection[Vin] = (),
    ) -> Sequence[Parcel]:
        """What may leave, at most so much of it: nobody else gets it meanwhile.

        Nothing for the vehicles `besides`.

        That is what was never sent, was sent in an earlier session of the vehicle, was sent
        before `resend_before` without any answer, or was taken before it by somebody who has
        not said what became of it; the vehicle executes an id only once.
        """
        ...

    async def mark_sent(self, operation: UUID, at: datetime) -> None:
        """The broker has it since `at`; an answer may already have overtaken this."""
        ...

    async def put_back(self, operation: UUID) -> None:
        """It has not left: it waits as before, may be cancelled, and may leave at once."""
        ...

    async def expire(self, now: datetime, lost_before: datetime) -> int:
        """What was never taken in time has expired.

        What was, and has had no end by `lost_before` after its expiry, is unknown, until the
        vehicle's own ledger settles it.
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
        """Until it is cancelled; `wake` is set when there may be something to send.

        A car that installs software gets nothing, and is asked after once a minute.
        """
        updated: dict[Vin, datetime] = {}

        async def one_round() -> None:
            wake.clear()
            now = self.clock.now()
            await self.outbox.expire(now, now - GIVE_UP_AFTER)
            for vin in [vin for vin, again_at in updated.items() if again_at <= now]:
                del updated[vin]
            parcels = await self.outbox.take_due(now, now - RESEND_AFTER, A_ROUND, updated)
            leaving = [one for one in parcels if not await self._waits(one, updated, now)]
            free = asyncio.Semaphore(AT_ONCE)
            sent = [self._send(parcel, now, free) for parcel in leaving]
            for failed in await asyncio.gather(*sent, return_exceptions=True):
                if failed is not None:
                    raise failed
            if len(parcels) < A_ROUND:
                await wait_for(wake, LOOK_EVERY_S)

        await again_and_again(one_round)

    async def _waits(self, parcel: Parcel, updated: dict[Vin, datetime], now: datetime) -> bool:
        if not await is_updated(self.outbox, parcel.vin, now):
            return False
        updated[parcel.vin] = now + LOOK_AT_UPDATE_AFTER
        await self.outbox.put_back(parcel.operation)
        return True

    async def greet(
        self, arrivals: asyncio.Queue[Sequence[Presence]], wake: asyncio.Event
    ) -> None:
        """Until it is cancelled; answers the presences that intake puts into the queue.

        Whoever has just come may be waiting for a command: `wake` is set. A beat only asks
        whether somebody is here.
        """
        free = asyncio.Semaphore(AT_ONCE)
        async with asyncio.TaskGroup() as answers:
            while True:
                for presence in await arrivals.get():
                    if presence.online:
                        if not presence.beat:
                            wake.set()
                        await free.acquire()
                        answers.create_task(self._answer(presence, free))

    async def _send(self, parcel: Parcel, at: datetime, free: asyncio.Semaphore) -> None:
        async with free:
            try:
                await self.channel.send(parcel.vin, parcel.downlink)
            except LinkDown:
                log.warning("command not sent, put back", operation=parcel.operation)
                await self.outbox.put_back(parcel.operation)
            else:
                await self.outbox.mark_sent(parcel.operation, at)
        self.bulletin.publish(Change(parcel.vin, Facet.CASES))

    async def _answer(self, presence: Presence, free: asyncio.Semaphore) -> None:
        try:
            answer = answer_clock(presence, self.clock.now(), self.sign)
            await self.channel.send(presence.vin, answer)
        except LinkDown:
            log.warning("clock answer not sent", vehicle=presence.vin.masked)
        finally:
            free.release()
