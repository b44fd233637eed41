"""What keeps the samples: TimescaleDB, or PostgreSQL's own partitions, and why."""

from dataclasses import dataclass
from typing import Any, Final

from gateway.doctor.check import Check, good, odd
from gateway.store.pool import Connection

WHAT: Final = "time series"
PARTITIONED: Final = "p"
_LOOK: Final = """
select (select max(installed_version) from pg_available_extensions where name = 'timescaledb'),
  exists (select from pg_available_extensions where name = 'timescaledb'),
  current_setting('timescaledb.license', true),
  (select relkind::text from pg_class where oid = to_regclass('telemetry_blocks'))
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """`version`: of the extension where it is created; `available`: whether it could be.

    `table`: of what kind the samples' table is, None before the first start.
    """

    version: str | None
    available: bool
    license: str | None
    table: str | None


async def check_time_series(connection: Connection) -> Check:
    cursor = await connection.execute(_LOOK.encode())
    row: Any = await cursor.fetchone()
    return judge_time_series(Kept(*row))


def judge_time_series(kept: Kept) -> Check:
    """The migrations take the extension only in its full edition, and only if they find it."""
    if kept.version is None:
        why = "TimescaleDB is not created in it; native" if kept.available else "Native"
        return good(WHAT, f"{why} partitions keep them.")
    if kept.license != "timescale":
        return _apache(kept)
    if kept.table == PARTITIONED:
        return odd(
            WHAT,
            f"TimescaleDB {kept.version} came after the tables; native partitions keep them.",
            "To change over: vdg backup, then vdg restore into a new database that has it.",
        )
    return good(WHAT, f"TimescaleDB {kept.version} keeps them.")


def _apache(kept: Kept) -> Check:
    """That edition has neither columnstore nor policies."""
    found = f"TimescaleDB {kept.version} runs under its {kept.license or 'untold'} license"
    if kept.table in {None, PARTITIONED}:
        return good(WHAT, f"{found}, which is not enough; native partitions keep them.")
    return odd(
        WHAT,
        f"{found}: it keeps them, but moves and drops nothing.",
        "Set timescaledb.license to timescale, with a package that has that edition.",
    )
