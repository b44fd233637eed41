"""The table that everybody makes first: a row a sampling instant, a column a signal."""

from typing import Final

from psycopg import sql

from benchmarks.intake.body import COLUMNS
from benchmarks.intake.database import Database

TABLE: Final = "telemetry"
NAMES: Final = ("vin", "seq", "at_ms", *COLUMNS)


async def make_table(database: Database) -> None:
    """With the one index without which nobody finds a car's samples again."""
    columns = sql.SQL(", ").join(
        sql.SQL("{} real").format(sql.Identifier(name)) for name in COLUMNS
    )
    await database.connection.execute(
        sql.SQL("create table {} (vin text, seq bigint, at_ms bigint, {})").format(
            sql.Identifier(TABLE), columns
        )
    )
    await database.connection.execute("create index on telemetry (vin, at_ms)")
