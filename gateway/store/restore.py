"""A backup into an empty database, of whatever layout: all of it, or nothing."""

from collections.abc import Callable
from datetime import datetime

from psycopg.sql import SQL, Identifier

from gateway.domain.errors import CannotRestore
from gateway.store.archive import ArchiveReader, Manifest, TableEntry
from gateway.store.backup import NOT_ROLLED_UP
from gateway.store.belongings import read_schema
from gateway.store.migrate import migrate, migrations
from gateway.store.partitions import HOURS, TELEMETRY, add_partition, partition_starts
from gateway.store.pool import Connection

Progress = Callable[[str, int], None]

_DAYS_OF_PARTITIONS = """
insert into signal_days (vehicle_id, signal, day, total, samples, lowest, highest, first, last,
  first_ms, last_ms)
select vehicle_id, signal, day, sum(total), sum(samples), min(lowest), max(highest),
  (array_agg(first order by hour))[1], (array_agg(last order by hour desc))[1],
  min(begun_ms + first_ms), max(begun_ms + last_ms)
from signal_hours,
  lateral (select date_trunc('day', hour, 'UTC') as day) days,
  lateral (select (extract(epoch from hour - day) * 1000)::integer as begun_ms) begun
group by 1, 2, 3
"""


async def restore(connection: Connection, archive: ArchiveReader, told: Progress) -> None:
    """Raises `CannotRestore`; the database is then as empty as it was.

    A backup of an older schema is loaded into that schema and then migrated.
    """
    manifest = archive.manifest
    known = [name for name, _ in migrations()]
    if strange := sorted(set(manifest.migrations) - set(known)):
        raise CannotRestore(f"a newer gateway has made it: {', '.join(strange)}")
    await connection.set_autocommit(True)
    await _check_that_it_is_empty(connection, manifest)
    await migrate(connection, only=manifest.migrations)
    async with connection.transaction():
        await connection.execute("set local timezone = 'UTC'")
        await _load(connection, archive, told)
    await migrate(connection)
    await _add_up_days(connection)


async def _check_that_it_is_empty(connection: Connection, manifest: Manifest) -> None:
    cursor = await connection.execute("select to_regclass('migrations') is null")
    if await cursor.fetchone() == (True,):
        return
    cursor = await connection.execute("select name from migrations")
    applied = {name for (name,) in await cursor.fetchall()}
    cursor = await connection.execute("select exists (select from vehicles)")
    if await cursor.fetchone() == (True,) or applied - set(manifest.migrations):
        raise CannotRestore("the database is not empty; make a new one for it")


async def _load(connection: Connection, archive: ArchiveReader, told: Progress) -> None:
    schema = await read_schema(connection)
    await _make_partitions(connection, archive.manifest)
    for entry in archive.manifest.tables:
        if schema.columns.get(entry.name) != entry.columns:
            raise CannotRestore(f"table {entry.name} has other columns here")
        await connection.execute(SQL("delete from {}").format(Identifier(entry.name)))
        await _copy(connection, archive, entry)
        told(entry.name, entry.rows)
    for name, number in archive.manifest.sequences.items():
        await connection.execute("select setval(%s::regclass, %s)", [name, number])
    await connection.execute("update roll_up_progress set stored_before = %s", [NOT_ROLLED_UP])


async def _copy(connection: Connection, archive: ArchiveReader, entry: TableEntry) -> None:
    statement = SQL("copy {} ({}) from stdin (format binary)").format(
        Identifier(entry.name), SQL(", ").join(map(Identifier, entry.columns))
    )
    async with connection.cursor() as cursor:
        async with cursor.copy(statement) as copy:
            for piece in archive.table(entry):
                await copy.write(piece)
        if cursor.rowcount != entry.rows:
            raise CannotRestore(f"{entry.name}: {cursor.rowcount} of {entry.rows} rows")


async def _make_partitions(connection: Connection, manifest: Manifest) -> None:
    """Where the rows will go at once, instead of into the default partition."""
    for of in (TELEMETRY, HOURS):
        there = await partition_starts(connection, of)
        if there is None:
            continue
        begins = {datetime.fromisoformat(text) for text in manifest.partitions[of.table]}
        for start in sorted(begins - there):
            await add_partition(connection, of, start)


async def _add_up_days(connection: Connection) -> None:
    async with connection.transaction():
        starts = await partition_starts(connection, HOURS)
        if starts is not None:
            await connection.execute(_DAYS_OF_PARTITIONS)
    if starts is None:
        await connection.execute("call refresh_continuous_aggregate('signal_days', null, null)")
