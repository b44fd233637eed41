"""The database server of all runs, and a fresh database in it for each."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, LiteralString
from urllib.parse import urlsplit, urlunsplit

from psycopg import AsyncConnection, sql
from psycopg.rows import TupleRow

from gateway.embedded import EmbeddedDatabase
from gateway.embedded.launch import Launch, run
from gateway.embedded.postgres_binaries import postgres_binaries
from gateway.embedded.user import owner_of, unprivileged

CONFIGURATION: Final = "\ntrack_commit_timestamp = on\n"
# Files for the COPY that is the limit, and a checkpoint so that all runs begin alike.
GRANTS: Final = (
    "grant pg_read_server_files, pg_write_server_files, pg_checkpoint,"
    " pg_signal_autovacuum_worker, pg_signal_backend to vdg;\n"
)
QUITS: Final = ("-cexit_on_error=on",)
PROBE_EVERY_S: Final = 0.05
_SIZE: Final = """
select coalesce(sum(pg_total_relation_size(c.oid)), 0) from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog', 'information_schema')
"""


@dataclass(frozen=True, slots=True)
class Database:
    """One database, and a connection of ours to it that commits every statement."""

    dsn: str
    connection: AsyncConnection[TupleRow]

    async def rows(self, statement: LiteralString, *values: object) -> list[Any]:
        cursor = await self.connection.execute(statement, values or None)
        return await cursor.fetchall()

    async def number(self, statement: LiteralString, *values: object) -> float:
        [(number,)] = await self.rows(statement, *values)
        return float(number or 0)

    async def size(self) -> float:
        """Bytes of all tables that somebody made, with their indexes and TOAST."""
        return await self.number(_SIZE)

    async def checkpoint(self) -> None:
        await self.connection.execute("checkpoint")


@dataclass(frozen=True, slots=True)
class Server:
    """`files`: a folder that the server can write to."""

    embedded: EmbeddedDatabase
    files: Path

    @asynccontextmanager
    async def database(self, name: str) -> AsyncIterator[Database]:
        """It is empty at first, and gone after the block."""
        named = sql.Identifier(name)
        async with await AsyncConnection.connect(self.embedded.dsn, autocommit=True) as own:
            await own.execute(sql.SQL("create database {}").format(named))
            dsn = urlunsplit(urlsplit(self.embedded.dsn)._replace(path=f"/{name}"))
            try:
                async with await AsyncConnection.connect(dsn, autocommit=True) as connection:
                    yield Database(dsn, connection)
            finally:
                await own.execute(sql.SQL("drop database {} with (force)").format(named))


@asynccontextmanager
async def server(data: Path) -> AsyncIterator[Server]:
    """The embedded PostgreSQL as the product runs it, but noting when what was committed."""
    async with EmbeddedDatabase(data) as made:
        files = made.files
    owner = owner_of(files) if unprivileged() else None
    programs = await postgres_binaries(owner, data)
    with (files / "postgresql.conf").open("a") as configuration:
        configuration.write(CONFIGURATION)
    await run(
        Launch(
            argv=(programs / "postgres", "--single", "-D", files, *QUITS, "postgres"),
            folder=data / "database",
            user=owner,
        ),
        GRANTS,
    )
    async with EmbeddedDatabase(data) as embedded:
        yield Server(embedded, files)


@dataclass(frozen=True, slots=True)
class Flush:
    """A commit of ours beside the others': when it began, how long it took."""

    at_s: float
    took_s: float


@asynccontextmanager
async def flushes(database: Database) -> AsyncIterator[list[Flush]]:
    """Small commits while the block runs: what a flush of the log takes at that moment.

    The time that PostgreSQL notes for a commit is that before its flush.
    """
    seen: list[Flush] = []

    async def probe() -> None:
        async with await AsyncConnection.connect(database.dsn, autocommit=True) as own:
            await own.execute("create table flush_probe (at float8)")
            while True:
                began_s = time.time()
                await own.execute("insert into flush_probe values (%s)", [began_s])
                seen.append(Flush(began_s, time.time() - began_s))
                await asyncio.sleep(PROBE_EVERY_S)

    async with asyncio.TaskGroup() as group:
        probing = group.create_task(probe())
        yield seen
        probing.cancel()
