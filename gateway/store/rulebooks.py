"""When which rulebook came into force, who asked for it, and what was refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString

from psycopg.types.json import Jsonb

from gateway.domain.component import ComponentId
from gateway.domain.finding import RuleId
from gateway.domain.trouble_code import TroubleCode
from gateway.pipeline.shadows import Shadow
from gateway.store.pool import Connection, Pool

_ASK = """
insert into rulebook_changes (asked_at, asked_by) values (%s, %s) returning id
"""
_COLUMNS = "shadows, id, asked_at, asked_by, done_at, version, stories, refused"
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
    shadows: tuple[Shadow, ...]
    stories: int | None
    refused: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """What came into force; `stories`: None where they could not be read."""

    version: str
    shadows: Sequence[Shadow]
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
            shadows=what.shadows,
            stories=what.stories,
            refused=None,
        )

    async def refuse(self, changes: Sequence[int], now: datetime, because: str) -> None:
        await self._done(changes, now, version=None, shadows=(), stories=None, refused=because)

    async def _done(
        self,
        changes: Sequence[int],
        now: datetime,
        *,
        shadows: Sequence[Shadow],
        **columns: Any,
    ) -> None:
        columns |= {"changes": list(changes), "now": now, "shadows": Jsonb(_written(shadows))}
        async with self._pool.connection() as connection:
            await connection.execute(_DONE, columns)

    async def in_force(self) -> RulebookChange | None:
        """The last that was accepted; None before the first."""
        accepted = await self.accepted()
        return accepted[-1] if accepted else None

    async def accepted(self) -> Sequence[RulebookChange]:
        """What came into force, one after the other."""
        async with self._pool.connection() as connection:
            return await read_accepted(connection)

    async def change(self, number: int) -> RulebookChange | None:
        async with self._pool.connection() as connection:
            found = await _changes(connection, "id = %(number)s", {"number": number})
            return found[0] if found else None


async def read_accepted(connection: Connection) -> Sequence[RulebookChange]:
    """What came into force, one after the other."""
    return await _changes(connection, "version is not null", {})


async def _changes(
    connection: Connection, which: LiteralString, given: dict[str, Any]
) -> Sequence[RulebookChange]:
    query = f"select {_COLUMNS} from rulebook_changes where {which} order by id"  # noqa: S608 -- parts of itself
    cursor = await connection.execute(query, given)
    return [_change(*row) for row in await cursor.fetchall()]


def _change(shadows: Sequence[dict[str, Any]], *columns: Any) -> RulebookChange:
    names = ("id", "asked_at", "asked_by", "done_at", "version", "stories", "refused")
    known = dict(zip(names, columns, strict=True))
    return RulebookChange(shadows=tuple(map(_read, shadows)), **known)


def _read(one: dict[str, Any]) -> Shadow:
    return Shadow(RuleId(one["rule"]), ComponentId(one["component"]), TroubleCode(one["code"]))


def _written(shadows: Sequence[Shadow]) -> list[dict[str, Any]]:
    return [
        {"rule": one.rule, "component": one.component, "code": one.code.number}
        for one in shadows
    ]
