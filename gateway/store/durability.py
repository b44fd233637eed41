"""Does the server keep what it has committed, whatever happens to its machine?"""

from typing import Any, Final, NamedTuple

import structlog

from gateway.store.pool import Connection, Pool

LEAST_LOG_MIB: Final = 1024
"""With less, 20,000 reports a second force a checkpoint each second."""
_LOOK: Final = """
select current_setting('fsync') = 'on', current_setting('full_page_writes') = 'on',
  (select setting::int from pg_settings where name = 'max_wal_size')
"""


log = structlog.get_logger()


class Durability(NamedTuple):
    """`log_mib`: how long the server's log may become before it has to make a checkpoint.

    `synchronous_commit` is not in it: our own connections ask for it.
    """

    flushes: bool
    whole_pages: bool
    log_mib: int


async def durability(connection: Connection) -> Durability:
    cursor = await connection.execute(_LOOK)
    row: Any = await cursor.fetchone()
    return Durability(*row)


async def say_when_not_durable(pool: Pool) -> None:
    """What was acknowledged to cars could be lost, by no fault of the gateway."""
    async with pool.connection() as connection:
        found = await durability(connection)
    if not found.flushes:
        log.error("the database may lose what it has committed", why="fsync is off")
