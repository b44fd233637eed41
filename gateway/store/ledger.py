"""The ledger: which sequences of each boot were taken in, one row a boot."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from psycopg.rows import TupleRow

from gateway.decode.place import Boot, BootKey
from gateway.domain.sequences import Sequences
from gateway.domain.vin import Vin
from gateway.store.encode import integers, multiranges
from gateway.store.pool import Connection

Ids = Mapping[Vin, int]
Wanted = Mapping[BootKey, tuple[int, Sequences]]
"""Boot counts and sequences, by boot."""

MOST_KNOWN = 50_000
"""Boots in the cache; what was not heard for longest leaves it first."""

_READ = """
select vehicle_id, boot_id, boot_count, started_at, wall_offset_s, received
from boots join unnest(%s::int[], %s::bigint[]) wanted (vehicle_id, boot_id)
  using (vehicle_id, boot_id)
"""
_BEGIN = """
insert into boots (vehicle_id, boot_id, boot_count, received, last_seq)
select * from unnest(%s::int[], %s::bigint[], %s::bigint[], %s::int8multirange[], %s::bigint[])
on conflict do nothing
returning vehicle_id, boot_id
"""
# A row that somebody else has changed so that it has one of them is left as it is.
_ADD = """
update boots b set received = b.received + new.added, last_seq = greatest(b.last_seq, new.last)
from unnest(%s::int[], %s::bigint[], %s::int8multirange[], %s::bigint[])
  new (vehicle_id, boot_id, added, last)
where (b.vehicle_id, b.boot_id) = (new.vehicle_id, new.boot_id)
  and not b.received && new.added
returning b.vehicle_id, b.boot_id
"""
# The start of a boot only ever moves to an earlier instant.
_MOVE = """
insert into boots as b (vehicle_id, boot_id, boot_count, started_at, wall_offset_s)
select * from unnest(%s::int[], %s::bigint[], %s::bigint[], %s::timestamptz[], %s::float8[])
on conflict (vehicle_id, boot_id) do update set
  started_at = least(b.started_at, excluded.started_at),
  wall_offset_s = case when b.started_at <= excluded.started_at then b.wall_offset_s
    else excluded.wall_offset_s end
returning vehicle_id, boot_id, boot_count, started_at, wall_offset_s
"""


@dataclass(frozen=True, slots=True)
class BootRow:
    """A row of `boots`, as far as intake needs it."""

    boot: Boot
    received: Sequences


class KnownBoots:
    """Rows of `boots`; a cache of what was committed, which others may have changed since."""

    def __init__(self) -> None:
        self.rows: dict[BootKey, BootRow] = {}

    def remember(self, rows: Mapping[BootKey, BootRow]) -> None:
        """To be called with committed rows only."""
        for key, row in rows.items():
            self.rows.pop(key, None)
            self.rows[key] = row
        for key in list(islice(self.rows, max(0, len(self.rows) - MOST_KNOWN))):
            del self.rows[key]


class Ledger:
    """The ledger as one transaction sees it: `rows` are those that it has read or changed."""

    def __init__(self, connection: Connection, known: KnownBoots, ids: Ids) -> None:
        self._connection = connection
        self._known = known
        self._ids = ids
        self.rows: dict[BootKey, BootRow] = {}

    async def of(self, keys: Iterable[BootKey]) -> dict[BootKey, BootRow]:
        """The rows of these boots; one not heard before has none."""
        found: dict[BootKey, BootRow] = {}
        unknown = []
        for key in keys:
            row = self._row(key)
            if row is None:
                unknown.append(key)
            else:
                found[key] = row
        return found | await self._read(unknown)

    async def claim(self, wanted: Wanted) -> dict[BootKey, Sequences]:
        """What of these is taken in now, for the first time."""
        claimed: dict[BootKey, Sequences] = {}
        rows = await self.of(wanted)
        fresh = dict(_not_received(wanted, rows))
        while fresh:
            entered = await self._enter(fresh, rows)
            for key in entered:
                count, added = fresh[key]
                self.rows[key] = _with(rows.get(key), count, added)
                claimed[key] = added
            lost = {key: new for key, new in fresh.items() if key not in claimed}
            rows = await self._read(lost)
            fresh = dict(_not_received(lost, rows))
        return claimed

    async def move(self, changed: Mapping[BootKey, Boot]) -> None:
        """Enters what was learned of these boots."""
        if not changed:
            return
        keys = self._sorted(changed)
        boots = [changed[key] for key in keys]
        cursor = await self._connection.execute(
            _MOVE,
            [
                *self._columns(keys),
                integers(boot.boot_count for boot in boots),
                [boot.started_at for boot in boots],
                [boot.wall_offset_s for boot in boots],
            ],
        )
        for key, boot, _ in self._boots(keys, await cursor.fetchall()):
            row = self._row(key)
            if row is not None:
                self.rows[key] = BootRow(boot, row.received)

    def _row(self, key: BootKey) -> BootRow | None:
        return self.rows.get(key) or self._known.rows.get(key)

    async def _read(self, keys: Collection[BootKey]) -> dict[BootKey, BootRow]:
        if not keys:
            return {}
        cursor = await self._connection.execute(_READ, self._columns(keys))
        rows = {
            key: BootRow(boot, Sequences(tuple((one.lower, one.upper - 1) for one in received)))
            for key, boot, [received] in self._boots(keys, await cursor.fetchall())
        }
        self.rows |= rows
        return rows

    async def _enter(self, fresh: Wanted, rows: Mapping[BootKey, BootRow]) -> set[BootKey]:
        """Returns those that are in the ledger now; of the others the rows have changed."""
        return {
            *await self._add({key: new for key, new in fresh.items() if key in rows}),
            *await self._begin({key: new for key, new in fresh.items() if key not in rows}),
        }

    async def _add(self, fresh: Wanted) -> list[BootKey]:
        if not fresh:
            return []
        keys = self._sorted(fresh)
        new = [fresh[key][1] for key in keys]
        last = integers(one.last for one in new)
        cursor = await self._connection.execute(
            _ADD, [*self._columns(keys), multiranges(new), last]
        )
        return self._keys(keys, await cursor.fetchall())

    async def _begin(self, fresh: Wanted) -> list[BootKey]:
        if not fresh:
            return []
        keys = self._sorted(fresh)
        counts = integers(fresh[key][0] for key in keys)
        new = [fresh[key][1] for key in keys]
        last = integers(one.last for one in new)
        cursor = await self._connection.execute(
            _BEGIN, [*self._columns(keys), counts, multiranges(new), last]
        )
        return self._keys(keys, await cursor.fetchall())

    def _sorted(self, keys: Iterable[BootKey]) -> list[BootKey]:
        """In the order in which all lock rows, so that none waits for one that waits for it."""
        return sorted(keys, key=lambda key: (self._ids[key[0]], key[1]))

    def _columns(self, keys: Collection[BootKey]) -> list[object]:
        return [
            integers(self._ids[vin] for vin, _ in keys),
            integers(boot_id for _, boot_id in keys),
        ]

    def _keys(self, keys: Iterable[BootKey], rows: Iterable[TupleRow]) -> list[BootKey]:
        by_id = {(self._ids[key[0]], key[1]): key for key in keys}
        return [by_id[vehicle, boot_id] for vehicle, boot_id, *_ in rows]

    def _boots(
        self, keys: Collection[BootKey], rows: Sequence[TupleRow]
    ) -> Iterator[tuple[BootKey, Boot, TupleRow]]:
        for key, (_, _, count, started_at, offset, *rest) in zip(
            self._keys(keys, rows), rows, strict=True
        ):
            boot = Boot(boot_count=count, started_at=started_at, wall_offset_s=offset)
            yield key, boot, tuple(rest)


def _not_received(
    wanted: Wanted, rows: Mapping[BootKey, BootRow]
) -> Iterator[tuple[BootKey, tuple[int, Sequences]]]:
    for key, (count, numbers) in wanted.items():
        new = numbers - rows[key].received if key in rows else numbers
        if new:
            yield key, (count, new)


def _with(row: BootRow | None, boot_count: int, added: Sequences) -> BootRow:
    if row is None:
        boot = Boot(boot_count=boot_count, started_at=None, wall_offset_s=None)
        return BootRow(boot, added)
    return BootRow(row.boot, row.received | added)
