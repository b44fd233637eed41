"""A backup of the whole store in one snapshot, while intake goes on."""

from collections.abc import Callable, Mapping
from datetime import datetime

from psycopg import IsolationLevel
from psycopg.rows import TupleRow
from psycopg.sql import SQL, Composable, Composed, Identifier, Literal

from gateway.store.archive import FORMAT, ArchiveWriter, Manifest, TableEntry
from gateway.store.belongings import Schema, read_schema
from gateway.store.partitions import HOURS, TELEMETRY, partition_starts
from gateway.store.pool import Connection

NOT_TAKEN = frozenset(
    {"migrations", "roll_up_progress", "signal_days", "sessions", "sign_in_links"}
)
"""What is made anew from the rest; and nobody stays signed in over a restoration."""
NOT_ROLLED_UP = 1
"""In place of a transaction, which means nothing elsewhere; 0: it is in the roll-ups."""
_INSTEAD: Mapping[tuple[str, str], Composable] = {
    ("telemetry_blocks", "stored_by"): SQL(
        "(stored_by >= (select stored_before from roll_up_progress))::int::bigint"
    )
}
_SEQUENCES = """
select sequencename, last_value from pg_sequences
where schemaname = current_schema() and last_value is not null
"""
_CHUNKS = """
select distinct date_trunc({width}, edge, 'UTC')
from timescaledb_information.chunks,
  unnest(array[range_start, range_end - interval '1 microsecond']) edge
where hypertable_name = {table}
"""
Progress = Callable[[str, int], None]


async def back_up(
    connection: Connection,
    archive: ArchiveWriter,
    *,
    files: Mapping[str, bytes],
    version: str,
    now: datetime,
    told: Progress,
) -> Manifest:
    """Everything that was committed when it began, and these files of the data folder.

    `connection` is fresh: one read-only transaction with one snapshot.
    """
    await connection.set_isolation_level(IsolationLevel.REPEATABLE_READ)
    await connection.set_read_only(True)
    async with connection.transaction():
        schema = await read_schema(connection)
        tables = [
            await _take(connection, archive, schema, name, told)
            for name in schema.loading_order()
            if name not in NOT_TAKEN
        ]
        manifest = Manifest(
            format=FORMAT,
            version=version,
            taken_at=now.isoformat(),
            migrations=await _names(connection),
            tables=tables,
            sequences=dict(await _all(connection, SQL(_SEQUENCES))),
            partitions=await _partitions(connection),
            files={name: archive.file(name, content) for name, content in files.items()},
        )
    archive.manifest(manifest)
    return manifest


async def _take(
    connection: Connection, archive: ArchiveWriter, schema: Schema, name: str, told: Progress
) -> TableEntry:
    columns = schema.columns[name]
    values = [_INSTEAD.get((name, column), Identifier(column)) for column in columns]
    # Partitions and hypertables can be copied from as a query only.
    statement = SQL("copy (select {} from {}) to stdout (format binary)").format(
        SQL(", ").join(values), Identifier(name)
    )
    async with connection.cursor() as cursor:
        async with cursor.copy(statement) as copy:
            digest = await archive.table(name, copy)
        told(name, cursor.rowcount)
        return TableEntry(name=name, columns=columns, rows=cursor.rowcount, sha256=digest)


async def _names(connection: Connection) -> list[str]:
    return [n for (n,) in await _all(connection, SQL("select name from migrations order by 1"))]


async def _partitions(connection: Connection) -> dict[str, list[str]]:
    """Where those begin that have rows, as far as the catalogue tells."""
    found = {}
    for of in (TELEMETRY, HOURS):
        starts = await partition_starts(connection, of)
        if starts is None:
            statement = SQL(_CHUNKS).format(width=Literal(of.width), table=Literal(of.table))
            starts = {start for (start,) in await _all(connection, statement)}
        found[of.table] = [start.isoformat() for start in sorted(starts)]
    return found


async def _all(connection: Connection, statement: SQL | Composed) -> list[TupleRow]:
    cursor = await connection.execute(statement)
    return await cursor.fetchall()
