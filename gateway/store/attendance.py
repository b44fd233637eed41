"""Attendance: which vehicles have fallen silent without a goodbye, in two statements."""

from collections.abc import Sequence
from datetime import datetime

from gateway.domain.vin import Vin
from gateway.store.pool import Pool

# Whose row somebody else is writing is just being heard.
_FALL_SILENT = """
with gone as (
  select id from vehicles
  where online and greatest(last_heard_at, presence_since) <= %s
  for no key update skip locked
)
update vehicles v set online = false, silent = true,
  presence_since = greatest(last_heard_at, presence_since)
from gone where v.id = gone.id returning v.vin
"""
_HEARD_AGAIN = """
with back as (
  select id from vehicles where silent and last_heard_at > presence_since
  for no key update skip locked
)
update vehicles v set online = true, silent = false, presence_since = last_heard_at
from back where v.id = back.id returning v.vin
"""


class PostgresAttendance:
    """Implements `gateway.pipeline.silence.Attendance`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def take(self, silent_since: datetime) -> Sequence[Vin]:
        async with self._pool.connection() as connection:
            back = await connection.execute(_HEARD_AGAIN)
            changed = [Vin(text) for (text,) in await back.fetchall()]
            gone = await connection.execute(_FALL_SILENT, [silent_since])
            return [*changed, *(Vin(text) for (text,) in await gone.fetchall())]
