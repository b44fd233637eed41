"""One transaction after the other: each begins when it is first needed."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from types import TracebackType
from typing import LiteralString, Self

from psycopg.errors import SerializationFailure

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

    @property
    def begun(self) -> bool:
        return self._connection is not None

    async def connection(self) -> Connection:
        """Raises `Overtaken` and `StoreUnavailable`."""
        if self._connection is None:
            self._connection = await self._enter()
            await self._transaction.enter_async_context(self._connection.transaction())
        return self._connection

    async def all_at_once(self, statement: LiteralString, values: Sequence[object]) -> None:
        """The whole transaction is this statement: nothing was asked before it, nor is after.

        Raises `Overtaken`, also when the statement itself says so, and `StoreUnavailable`.
        """
        connection = await self._enter()
        await connection.set_autocommit(True)
        try:
            await connection.execute(statement, values)
        except SerializationFailure as error:
            raise Overtaken from error

    async def _enter(self) -> Connection:
        await self._door.acquire()
        self._transaction.callback(self._door.release)
        if not self._holds():
            raise Overtaken
        return await self._transaction.enter_async_context(self._pool.connection())

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._transaction.__aexit__(kind, error, traceback)
