"""Batches from an inbox to whoever stores them, and their acknowledgement after that."""

import asyncio
from collections.abc import Iterable, Sequence
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


async def hand_on(connection: Connection, take: Take) -> NoReturn:
    busy = False
    while True:
        await connection.inbox.wait()
        if busy and len(connection.inbox) < LARGEST_BATCH:
            await asyncio.sleep(LINGER_S)
        frames = connection.inbox.take(LARGEST_BATCH)
        busy = len(frames) >= BUSY_BATCH
        await _stored(connection, take, frames)


async def _stored(connection: Connection, take: Take, frames: Sequence[Frame]) -> None:
    """Acknowledged too, also when we are told to end meanwhile; but not waited for for ever."""
    ours = [frame for frame in frames if not frame.topic.startswith(PROBE_PREFIX)]
    storing = asyncio.ensure_future(take(ours))
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
