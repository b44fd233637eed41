"""The database: does it answer, is it new enough, does its schema fit, does its clock."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

from psycopg import AsyncConnection, Error, OperationalError

from gateway.doctor.certificates import check_vehicles
from gateway.doctor.check import Check, bad, good, odd
from gateway.doctor.time_series import check_time_series
from gateway.store.durability import LEAST_LOG_MIB, Durability, durability
from gateway.store.migrate import WHAT_TO_DO, migrations
from gateway.store.pool import Connection

OLDEST = 150000
CLOCK_MAY_BE_OFF_S = 2.0
_PATIENCE_S = 10


async def check_database(dsn: str) -> AsyncIterator[Check]:
    """Looks and changes nothing."""
    try:
        connection = await AsyncConnection.connect(
            dsn, connect_timeout=_PATIENCE_S, autocommit=True
        )
    except (OperationalError, ValueError) as error:
        said = str(error).strip().splitlines()[0]
        yield bad("database", f"No connection: {said}", "Check the address, or start it.")
        return
    async with connection:
        try:
            yield _version(connection)
            yield await _schema(connection)
            yield await _clock(connection)
            yield judge_durability(await durability(connection))
            yield await check_time_series(connection)
            yield await _roll_ups(connection)
            yield await _waiting(connection)
            async for check in check_vehicles(connection, datetime.now(UTC)):
                yield check
        except Error as error:
            yield bad("database", f"It refused: {error}", "Check the rights of its role.")


def _version(connection: Connection) -> Check:
    version = connection.info.server_version
    found = f"PostgreSQL {version // 10000}.{version % 10000}."
    if version < OLDEST:
        return bad("database", found, f"Use PostgreSQL {OLDEST // 10000} or newer.")
    return good("database", found)


async def _schema(connection: Connection) -> Check:
    what = "schema"
    ours = {name for name, _ in migrations()}
    if not await _first(connection, "select to_regclass('migrations') is not null"):
        return good(what, "Empty; it is made at the first start.")
    cursor = await connection.execute("select name from migrations")
    there = {name for (name,) in await cursor.fetchall()}
    if strange := sorted(there - ours):
        names = ", ".join(strange)
        return bad(what, f"It is newer than this gateway: {names}.", WHAT_TO_DO)
    if missing := sorted(ours - there):
        return good(what, f"{len(missing)} migrations are applied at the next start.")
    return good(what, f"Up to date ({max(ours)}).")


async def _clock(connection: Connection) -> Check:
    theirs = await _first(connection, "select clock_timestamp()")
    off_s = (theirs - datetime.now(UTC)).total_seconds()
    found = f"The database's is {abs(off_s):.1f} s {'ahead' if off_s > 0 else 'behind'}."
    if abs(off_s) > CLOCK_MAY_BE_OFF_S:
        return odd("clock", found, "Let both machines keep time by NTP.")
    return good("clock", found)


def judge_durability(of: Durability) -> Check:
    what = "durability"
    if not of.flushes:
        found = (
            "It may lose what it has committed, and what cars were told is safe: fsync is off."
        )
        return bad(what, found, "Set fsync = on in postgresql.conf.")
    if not of.whole_pages:
        found = "full_page_writes is off."
        return odd(what, found, "Set it on, unless the file system never tears a page, as ZFS.")
    if of.log_mib < LEAST_LOG_MIB:
        found = f"Its log may grow to {of.log_mib} MiB only, so checkpoints come often."
        return odd(what, found, "Set max_wal_size = 1GB in postgresql.conf.")
    return good(what, "It keeps what it has committed.")


async def _roll_ups(connection: Connection) -> Check:
    """The server of a dump may have counted further than the one that it was restored into."""
    what = "roll-ups"
    if not await _first(connection, "select to_regclass('roll_up_progress') is not null"):
        return good(what, "They begin with the first samples.")
    ahead = await _first(
        connection,
        "select stored_before > pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
        " from roll_up_progress",
    )
    if ahead:
        found = "They stand still: the database comes from a dump of another server."
        return odd(what, found, "Mend it as docs/how-to/back-up.md says under pg_dump.")
    return good(what, "They follow what is stored.")


async def _waiting(connection: Connection) -> Check:
    """Somebody who keeps a transaction open keeps the database from tidying up."""
    oldest = await _first(
        connection,
        "select coalesce(max(extract(epoch from now() - xact_start)), 0)"
        " from pg_stat_activity where pid <> pg_backend_pid() and state like 'idle in%'",
    )
    found = f"The oldest idle transaction is {float(oldest):.0f} s old."
    if oldest > 60:  # noqa: PLR2004 -- a minute
        return odd("transactions", found, "Find who holds it: select * from pg_stat_activity.")
    return good("transactions", found)


async def _first(connection: Connection, statement: str) -> Any:
    cursor = await connection.execute(statement.encode())
    row = await cursor.fetchone()
    return row[0] if row else None
