"""One transaction after the other: each begins when it is first needed."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Self

from gateway.domain.errors import Overtaken
from gateway.store.pool import Connection, Pool

Open = Callable[[], Awaitable[Connection]]
"""Gives the connection of a transaction, which begins with that if it has not before."""


class Passage:
    """A transaction to come: it has its connection from when somebody asks for it.

    It begins when those have ended that asked before. What was known at its making may have
    turned out to be wrong by then, as `holds` tells.
    """

    def __init__(self, pool: Pool, door: asyncio.Lock, holds: Callable[[], bool]) -> None:
        self._pool = pool
        self._door = door
        self._holds = holds
        self._transaction = AsyncExitStack()
        self._connection: Connection | None = None

    async def connection(self) -> Connection:
        """Raises `Overtaken` and `StoreUnavailable`."""
        if self._connection is None:
            await self._door.acquire()
            self._transaction.callback(self._door.release)
            if not self._holds():
                raise Overtaken
            connection = await self._transaction.enter_async_context(self._pool.connection())
            await self._transaction.enter_async_context(connection.transaction())
            self._connection = connection
        return self._connection

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._transaction.__aexit__(kind, error, traceback)
