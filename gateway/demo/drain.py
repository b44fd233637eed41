"""Waits, after the fleet has ended, until the store has everything or gains nothing more."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TypeVar

import psutil

from gateway.demo.figures import Sent, lost
from gateway.domain.errors import StoreUnavailable
from gateway.embedded.child import Child
from gateway.store.audit import Audit, audit, taken
from gateway.store.pool import Pool

T = TypeVar("T")
PATIENCE_S = 60.0
LOOK_EVERY_S = 1.0
MOST_PATIENCE_S = 900.0
"""For a gateway that is at work all the time and has nothing to show for it."""

AT_WORK = 0.1
"""So much of a core; one that waits for reports takes a tenth of that."""


async def drained(pool: Pool, sent: Sent, gateway: Child) -> Audit:
    """What the store holds then; a database that is away has a minute to come back.

    A gateway that is at work is waited for: where all cars are ill, on a machine that has other
    things to do, it may take a minute to judge one batch.
    """
    found = await patiently(lambda: taken(pool))
    gained_at = worked_at = time.monotonic()
    work = Work(gateway)
    while lost(sent, found) and not _is_over(gained_at, worked_at):
        await asyncio.sleep(LOOK_EVERY_S)
        before, found = found, await patiently(lambda: taken(pool))
        if before != found:
            gained_at = worked_at = time.monotonic()
        elif work.goes_on():
            worked_at = time.monotonic()
    return await patiently(lambda: audit(pool))


def _is_over(gained_at: float, worked_at: float) -> bool:
    now = time.monotonic()
    return now - worked_at >= PATIENCE_S or now - gained_at >= MOST_PATIENCE_S


class Work:
    """What a process has done since it was last asked."""

    def __init__(self, child: Child) -> None:
        self._child = child
        self._seen = self._look()

    def goes_on(self) -> bool:
        """Of a process that has been started anew since then it is not known."""
        (pid, cpu_s, at_s), self._seen = self._seen, self._look()
        same, cpu_now_s, now_s = self._seen
        worked = cpu_now_s - cpu_s > AT_WORK * (now_s - at_s)
        return worked and pid is not None and pid == same

    def _look(self) -> tuple[int | None, float, float]:
        """Process, seconds of CPU until now, now."""
        pid, now_s = self._child.pid, time.monotonic()
        with suppress(psutil.NoSuchProcess):
            if pid is not None:
                spent = psutil.Process(pid).cpu_times()
                return pid, spent.user + spent.system, now_s
        return None, 0.0, now_s


async def patiently(ask: Callable[[], Awaitable[T]]) -> T:
    """What the database answers; it may be away for a while, as it is after a crash."""
    until = time.monotonic() + PATIENCE_S
    while True:
        try:
            return await ask()
        except StoreUnavailable:
            if time.monotonic() > until:
                raise
        await asyncio.sleep(LOOK_EVERY_S)
