"""Commands leave from the outbox, when the vehicle itself has said that it is there."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

import structlog

from gateway.decode.commands import answer_clock
from gateway.domain.errors import LinkDown
from gateway.domain.report import Presence
from gateway.domain.vin import Vin
from gateway.pipeline.ports import Clock

LOOK_EVERY_S = 0.25  # of the wall
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


async def dispatch(
    outbox: Outbox, channel: CommandChannel, clock: Clock, wake: asyncio.Event
) -> None:
    """Runs until it is cancelled; `wake` is set when there may be something to send."""
    while True:
        wake.clear()
        now = clock.now()
        await outbox.expire(now, now - GIVE_UP_AFTER)
        for parcel in await outbox.take_due(now, now - RESEND_AFTER):
            try:
                await channel.send(parcel.vin, parcel.downlink)
            except LinkDown:
                log.warning("command not sent, will be sent again", operation=parcel.operation)
        try:
            async with asyncio.timeout(LOOK_EVERY_S):
                await wake.wait()
        except TimeoutError:
            continue


async def tell_the_time(
    channel: CommandChannel, presences: Sequence[Presence], clock: Clock
) -> None:
    """Gives the server's time to the vehicles that have just come online."""
    for presence in presences:
        if presence.online:
            try:
                await channel.send(presence.vin, answer_clock(presence, clock.now()))
            except LinkDown:
                log.warning("clock answer not sent; the vehicle will ask again")
                return
