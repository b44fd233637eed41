"""The ledger: which sequences of each boot were taken in, one row a boot."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import LiteralString

from psycopg.rows import TupleRow

from gateway.decode.place import Boot, BootKey
from gateway.domain.report import Header, ReportId
from gateway.domain.sequences import Sequences
from gateway.domain.vin import Vin
from gateway.pipeline.cache import Cache
from gateway.pipeline.scattered import bearable, is_crowded
from gateway.store.encode import integers, multiranges
from gateway.store.pool import Connection

Ids = Mapping[Vin, int]
Said = Mapping[BootKey, Sequence[Header]]

NOTHING = Sequences()
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
from unnest(%s::int[], %s::bigint[], %s::bigint[], %s::int8multirange[], %s::bigint[])
  new (vehicle_id, boot_id, boot_count, added, last)
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
        self.rows: Cache[BootKey, BootRow] = Cache(MOST_KNOWN)

    def remember(self, rows: Mapping[BootKey, BootRow]) -> None:
        """To be called with committed rows only."""
        self.rows.keep(rows)


@dataclass(frozen=True, slots=True)
class _Claim:
    """`row` None: the boot has not been heard before."""

    key: BootKey
    vehicle: int
    headers: Sequence[Header]
    new: Sequences
    row: BootRow | None

    @property
    def boot_count(self) -> int:
        return self.headers[0].boot_count

    @property
    def fresh(self) -> list[ReportId]:
        return [header.id for header in self.headers if header.id.seq in self.new]

    def entered(self) -> BootRow:
        if self.row is None:
            boot = Boot(boot_count=self.boot_count, started_at=None, wall_offset_s=None)
            return BootRow(boot, self.new)
        return BootRow(self.row.boot, self.row.received | self.new)


class Ledger:
    """The ledger as one transaction sees it: `rows` are those that it has read or changed."""

    def __init__(self, connection: Connection, known: KnownBoots, ids: Ids) -> None:
        self._connection = connection
        self._known = known
        self._ids = ids
        self.rows: dict[BootKey, BootRow] = {}
        self.scattered: set[ReportId] = set()

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
        return found | await self._read(unknown) if unknown else found

    async def claim(self, said: Said) -> list[ReportId]:
        """What of this is taken in now, for the first time."""
        fresh: list[ReportId] = []
        rows = {key: self._row(key) for key in said}
        rows |= await self._read(
            [key for key, row in rows.items() if _is_doubtful(row, said[key])]
        )
        while claims := self._claims(said, rows):
            entered = await self._enter(claims)
            for claim in entered:
                self.rows[claim.key] = claim.entered()
                fresh += claim.fresh
            if len(entered) == len(claims):
                break
            # Somebody else has changed these rows meanwhile.
            done = {claim.key for claim in entered}
            said = {claim.key: claim.headers for claim in claims if claim.key not in done}
            rows = dict.fromkeys(said) | await self._read(said)
        return fresh

    def _claims(self, said: Said, rows: Mapping[BootKey, BootRow | None]) -> list[_Claim]:
        """In the order in which all lock rows, so that none waits for one that waits for it."""
        claims = []
        for (key, headers), row in zip(said.items(), rows.values(), strict=True):
            numbers = Sequences.of([header.id.seq for header in headers])
            received = row.received if row else NOTHING
            new = numbers - received
            borne = bearable(received, new)
            if borne is not new:
                beyond = new - borne
                self.scattered |= {h.id for h in headers if h.id.seq in beyond}
            if borne:
                claims.append(_Claim(key, self._ids[key[0]], headers, borne, row))
        claims.sort(key=_place)
        return claims

    async def _enter(self, claims: Sequence[_Claim]) -> list[_Claim]:
        """Returns those that are in the ledger now."""
        known = [claim for claim in claims if claim.row is not None]
        begun = [claim for claim in claims if claim.row is None]
        entered = await self._execute(_ADD, known) if known else []
        if begun:
            entered += await self._execute(_BEGIN, begun)
        return entered

    async def _execute(self, statement: LiteralString, claims: list[_Claim]) -> list[_Claim]:
        columns = [
            integers(claim.vehicle for claim in claims),
            integers(claim.key[1] for claim in claims),
            integers(claim.boot_count for claim in claims),
            multiranges(claim.new for claim in claims),
            integers(claim.new.last for claim in claims),
        ]
        cursor = await self._connection.execute(statement, columns)
        if cursor.rowcount == len(claims):
            return claims
        changed = {(vehicle, boot) for vehicle, boot in await cursor.fetchall()}
        return [claim for claim in claims if (claim.vehicle, claim.key[1]) in changed]

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
        own = self.rows.get(key) if self.rows else None
        return own or self._known.rows.get(key)

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


def _is_doubtful(row: BootRow | None, headers: Sequence[Header]) -> bool:
    """Nothing is turned away because of what may be older than the store."""
    return row is None or is_crowded(row.received, len(headers))


def _place(claim: _Claim) -> tuple[int, int]:
    return claim.vehicle, claim.key[1]
