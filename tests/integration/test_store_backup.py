"""Backup and restoration: what was committed comes back, whole, while intake goes on."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from gateway.domain.errors import CannotRestore
from gateway.store.archive import Manifest, new_archive, opened_archive
from gateway.store.backup import NOT_TAKEN, back_up
from gateway.store.belongings import read_schema
from gateway.store.maintenance import Maintenance
from gateway.store.migrate import migrations
from gateway.store.pool import Connection, Pool, open_pool
from gateway.store.restore import restore
from gateway.store.retention import FOR_EVER
from gateway.store.timescale import has_hypertables
from tests.fix_blocks import a_block, rolled_up
from tests.fix_embedded import LiveDatabase, fresh_database
from tests.fix_full_store import NOW, fill

pytestmark = pytest.mark.slow
HOUR = timedelta(hours=1)


@pytest.fixture
async def pool(dsn: str) -> AsyncIterator[Pool]:
    """A row in every table, a day of blocks, half of them in the roll-ups."""
    async with open_pool(dsn) as opened:
        async with opened.connection() as connection:
            await fill(connection)
            await connection.execute("delete from signal_hours")
            await connection.execute("delete from signal_days")
            await connection.execute("select setval('vehicles_id_seq', 1)")
        for day in (1, 2):
            async with opened.connection() as connection:
                for hour in range(24):
                    await a_block(connection, 1, NOW - (day * 24 + hour) * HOUR, (1.0, 2.0))
            if day == 1:
                await Maintenance(opened, FOR_EVER).look(NOW)
        yield opened


@pytest.fixture
async def empty(database: LiveDatabase) -> AsyncIterator[str]:
    async with fresh_database(database) as dsn:
        yield dsn


async def backed_up(dsn: str, path: Path) -> Manifest:
    with new_archive(path) as archive:
        async with await psycopg.AsyncConnection.connect(dsn) as connection:
            return await back_up(
                connection,
                archive,
                files={"command.key": b"a key"},
                version="0.1",
                now=NOW,
                told=lambda _table, _rows: None,
            )


async def restored(dsn: str, path: Path) -> None:
    with opened_archive(path) as archive:
        async with await psycopg.AsyncConnection.connect(dsn) as connection:
            await restore(connection, archive, lambda _table, _rows: None)


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


async def test_rows_come_into_their_partitions(
    pool: Pool, dsn: str, empty: str, tmp_path: Path
) -> None:
    """Also where the database has none yet."""
    if await has_hypertables(pool):
        pytest.skip("TimescaleDB makes its own chunks")
    await Maintenance(pool, FOR_EVER).look(NOW)
    await backed_up(dsn, tmp_path / "backup.zip")
    await restored(empty, tmp_path / "backup.zip")
    async with open_pool(empty) as other, other.connection() as copy:
        cursor = await copy.execute("select count(*) from telemetry_blocks_default")
        assert await cursor.fetchone() == (0,)


async def contents(connection: Connection) -> dict[str, list[Any]]:
    """Every row of every table that a backup holds, without who stored it."""
    schema = await read_schema(connection)
    found = {}
    for table in schema.columns.keys() - NOT_TAKEN:
        columns = schema.columns[table].keys() - {"stored_by"}
        cursor = await connection.execute(
            SQL("select row({})::text from {} order by 1").format(
                SQL(", ").join(map(Identifier, sorted(columns))), Identifier(table)
            )
        )
        found[table] = await cursor.fetchall()
    return found


async def test_every_row_comes_back(pool: Pool, dsn: str, empty: str, tmp_path: Path) -> None:
    """And the numbers go on where they were."""
    await backed_up(dsn, tmp_path / "backup.zip")
    await restored(empty, tmp_path / "backup.zip")
    async with open_pool(empty) as other, other.connection() as copy:
        async with pool.connection() as original:
            assert await contents(copy) == await contents(original)
        cursor = await copy.execute(
            "insert into vehicles (vin) values ('WVWZZZ1JZXW000009') returning id"
        )
        assert await cursor.fetchone() == (2,)


async def test_roll_ups_go_on_where_they_were(
    pool: Pool, dsn: str, empty: str, tmp_path: Path
) -> None:
    """What was in them is not added again, what was not is, and days are there at once."""
    await backed_up(dsn, tmp_path / "backup.zip")
    await restored(empty, tmp_path / "backup.zip")
    async with open_pool(empty) as other:
        async with other.connection() as copy, pool.connection() as original:
            for span in ("hour", "day"):
                before = await rolled_up(original, 1, 3, span)
                assert await rolled_up(copy, 1, 3, span) == before
        await Maintenance(pool, FOR_EVER).look(NOW)
        await Maintenance(other, FOR_EVER).look(NOW)
        async with other.connection() as copy, pool.connection() as original:
            for span in ("hour", "day"):
                after = await rolled_up(original, 1, 3, span)
                assert await rolled_up(copy, 1, 3, span) == after
                assert sum(point.samples for point in after) == 48


async def test_intake_goes_on_meanwhile(
    pool: Pool, dsn: str, empty: str, tmp_path: Path
) -> None:
    """The backup is one moment: of two rows that were committed together it has both."""
    going = True

    async def take_in() -> int:
        batches = 0
        while going:
            async with pool.connection() as connection:
                await a_block(connection, 1, NOW, (1.0, 2.0))
                await connection.execute("insert into wakes (case_id, at) values (1, now())")
            batches += 1
        return batches

    writer = asyncio.create_task(take_in())
    manifests = [await backed_up(dsn, tmp_path / "backup.zip") for _ in range(3)]
    going = False
    assert await writer > 3
    rows = [{table.name: table.rows for table in one.tables} for one in manifests]
    assert len({one["wakes"] - one["telemetry_blocks"] for one in rows}) == 1
    await restored(empty, tmp_path / "backup.zip")


async def test_nothing_is_restored_over_something(pool: Pool, dsn: str, tmp_path: Path) -> None:
    """A database that has vehicles is left alone."""
    del pool
    await backed_up(dsn, tmp_path / "backup.zip")
    with pytest.raises(CannotRestore, match="not empty"):
        await restored(dsn, tmp_path / "backup.zip")


@pytest.mark.parametrize("member", ["tables/timeline", "tables/telemetry_blocks"])
async def test_a_backup_that_was_changed_is_refused_as_a_whole(
    pool: Pool, dsn: str, empty: str, tmp_path: Path, member: str
) -> None:
    """Nothing of it is left behind, so that the next one can be restored."""
    del pool
    await backed_up(dsn, tmp_path / "backup.zip")
    with (
        ZipFile(tmp_path / "backup.zip") as good,
        ZipFile(tmp_path / "bad.zip", "w", ZIP_DEFLATED) as bad,
    ):
        for name in good.namelist():
            content = good.read(name)
            bad.writestr(name, content[:-40] + content[-38:] if name == member else content)
    with pytest.raises((CannotRestore, psycopg.Error)):
        await restored(empty, tmp_path / "bad.zip")
    await restored(empty, tmp_path / "backup.zip")


async def test_a_backup_of_a_newer_gateway_is_refused(
    pool: Pool, dsn: str, empty: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would be loaded into a schema that does not fit."""
    del pool
    manifest = await backed_up(dsn, tmp_path / "backup.zip")
    older = migrations()[:-1]
    monkeypatch.setattr("gateway.store.restore.migrations", lambda: older)
    with pytest.raises(CannotRestore, match=manifest.migrations[-1]):
        await restored(empty, tmp_path / "backup.zip")


def test_a_file_that_is_no_backup_is_told_so(tmp_path: Path) -> None:
    """In one sentence, whatever is in it."""
    (tmp_path / "a").write_text("no zip")
    with ZipFile(tmp_path / "b", "w") as other:
        other.writestr("letter.txt", "hello")
    for name in ("a", "b", "missing"):
        with pytest.raises(CannotRestore), opened_archive(tmp_path / name):
            pass


async def test_an_unfinished_backup_has_no_name(
    pool: Pool, dsn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who finds a file finds a whole one, and only its owner may read it."""
    await backed_up(dsn, tmp_path / "good.zip")
    assert (tmp_path / "good.zip").stat().st_mode & 0o777 == 0o600

    async def broken(_connection: Connection) -> list[str]:
        raise OSError("the disk is full")

    monkeypatch.setattr("gateway.store.backup._names", broken)
    with pytest.raises(OSError, match="full"):
        await backed_up(dsn, tmp_path / "bad.zip")
    assert names(tmp_path) == ["good.zip"]
    del pool
