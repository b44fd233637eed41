"""Named migrations, forward only, each in one transaction, one migrator at a time."""

from collections.abc import Collection
from importlib import resources

import structlog
from psycopg import AsyncConnection

from gateway.domain.errors import SchemaTooNew

_LOCK = 0x7664676D  # "vdgm": two gateways that start together migrate once
WHAT_TO_DO = (
    "Install the newer gateway again, or restore a backup that was made before it into a new"
    " database (vdg restore)."
)
"""With a schema that is newer than this gateway: it never goes back."""
log = structlog.get_logger()


def migrations() -> list[tuple[str, str]]:
    """(name, SQL) in the order in which they are applied."""
    folder = resources.files("gateway.store") / "migrations"
    files = sorted(
        (f for f in folder.iterdir() if f.name.endswith(".sql")), key=lambda f: f.name
    )
    return [(file.name.removesuffix(".sql"), file.read_text()) for file in files]


async def migrate(
    connection: AsyncConnection, only: Collection[str] | None = None
) -> list[str]:
    """Brings the schema up to date, or as far as `only` names; returns what was applied now.

    Raises `SchemaTooNew`, and has changed nothing, where a newer gateway has been before.
    """
    applied: list[str] = []
    await connection.set_autocommit(True)
    await connection.execute("select pg_advisory_lock(%s)", [_LOCK])
    try:
        await connection.execute(
            "create table if not exists migrations"
            " (name text primary key, applied_at timestamptz not null default now())"
        )
        cursor = await connection.execute("select name from migrations")
        there = {name for (name,) in await cursor.fetchall()}
        ours = migrations()
        if strange := sorted(there - {name for name, _ in ours}):
            raise SchemaTooNew(f"{', '.join(strange)}. {WHAT_TO_DO}")
        for name, text in ours:
            if name not in there and (only is None or name in only):
                await _apply(connection, name, text)
                applied.append(name)
    finally:
        await connection.execute("select pg_advisory_unlock(%s)", [_LOCK])
    return applied


async def _apply(connection: AsyncConnection, name: str, text: str) -> None:
    log.info("migrating", name=name)
    async with connection.transaction():
        await connection.execute(text.encode())
        await connection.execute("insert into migrations (name) values (%s)", [name])
