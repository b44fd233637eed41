"""Keys of other systems: digests only, on the wall's clock."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from psycopg.errors import UniqueViolation

from gateway.domain.errors import KeyRefused
from gateway.domain.vin import Vin
from gateway.pipeline.keys import Key, KeyLine, KeyOrder, Scope
from gateway.store.pool import Connection, Pool

_NOTED_EVERY: Final = timedelta(minutes=1)
_ADD = """
insert into api_keys (name, digest, scopes, every_vehicle, issued_by, issued_at, expires_at)
values (%s, %s, %s, %s, %s, %s, %s) returning id
"""
_OPEN = """
insert into api_key_vehicles (key_id, vehicle_id)
select %s, id from vehicles where vin = any(%s) returning vehicle_id
"""
_KEY = """
select k.id, k.name, k.scopes, coalesce((
    select k.every_vehicle or exists (
      select from api_key_vehicles a where (a.key_id, a.vehicle_id) = (k.id, v.id))
    from vehicles v where v.vin = %(vin)s), false),
  k.used_at is null or k.used_at < %(now)s::timestamptz - %(every)s
from api_keys k
where k.digest = %(digest)s and k.revoked_at is null and k.expires_at > %(now)s
"""
_LISTED = """
select name, scopes, case when not every_vehicle then (
    select count(*) from api_key_vehicles where key_id = k.id) end,
  issued_by, issued_at, expires_at, revoked_at, used_at
from api_keys k order by id desc
"""


class PostgresKeyRing:
    """Implements `gateway.pipeline.keys.KeyRing`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def add(self, digest: bytes, order: KeyOrder, now: datetime) -> None:
        async with self._pool.connection() as connection:
            try:
                number = await _insert(connection, digest, order, now)
            except UniqueViolation:
                raise KeyRefused(
                    f"there is a key of the name {order.name}; revoke it first"
                ) from None
            await _open(connection, number, order)

    async def key(self, digest: bytes, vin: Vin | None, now: datetime) -> Key | None:
        asked = {"digest": digest, "vin": vin and vin.text, "now": now, "every": _NOTED_EVERY}
        async with self._pool.connection() as connection:
            row = await (await connection.execute(_KEY, asked)).fetchone()
            if row is None:
                return None
            number, name, scopes, opens, to_note = row
            if to_note:
                await connection.execute(
                    "update api_keys set used_at = %s where id = %s", [now, number]
                )
            return Key(name, _scopes(scopes), opens)

    async def revoke(self, name: str, by: str, now: datetime) -> bool:
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                "update api_keys set revoked_at = %s, revoked_by = %s"
                " where name = %s and revoked_at is null",
                [now, by, name],
            )
            return cursor.rowcount == 1

    async def listed(self) -> Sequence[KeyLine]:
        async with self._pool.connection() as connection:
            cursor = await connection.execute(_LISTED)
            return [
                KeyLine(
                    name=name,
                    scopes=_scopes(scopes),
                    vehicles=vehicles,
                    by=by,
                    issued_at=issued_at,
                    expires_at=expires_at,
                    revoked_at=revoked_at,
                    used_at=used_at,
                )
                for (
                    name,
                    scopes,
                    vehicles,
                    by,
                    issued_at,
                    expires_at,
                    revoked_at,
                    used_at,
                ) in await cursor.fetchall()
            ]


async def _insert(connection: Connection, digest: bytes, order: KeyOrder, now: datetime) -> int:
    scopes = sorted(scope.value for scope in order.scopes)
    values = [order.name, digest, scopes, order.every_vehicle, order.by, now, order.expires_at]
    [(number,)] = await (await connection.execute(_ADD, values)).fetchall()
    return int(number)


async def _open(connection: Connection, number: int, order: KeyOrder) -> None:
    """Raises `KeyRefused` for vehicles that nobody knows: the transaction is undone."""
    vins = {vin.text: vin for vin in order.vehicles}
    cursor = await connection.execute(_OPEN, [number, list(vins)])
    if len(await cursor.fetchall()) == len(vins):
        return
    cursor = await connection.execute("select vin from vehicles where vin = any(%s)", [[*vins]])
    for (known,) in await cursor.fetchall():
        del vins[known]
    raise KeyRefused(f"no vehicle {', '.join(vin.masked for vin in vins.values())} is known")


def _scopes(names: Sequence[str]) -> frozenset[Scope]:
    """A scope that this version does not know opens nothing."""
    known = {scope.value: scope for scope in Scope}
    return frozenset(known[name] for name in names if name in known)
