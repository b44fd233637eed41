"""The second limit: the same rows, prepared beforehand, copied in by the server itself."""

import time
from pathlib import Path
from typing import Final

from psycopg import sql

from benchmarks.intake.database import Database

FILE: Final = "prepared.copy"


async def copy_limit(database: Database, files: Path) -> float:
    """Rows a second into an empty table like that of the blocks, indexes included."""
    file = sql.Literal(str(files / FILE))
    run = database.connection.execute
    await run(
        sql.SQL("copy (select * from telemetry_blocks) to {} (format binary)").format(file)
    )
    await run("create table limit_blocks (like telemetry_blocks including all)")
    await database.checkpoint()
    began_s = time.monotonic()
    copied = await run(sql.SQL("copy limit_blocks from {} (format binary)").format(file))
    return copied.rowcount / (time.monotonic() - began_s)
