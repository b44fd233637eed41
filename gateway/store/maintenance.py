"""What the store needs from time to time: partitions, roll-ups, and letting go what is old."""

from datetime import datetime

from gateway.store.partitions import HOURS, TELEMETRY, tend
from gateway.store.pool import Connection, Pool
from gateway.store.retention import Retention, let_go
from gateway.store.roll_ups import roll_up
from gateway.store.timescale import arrange, has_hypertables

_LOCK = 0x76646775  # "vdgu": of several gateways on one database, one does it


class Maintenance:
    """Looks after one database; each look may be the last, none is needed for intake."""

    def __init__(self, pool: Pool, keep: Retention) -> None:
        self._pool = pool
        self._keep = keep
        self._arranged = False

    async def look(self, now: datetime) -> bool:
        """Does all that is due; False when another gateway is at it.

        Raises `StoreUnavailable`. What it has begun by then is done or undone.
        """
        async with self._pool.connection() as guard:
            if not await _is_ours(guard):
                return False
            if await has_hypertables(self._pool):
                await self._arrange()
                await roll_up(self._pool, days=False)
            else:
                await roll_up(self._pool, days=True)  # before samples go
                await tend(self._pool, TELEMETRY, now, self._keep.telemetry)
                await tend(self._pool, HOURS, now, self._keep.roll_ups)
                await self._let_days_go(now)
            await let_go(self._pool, self._keep, now)
            return True

    async def _arrange(self) -> None:
        if not self._arranged:
            await arrange(self._pool, self._keep)
            self._arranged = True

    async def _let_days_go(self, now: datetime) -> None:
        if self._keep.roll_ups is None:
            return
        async with self._pool.connection() as connection:
            await connection.execute(
                "delete from signal_days where day < %s", [now - self._keep.roll_ups]
            )


async def _is_ours(guard: Connection) -> bool:
    """Held until the guard's transaction ends, which stands still while the work is done."""
    await guard.execute("set local idle_in_transaction_session_timeout = 0")
    cursor = await guard.execute("select pg_try_advisory_xact_lock(%s)", [_LOCK])
    [(ours,)] = await cursor.fetchall()
    return bool(ours)
