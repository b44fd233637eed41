"""The database of an installation, for commands that work beside the gateway."""

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from gateway.domain.errors import DataFolderInUse, NothingToSee, SettingsInvalid
from gateway.embedded import EmbeddedDatabase
from gateway.store.pool import Pool, open_pool
from gateway.wiring.announcement import ANNOUNCEMENT_NAME


def is_installation(data: Path) -> bool:
    """Whether a gateway has been at work in this folder, or is, or its database."""
    return (data / "database").is_dir() or (data / ANNOUNCEMENT_NAME).exists()


@asynccontextmanager
async def reached_database(data: Path, given: str | None) -> AsyncIterator[str]:
    """The one given, or that of the gateway here, or the embedded one, started if need be."""
    if given is not None:
        yield given
        return
    if not (data / "database").is_dir() and (data / ANNOUNCEMENT_NAME).exists():
        yield _announced(data)  # its gateway has a database elsewhere
        return
    async with AsyncExitStack() as stack:
        try:
            dsn = (await stack.enter_async_context(EmbeddedDatabase(data))).dsn
        except DataFolderInUse:
            dsn = _announced(data)
        yield dsn


@asynccontextmanager
async def stored_data(data: Path, given: str | None) -> AsyncIterator[Pool]:
    """What a gateway has left behind there. Raises `NothingToSee` where none has been."""
    if given is None and not is_installation(data):
        raise NothingToSee(f"{data} is no data folder of a gateway; name it with --data")
    async with reached_store(data, given) as pool:
        yield pool


@asynccontextmanager
async def reached_store(data: Path, given: str | None) -> AsyncIterator[Pool]:
    """Connections to it, for a command: one to work with, one to spare."""
    async with reached_database(data, given) as dsn, open_pool(dsn, size=2) as pool:
        yield pool


def _announced(data: Path) -> str:
    """The database of the gateway that runs on this folder."""
    try:
        address = json.loads((data / ANNOUNCEMENT_NAME).read_text())["database"]
    except (OSError, ValueError, KeyError) as error:
        raise SettingsInvalid(f"{data} is in use, and says not by whom: {error}") from error
    return str(address)
