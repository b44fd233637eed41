"""Named migrations, forward only, each in one transaction, one migrator at a time."""

from collections.abc import Collection
from importlib import resources

import structlog
from psycopg import AsyncConnection

_LOCK = 0x7664676D  # "vdgm": two gateways that start together migrate once
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
    """Brings the schema up to date, or as far as `only` names; returns what was applied now."""
    applied: list[str] = []
    await connection.set_autocommit(True)
    await connection.execute("select pg_advisory_lock(%s)", [_LOCK])
    try:
        await connection.execute(
            "create table if not exists migrations"
            " (name text primary key, applied_at timestamptz not null default now())"
        )
        cursor = await connection.execute("select name from migrations")
        known = {name for (name,) in await cursor.fetchall()}
        for name, text in migrations():
            if name not in known and (only is None or name in only):
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
