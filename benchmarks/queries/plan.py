"""How PostgreSQL goes about each statement that the product's readers send."""

import random
from typing import Any

from psycopg import AsyncConnection, AsyncCursor
from psycopg.rows import TupleRow
from rich.console import Console

from benchmarks.queries.question import QUESTIONS
from benchmarks.queries.world import World

Sent = tuple[bytes, Any]


class _Listening(AsyncCursor[TupleRow]):
    """Notes what it executes."""

    sent: list[Sent] = []  # noqa: RUF012 -- of all cursors of the one connection that uses it

    async def execute(self, query: Any, params: Any = None, **how: Any) -> Any:
        _Listening.sent.append(
            (query if isinstance(query, bytes) else str(query).encode(), params)
        )
        return await super().execute(query, params, **how)


async def told_plans(dsn: str, world: World, console: Console) -> None:
    """For one asking of each question, as the product asks it."""
    connection = await AsyncConnection.connect(dsn, autocommit=True, cursor_factory=_Listening)
    async with connection:
        for question in QUESTIONS:
            _Listening.sent.clear()
            await question.ours(connection, world, random.Random(world.seed))  # noqa: S311
            console.print(f"\n[bold]{question.name}[/bold]")
            for statement, values in list(_Listening.sent):
                cursor = await connection.execute(
                    b"explain (analyze, costs off, timing off, buffers) " + statement, values
                )
                for (line,) in await cursor.fetchall():
                    console.print(line, markup=False, soft_wrap=True)
