"""How long a worker waits: for something to do, and for a store that is away."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from gateway.domain.errors import StoreUnavailable

LOOK_EVERY_S = 0.25
"""Of the wall: how late a due time may be noticed."""


STORE_AGAIN_AFTER_S = 1.0
log = structlog.get_logger()


async def again_and_again(round_: Callable[[], Awaitable[None]]) -> None:
    """Round after round until it is cancelled; a store that is away only delays the next."""
    while True:
        try:
            await round_()
        except StoreUnavailable as error:
            log.warning("store away", error=str(error), again_in_s=STORE_AGAIN_AFTER_S)
            await asyncio.sleep(STORE_AGAIN_AFTER_S)


async def wait_for(wake: asyncio.Event, at_most_s: float = LOOK_EVERY_S) -> None:
    """Until it is set, or it is time to look at the due times again."""
    try:
        async with asyncio.timeout(at_most_s):
            await wake.wait()
    except TimeoutError:
        return
