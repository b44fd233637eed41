"""Rows of `boots`: one a boot, with its time line and what was received of it."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple

from gateway.decode.place import Boot, BootKey
from gateway.domain.instant import to_time, to_us
from gateway.domain.sequences import Sequences
from gateway.domain.vin import Vin
from gateway.pipeline.cache import Cache
from gateway.store.encode import integers
from gateway.store.pool import Connection

MOST_KNOWN = 50_000
"""Boots in the cache; what was not heard for longest leaves it first."""

_READ = """
select vehicle_id, boot_id, boot_count, started_at, wall_offset_s, received
from boots join unnest(%s::int[], %s::bigint[]) wanted (vehicle_id, boot_id)
  using (vehicle_id, boot_id)
"""
# The start of a boot only ever moves to an earlier instant.
_MOVE = """
insert into boots as b (vehicle_id, boot_id, boot_count, started_at, wall_offset_s)
select * from unnest(%s::int[], %s::bigint[], %s::bigint[], %s::timestamptz[], %s::float8[])
on conflict (vehicle_id, boot_id) do update set
  started_at = least(b.started_at, excluded.started_at),
  wall_offset_s = case when b.started_at <= excluded.started_at then b.wall_offset_s
    else excluded.wall_offset_s end
"""


class BootRow(NamedTuple):
    """A row of `boots`, as far as intake needs it."""

    vehicle: int
    boot: Boot
    received: Sequences


class KnownBoots:
    """Rows of `boots`; a cache of what was committed, which others may have changed since."""

    def __init__(self) -> None:
        self.rows: Cache[BootKey, BootRow] = Cache(MOST_KNOWN)

    def remember(self, rows: Mapping[BootKey, BootRow]) -> None:
        """To be called with committed rows only."""
        self.rows.keep(rows)


async def read_boots(
    connection: Connection, ids: Mapping[Vin, int], keys: Collection[BootKey]
) -> dict[BootKey, BootRow]:
    """Those of these that there are."""
    cursor = await connection.execute(_READ, _columns(ids, keys))
    by_number = {(ids[vin], boot_id): (vin, boot_id) for vin, boot_id in keys}
    rows = {}
    for vehicle, boot_id, count, started_at, offset, received in await cursor.fetchall():
        boot = Boot(count, None if started_at is None else to_us(started_at), offset)
        ranges = tuple((one.lower, one.upper - 1) for one in received)
        rows[by_number[vehicle, boot_id]] = BootRow(vehicle, boot, Sequences(ranges))
    return rows


async def move_boots(
    connection: Connection, ids: Mapping[Vin, int], changed: Mapping[BootKey, Boot]
) -> None:
    """Enters what was learned of these."""
    keys = sorted(changed, key=lambda key: (ids[key[0]], key[1]))
    boots = [changed[key] for key in keys]
    await connection.execute(
        _MOVE,
        [
            *_columns(ids, keys),
            integers([boot.boot_count for boot in boots]),
            [_instant(boot.started_us) for boot in boots],
            [boot.wall_offset_s for boot in boots],
        ],
    )


def _columns(ids: Mapping[Vin, int], keys: Collection[BootKey]) -> list[object]:
    return [integers([ids[vin] for vin, _ in keys]), integers([boot for _, boot in keys])]


def _instant(us: int | None) -> datetime | None:
    return None if us is None else to_time(us)
