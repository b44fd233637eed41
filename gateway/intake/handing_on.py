"""Batches from an inbox to whoever stores them, and their acknowledgement after that."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NoReturn, Protocol

from gateway.domain.report import Frame
from gateway.intake.inbox import Inbox
from gateway.pipeline.ports import Take

PROBE_PREFIX = "vdg/probe/"
"""Of what a self-test may have left in our session; see `self_test`."""
LARGEST_BATCH = 1024
"""Under a backlog; its round trips cost as much as those of a small one."""

BUSY_BATCH, LINGER_S = 16, 0.004
"""A commit costs about the same for one frame and for many: under load, wait for some more."""
GRACE_S = 5.0
"""For the batch at hand, when we are told to end."""


class Connection(Protocol):
    @property
    def inbox(self) -> Inbox: ...

    def acknowledge(self, receipts: Iterable[int]) -> None: ...


@dataclass(frozen=True, slots=True)
class Batch:
    """Frames that somebody is taking; acknowledged when that is done."""

    frames: Sequence[Frame]
    taking: asyncio.Future[None]

    @classmethod
    def handed(cls, frames: Sequence[Frame], take: Take) -> "Batch":
        ours = [frame for frame in frames if not frame.topic.startswith(PROBE_PREFIX)]
        return cls(frames, asyncio.ensure_future(take(ours)))

    async def drop(self) -> None:
        """It comes again; whatever became of it, nobody waits for it any more."""
        self.taking.cancel()
        await asyncio.wait([self.taking])
        if not self.taking.cancelled():
            self.taking.exception()


async def hand_on(connection: Connection, take: Take) -> NoReturn:
    """Under a backlog the next batch is handed on, to be read while this one is stored."""
    inbox, busy = connection.inbox, False
    ahead: Batch | None = None
    try:
        while True:
            if ahead is None:
                await inbox.wait()
                if busy and len(inbox) < LARGEST_BATCH:
                    await asyncio.sleep(LINGER_S)
                ahead = Batch.handed(inbox.take(LARGEST_BATCH), take)
            batch, ahead = ahead, None
            busy = len(batch.frames) >= BUSY_BATCH
            if len(inbox) >= LARGEST_BATCH:
                ahead = Batch.handed(inbox.take(LARGEST_BATCH), take)
            await _stored(connection, batch)
    finally:
        if ahead is not None:
            await ahead.drop()


async def _stored(connection: Connection, batch: Batch) -> None:
    """Acknowledged too, also when we are told to end meanwhile; but not waited for for ever."""
    storing, frames = batch.taking, batch.frames
    try:
        await asyncio.shield(storing)
    except asyncio.CancelledError:
        await asyncio.wait([storing], timeout=GRACE_S)
        if storing.cancel():
            await asyncio.wait([storing])
        else:
            storing.result()
            connection.acknowledge(connection.inbox.release(frames))
        raise
    connection.acknowledge(connection.inbox.release(frames))
