"""The second limit: the same rows, prepared beforehand, copied in by the server itself."""

import time
from pathlib import Path
from typing import Final

from psycopg import sql

from benchmarks.intake.database import Database

FILE: Final = "prepared.copy"


async def copy_limit(database: Database, files: Path, seconds: float) -> float:
    """Rows a second into an empty table like that of the blocks, indexes included.

    As often as it takes for so many seconds of work.
    """
    file = sql.Literal(str(files / FILE))
    run = database.connection.execute
    await run(
        sql.SQL("copy (select * from telemetry_blocks) to {} (format binary)").format(file)
    )
    rows, spent_s = 0, 0.0
    while spent_s < seconds:
        await run("create table limit_blocks (like telemetry_blocks including all)")
        await database.checkpoint()
        began_s = time.monotonic()
        copied = await run(sql.SQL("copy limit_blocks from {} (format binary)").format(file))
        spent_s += time.monotonic() - began_s
        rows += copied.rowcount
        await run("drop table limit_blocks")
    return rows / spent_s
