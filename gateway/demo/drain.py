"""Waits, after the fleet has ended, until the store has everything or gains nothing more."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from gateway.demo.figures import Sent, lost
from gateway.domain.errors import StoreUnavailable
from gateway.store.audit import Audit, audit, taken
from gateway.store.pool import Pool

T = TypeVar("T")
PATIENCE_S = 60.0
LOOK_EVERY_S = 1.0


async def drained(pool: Pool, sent: Sent) -> Audit:
    """What the store holds then; a database that is away has a minute to come back.

    Something is gained as well when reports that waited for others are judged.
    """
    found = await patiently(lambda: taken(pool))
    gained_at = time.monotonic()
    while lost(sent, found) and time.monotonic() - gained_at < PATIENCE_S:
        await asyncio.sleep(LOOK_EVERY_S)
        before, found = found, await patiently(lambda: taken(pool))
        if before != found:
            gained_at = time.monotonic()
    return await patiently(lambda: audit(pool))


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
