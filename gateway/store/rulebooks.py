"""When which rulebook came into force, who asked for it, and what was refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.rows import class_row

from gateway.domain.finding import RuleId
from gateway.store.pool import Pool

_ASK = """
insert into rulebook_changes (asked_at, asked_by) values (%s, %s) returning id
"""
_IN_FORCE = """
select * from rulebook_changes where version is not null order by id desc limit 1
"""
_DONE = """
update rulebook_changes set done_at = %(now)s, version = %(version)s, shadows = %(shadows)s,
  stories = %(stories)s, refused = %(refused)s
where id = any(%(changes)s) and done_at is null
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RulebookChange:
    """`version` is in force since `done_at`, or it was `refused`, or it is still to be done."""

    id: int
    asked_at: datetime
    asked_by: str
    done_at: datetime | None
    version: str | None
    shadows: Sequence[RuleId]
    stories: int | None
    refused: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """What came into force; `stories`: None where they could not be read."""

    version: str
    shadows: Sequence[RuleId]
    stories: int | None


class RulebookAnnals:
    """The table of changes, which is also where one is asked for."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def ask(self, now: datetime, by: str) -> int:
        """The number of the order."""
        async with self._pool.connection() as connection:
            cursor = await connection.execute(_ASK, [now, by])
            [(number,)] = await cursor.fetchall()
            return int(number)

    async def to_do(self) -> Sequence[int]:
        """Orders, the oldest first; one reading answers all of them."""
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                "select id from rulebook_changes where done_at is null order by id"
            )
            return [number for (number,) in await cursor.fetchall()]

    async def accept(self, changes: Sequence[int], now: datetime, what: Accepted) -> None:
        await self._done(
            changes,
            now,
            version=what.version,
            shadows=list(what.shadows),
            stories=what.stories,
            refused=None,
        )

    async def refuse(self, changes: Sequence[int], now: datetime, because: str) -> None:
        await self._done(changes, now, version=None, shadows=[], stories=None, refused=because)

    async def _done(self, changes: Sequence[int], now: datetime, **columns: Any) -> None:
        async with self._pool.connection() as connection:
            await connection.execute(_DONE, {"changes": list(changes), "now": now, **columns})

    async def in_force(self) -> RulebookChange | None:
        """The last that was accepted; None before the first."""
        return await self._change(_IN_FORCE, {})

    async def change(self, number: int) -> RulebookChange | None:
        return await self._change(
            "select * from rulebook_changes where id = %(number)s", {"number": number}
        )

    async def _change(self, query: str, given: dict[str, Any]) -> RulebookChange | None:
        async with (
            self._pool.connection() as connection,
            connection.cursor(row_factory=class_row(RulebookChange)) as cursor,
        ):
            await cursor.execute(query, given)
            return await cursor.fetchone()
