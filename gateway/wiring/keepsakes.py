"""Backups of an installation: its database and its keys; and what must be forgotten of it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from psycopg import AsyncConnection, OperationalError

from gateway.domain.errors import CannotRestore, SettingsInvalid, StoreUnavailable
from gateway.embedded import forget_vehicles
from gateway.settings import Settings
from gateway.store.archive import ArchiveReader, Manifest, new_archive, opened_archive
from gateway.store.backup import Progress, back_up
from gateway.store.erasure import Order, check, erase
from gateway.store.pool import Connection
from gateway.store.restore import restore
from gateway.wiring.reach import is_installation, reached_database

KEYS = ("command.key", "command.pub", "gateway.json", "credentials.json", "identity")
"""Files and folders of the data folder without which no car obeys, and none may speak."""
_PRODUCT = "vehicle-diagnostics-gateway"


async def back_up_installation(
    settings: Settings, path: Path, *, keys: bool, told: Progress
) -> Manifest:
    """A gateway may be running. Raises `GatewayError`."""
    async with _existing(settings) as connection:
        with new_archive(path) as archive:
            return await back_up(
                connection,
                archive,
                files=_keys_of(settings.data) if keys else {},
                version=version(_PRODUCT),
                now=datetime.now(UTC),
                told=told,
            )


async def restore_installation(settings: Settings, path: Path, told: Progress) -> Manifest:
    """The database, then the keys that are not there yet. Raises `GatewayError`."""
    with opened_archive(path) as archive:
        _check_keys(settings.data, archive)
        settings.data.mkdir(parents=True, exist_ok=True)
        async with _installation(settings) as connection:
            await restore(connection, archive, told)
        _write_keys(settings.data, archive)
        return archive.manifest


async def erase_from_installation(
    settings: Settings, orders: Sequence[Order], told: Progress
) -> None:
    """One transaction a vehicle; a gateway may be running. Raises `GatewayError`.

    Before that the embedded broker forgets them: that can be done again, with a VIN that the
    store still knows.
    """
    async with _existing(settings) as connection:
        await connection.set_autocommit(True)
        for order in orders:
            await check(connection, order)
        vins = [order.vin for order in orders if not order.owner_only]
        if vins and settings.broker is None and (settings.data / "broker").is_dir():
            told("messages in the broker", await forget_vehicles(settings.data, vins))
        for order in orders:
            await erase(connection, order, datetime.now(UTC), told)


@asynccontextmanager
async def _existing(settings: Settings) -> AsyncIterator[Connection]:
    """The same, of one that has been at work before."""
    data = settings.data
    if settings.database is None and not is_installation(data):
        raise SettingsInvalid(f"{data} holds no database; name it with --data or --database")
    async with _installation(settings) as connection:
        await connection.set_autocommit(True)
        cursor = await connection.execute("select to_regclass('migrations') is not null")
        if await cursor.fetchone() != (True,):
            raise SettingsInvalid("no gateway has used this database yet")
        await connection.set_autocommit(False)
        yield connection


@asynccontextmanager
async def _installation(settings: Settings) -> AsyncIterator[Connection]:
    """A connection to its database; the embedded one is started unless it runs."""
    async with reached_database(settings.data, settings.database) as dsn:
        try:
            async with await AsyncConnection.connect(dsn, options="-c timezone=UTC") as found:
                yield found
        except OperationalError as error:
            raise StoreUnavailable(str(error).strip()) from error


def _keys_of(data: Path) -> dict[str, bytes]:
    paths = [path for name in KEYS for path in [data / name, *(data / name).rglob("*")]]
    return {str(p.relative_to(data)): p.read_bytes() for p in paths if p.is_file()}


def _check_keys(data: Path, archive: ArchiveReader) -> None:
    for name in archive.manifest.files:
        path = data / name
        if not path.resolve().is_relative_to(data.resolve()):
            raise CannotRestore(f"it would write outside of the data folder: {name}")
        if path.exists() and path.read_bytes() != archive.file(name):
            raise CannotRestore(f"{path} is there and another one; choose an empty folder")


def _write_keys(data: Path, archive: ArchiveReader) -> None:
    for name in archive.manifest.files:
        path = data / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        path.write_bytes(archive.file(name))
