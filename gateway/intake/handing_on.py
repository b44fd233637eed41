"""Batches from an inbox to whoever stores them, and their acknowledgement after that."""

import asyncio
import time
from collections import deque
from collections.abc import Iterable, Sequence
from typing import NamedTuple, NoReturn, Protocol

from gateway.domain.report import Frame
from gateway.intake.inbox import Inbox
from gateway.pipeline.ports import Take

PROBE_PREFIX = "vdg/probe/"
"""Of what a self-test may have left in our session; see `self_test`."""
LARGEST_BATCH = 1024
"""Under a backlog; its round trips cost as much as those of a small one."""
UNDER_WAY = 2
"""Batches: one is judged while one is stored; with more of them they are smaller, and wait."""

BUSY_BATCH, LINGER_S = 16, 0.004
"""A commit costs about the same for one frame and for many: under load, wait for some more."""
LONG_S = 1.0
"""Judging that takes longer makes the next batch half as large: nothing else is done meanwhile,
and a transaction may be open, which the server ends after a minute."""
FEWEST = 16
"""Frames of such a batch."""
GRACE_S = 5.0
"""For the batch at hand, when we are told to end."""


class Connection(Protocol):
    @property
    def inbox(self) -> Inbox: ...

    def acknowledge(self, receipts: Iterable[int]) -> None: ...


class Batch(NamedTuple):
    """Frames that were taken; acknowledged when they are stored."""

    frames: Sequence[Frame]
    storing: asyncio.Future[None]


Line = deque[Batch]
"""Those under way, the oldest first."""


async def hand_on(connection: Connection, take: Take) -> NoReturn:
    """What is there, whenever more can be taken; raises what ended the inbox, or `take`."""
    inbox, busy, most = connection.inbox, False, LARGEST_BATCH
    line: Line = deque()
    try:
        while True:
            await _something_to_do(inbox, line)
            while line and line[0].storing.done():
                _acknowledge(connection, line[0])
                line.popleft()
            if len(inbox) and len(line) < UNDER_WAY:
                if busy and len(inbox) < most:
                    await asyncio.sleep(LINGER_S)
                frames = inbox.take(most)
                busy = len(frames) >= BUSY_BATCH
                ours = [one for one in frames if not one.topic.startswith(PROBE_PREFIX)]
                began_s = time.monotonic()
                line.append(Batch(frames, await take(ours)))
                most = _next_size(most, time.monotonic() - began_s)
    finally:
        await _finish(connection, line)


def _next_size(most: int, took_s: float) -> int:
    """Of a batch at most, after one that took so long to be judged."""
    return max(FEWEST, most // 2) if took_s > LONG_S else min(LARGEST_BATCH, most * 2)


async def _something_to_do(inbox: Inbox, line: Line) -> None:
    """Until the oldest batch is stored, or frames have come for which there is room."""
    if not line:
        await inbox.wait()
        return
    oldest = line[0].storing
    if len(line) == UNDER_WAY:
        await asyncio.wait([oldest])
        return
    news = asyncio.create_task(inbox.wait())
    try:
        await asyncio.wait([oldest, news], return_when=asyncio.FIRST_COMPLETED)
        if news.done():
            news.result()
    finally:
        news.cancel()


def _acknowledge(connection: Connection, batch: Batch) -> None:
    """Raises why it was not stored."""
    batch.storing.result()
    connection.acknowledge(connection.inbox.release(batch.frames))


async def _finish(connection: Connection, line: Line) -> None:
    """The oldest batch is waited for, but not for ever; those behind it come again."""
    if not line:
        return
    oldest, *others = line
    for batch in others:
        batch.storing.cancel()
    await asyncio.wait([oldest.storing], timeout=GRACE_S)
    oldest.storing.cancel()
    await asyncio.wait([batch.storing for batch in line])
    if not oldest.storing.cancelled() and oldest.storing.exception() is None:
        _acknowledge(connection, oldest)
