"""Certificates that were issued, and word of each change to whoever lets vehicles in."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import datetime
from typing import Any, Final, Never

import structlog
from psycopg import AsyncConnection, OperationalError
from psycopg.rows import kwargs_row
from psycopg.sql import SQL, Composed

from gateway.domain.certificate import Certificate, Serial
from gateway.domain.errors import StoreUnavailable
from gateway.domain.vin import Vin
from gateway.store.pool import Connection, Pool

AGAIN_S: Final = 1.0
PROBE_S: Final = 30.0
WORD_OF: Final = 100  # serials: a notification holds 8000 bytes
log = structlog.get_logger()

_COLUMNS = SQL("serial, vin, issued_at, valid_until, issued_by, renews, revoked_at, revoked_by")
_ORDER = SQL(" order by issued_at, serial")


class PostgresIdentities:
    """Implements `gateway.pipeline.identities.Identities`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def issue(self, certificates: Sequence[Certificate]) -> None:
        async with self._pool.connection() as connection, connection.cursor() as cursor:
            await connection.execute(
                "insert into vehicles (vin) select * from unnest(%s::text[])"
                " on conflict do nothing",
                [sorted({one.vin.text for one in certificates})],
            )
            await cursor.executemany(
                "insert into certificates"
                " (serial, vehicle_id, issued_at, valid_until, issued_by, renews)"
                " select %s, id, %s, %s, %s, %s from vehicles where vin = %s",
                [
                    (c.serial, c.issued_at, c.valid_until, c.issued_by, c.renews, c.vin.text)
                    for c in certificates
                ],
            )
            await _tell(connection, certificates)

    async def revoke(
        self, vins: Collection[Vin], now: datetime, by: str
    ) -> Sequence[Certificate]:
        statement = SQL(
            "with revoked as (update certificates set revoked_at = %(now)s, revoked_by = %(by)s"
            " from vehicles where vehicles.id = vehicle_id and vin = any(%(vins)s)"
            " and revoked_at is null and valid_until > %(now)s"
            " returning {columns}) select * from revoked"
        ).format(columns=_COLUMNS)
        words = {"now": now, "by": by, "vins": [vin.text for vin in vins]}
        async with self._pool.connection() as connection:
            revoked = await _read(connection, statement + _ORDER, words)
            await _tell(connection, revoked)
            return revoked

    async def of(self, vins: Collection[Vin]) -> Sequence[Certificate]:
        return await self._those("vin = any(%s)", [vin.text for vin in vins])

    async def find(self, serials: Collection[Serial]) -> Sequence[Certificate]:
        return await self._those("serial = any(%s)", [*serials])

    async def unexpired(self, now: datetime) -> Sequence[Certificate]:
        return await self._those("valid_until > %s", now)

    async def _those(self, which: str, value: object) -> list[Certificate]:
        statement = SQL(
            "select {columns} from certificates join vehicles on id = vehicle_id where "
        ).format(columns=_COLUMNS)
        async with self._pool.connection() as connection:
            return await _read(connection, statement + SQL(which) + _ORDER, [value])


async def follow(
    dsn: str, changed: Callable[[Sequence[Serial] | None], Awaitable[None]]
) -> Never:
    """`changed` hears the serials of each change; None when any may have changed.

    That is at the start, and after a time in which the database was away.
    """
    while True:
        try:
            async with await AsyncConnection.connect(dsn, autocommit=True) as connection:
                await connection.execute("listen certificates")
                await changed(None)
                while True:
                    async for word in connection.notifies(timeout=PROBE_S):
                        await changed([Serial(serial) for serial in word.payload.split()])
                    await connection.execute("select")  # a dead connection says nothing itself
        except (OperationalError, StoreUnavailable) as error:
            log.warning("no word of certificates", error=type(error).__name__)
        await asyncio.sleep(AGAIN_S)


async def _tell(connection: Connection, certificates: Sequence[Certificate]) -> None:
    """Heard when the transaction is committed."""
    for start in range(0, len(certificates), WORD_OF):
        serials = " ".join(one.serial for one in certificates[start : start + WORD_OF])
        await connection.execute("select pg_notify('certificates', %s)", [serials])


async def _read(connection: Connection, statement: Composed, values: Any) -> list[Certificate]:
    async with connection.cursor(row_factory=kwargs_row(_certificate)) as cursor:
        await cursor.execute(statement, values)
        return await cursor.fetchall()


def _certificate(vin: str, **columns: Any) -> Certificate:
    return Certificate(vin=Vin(vin), **columns)
