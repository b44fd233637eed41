"""Who waits for what the other end of a connection says."""

import asyncio
from typing import TypeVar

from gateway.domain.errors import GatewayError

T = TypeVar("T")


def fail(waiting: asyncio.Future[T], error: GatewayError) -> None:
    """It will not be said any more; if nobody waits for it, nobody misses it."""
    if not waiting.done():
        waiting.set_exception(error)
        waiting.exception()
