"""The ledger: which sequences of each boot were taken in, one row a boot."""

from collections.abc import (
    Awaitable,
    Callable,
    Collection,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from datetime import datetime
from itertools import islice
from typing import LiteralString, NamedTuple

from psycopg.rows import TupleRow

from gateway.decode.place import Boot, BootKey
from gateway.domain.instant import to_time, to_us
from gateway.domain.report import Placed, Report, ReportId
from gateway.domain.sequences import Sequences
from gateway.domain.vin import Vin
from gateway.pipeline.cache import Cache
from gateway.pipeline.scattered import bearable, is_crowded
from gateway.store.encode import integers, multiranges
from gateway.store.pool import Connection

Reports = Sequence[Placed[Report]]
Said = Mapping[BootKey, Reports]
Meet = Callable[[Iterable[Vin]], Awaitable[Mapping[Vin, int]]]
"""Gives the numbers of these vehicles."""

NOTHING = Sequences()
MOST_KNOWN = 50_000
"""Boots in the cache; what was not heard for longest leaves it first."""

_READ = """
select vehicle_id, boot_id, boot_count, started_at, wall_offset_s, received
from boots join unnest(%s::int[], %s::bigint[]) wanted (vehicle_id, boot_id)
  using (vehicle_id, boot_id)
"""
# With when each vehicle last said something itself. Tells which boots have not been entered:
# those that somebody else has begun, or has changed so that they have one of these.
_ENTER: LiteralString = """
with new as (
  select * from unnest(%s::int[], %s::bigint[], %s::bigint[], %s::int8multirange[],
    %s::bigint[], %s::bigint[], %s::bigint[])
    new (vehicle_id, boot_id, boot_count, added, last_seq, heard_us, at_us)
), entered as (
  {}
), heard as (
  update vehicles v set
    last_heard_at = greatest(last_heard_at, epoch + last.heard_us * interval '1 microsecond'),
    latest_at = greatest(latest_at, epoch + last.at_us * interval '1 microsecond')
  from (values (timestamptz '1970-01-01 00:00Z')) beginning (epoch),
    (select vehicle_id, max(heard_us) as heard_us, max(at_us) as at_us from new
     group by vehicle_id order by vehicle_id) last
  where v.id = last.vehicle_id
)
select vehicle_id, boot_id from new except select vehicle_id, boot_id from entered
"""
_BEGIN = _ENTER.format("""
  insert into boots (vehicle_id, boot_id, boot_count, received, last_seq)
  select vehicle_id, boot_id, boot_count, added, last_seq from new
  on conflict do nothing returning vehicle_id, boot_id
""")
_ADD = _ENTER.format("""
  update boots b set received = b.received + new.added,
    last_seq = greatest(b.last_seq, new.last_seq)
  from new where (b.vehicle_id, b.boot_id) = (new.vehicle_id, new.boot_id)
    and not b.received && new.added
  returning b.vehicle_id, b.boot_id
""")
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


class _Claim(NamedTuple):
    """First what the statement is given, of each a column; all claims are in that order.

    `heard_us`, `at_us`: the latest of its reports, since 1970. `row`: None of a boot that has
    not been heard before.
    """

    vehicle: int
    boot_id: int
    boot_count: int
    new: Sequences
    last: int
    heard_us: int
    at_us: int
    key: BootKey
    reports: Reports
    row: BootRow | None

    def entered(self) -> BootRow:
        if self.row is None:
            return BootRow(self.vehicle, Boot(self.boot_count, None, None), self.new)
        return BootRow(self.vehicle, self.row.boot, self.row.received | self.new)


class Ledger:
    """The ledger as one transaction sees it: `rows` are those that it has read or changed."""

    def __init__(self, connection: Connection, known: KnownBoots, meet: Meet) -> None:
        self._connection = connection
        self._known = known.rows
        self._meet = meet
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

    async def claim(self, placed: Reports) -> Reports:
        """What of this is taken in now, for the first time: each once."""
        said: dict[BootKey, list[Placed[Report]]] = {}
        for one in placed:
            said.setdefault(one.report.header.id[:2], []).append(one)
        taken = await self._claim(said)
        if sum(map(len, taken.values())) == len(placed):
            return placed
        return _these(placed, taken)

    async def _claim(self, said: Said) -> dict[BootKey, Sequences]:
        taken: dict[BootKey, Sequences] = {}
        rows = {key: self._row(key) for key in said}
        rows |= await self._read(
            [key for key, row in rows.items() if _is_doubtful(row, said[key])]
        )
        while claims := await self._claims(said, rows):
            left = await self._enter(claims)
            for claim in claims:
                if not left or claim[:2] not in left:
                    self.rows[claim.key] = claim.entered()
                    taken[claim.key] = claim.new
            if not left:
                break
            # Somebody else has changed these rows meanwhile.
            said = {claim.key: claim.reports for claim in claims if claim.key not in taken}
            rows = dict.fromkeys(said) | await self._read(said)
        return taken

    async def _claims(self, said: Said, rows: Mapping[BootKey, BootRow | None]) -> list[_Claim]:
        """In the order in which all lock rows, so that none waits for one that waits for it."""
        ids = await self._meet(key[0] for key, row in rows.items() if row is None)
        claims = []
        for (key, reports), row in zip(said.items(), rows.values(), strict=True):
            numbers = Sequences.of([one.report.header.id.seq for one in reports])
            received = row.received if row else NOTHING
            new = numbers - received
            borne = bearable(received, new)
            if borne is not new:
                self.scattered |= _ids(reports, new - borne)
            if borne:
                vehicle = row.vehicle if row else ids[key[0]]
                claims.append(_claim_on(vehicle, key, reports, borne, row))
        claims.sort()
        return claims

    async def _enter(self, claims: Sequence[_Claim]) -> set[tuple[int, int]]:
        """Returns (vehicle, boot) of those that have not been entered."""
        known = [claim for claim in claims if claim.row is not None]
        begun = [claim for claim in claims if claim.row is None]
        left = await self._execute(_ADD, known) if known else set()
        if begun:
            left |= await self._execute(_BEGIN, begun)
        return left

    async def _execute(
        self, statement: LiteralString, claims: Sequence[_Claim]
    ) -> set[tuple[int, int]]:
        vehicles, boots, counts, new, lasts, heard_us, at_us, *_ = zip(*claims, strict=True)
        numbers = map(integers, (vehicles, boots, counts, lasts, heard_us, at_us))
        columns = [*islice(numbers, 3), multiranges(new), *numbers]
        cursor = await self._connection.execute(statement, columns)
        return set(await cursor.fetchall()) if cursor.rowcount else set()

    async def move(self, changed: Mapping[BootKey, Boot]) -> None:
        """Enters what was learned of these boots."""
        if not changed:
            return
        ids = await self._meet(vin for vin, _ in changed)
        keys = sorted(changed, key=lambda key: (ids[key[0]], key[1]))
        boots = [changed[key] for key in keys]
        cursor = await self._connection.execute(
            _MOVE,
            [
                *_columns(ids, keys),
                integers([boot.boot_count for boot in boots]),
                [_instant(boot.started_us) for boot in boots],
                [boot.wall_offset_s for boot in boots],
            ],
        )
        for key, moved, _ in _boots(ids, keys, await cursor.fetchall()):
            row = self._row(key)
            if row is not None:
                self.rows[key] = row._replace(boot=moved)

    def _row(self, key: BootKey) -> BootRow | None:
        own = self.rows.get(key) if self.rows else None
        return own or self._known.get(key)

    async def _read(self, keys: Collection[BootKey]) -> dict[BootKey, BootRow]:
        if not keys:
            return {}
        ids = await self._meet(vin for vin, _ in keys)
        cursor = await self._connection.execute(_READ, _columns(ids, keys))
        rows = {}
        for key, boot, [received] in _boots(ids, keys, await cursor.fetchall()):
            ranges = tuple((one.lower, one.upper - 1) for one in received)
            rows[key] = BootRow(ids[key[0]], boot, Sequences(ranges))
        self.rows |= rows
        return rows


def _claim_on(
    vehicle: int, key: BootKey, reports: Reports, new: Sequences, row: BootRow | None
) -> _Claim:
    header = reports[0].report.header
    heard_us, at_us = to_us(header.received_at), reports[0].at_us
    if len(reports) > 1:
        heard_us = max(to_us(one.report.header.received_at) for one in reports)
        at_us = max(one.at_us for one in reports)
    return _Claim(
        vehicle, key[1], header.boot_count, new, new.last, heard_us, at_us, key, reports, row
    )


def _is_doubtful(row: BootRow | None, reports: Reports) -> bool:
    """Nothing is turned away because of what may be older than the store."""
    return row is None or is_crowded(row.received, len(reports))


def _ids(reports: Reports, numbers: Sequences) -> set[ReportId]:
    ids = (one.report.header.id for one in reports)
    return {number for number in ids if number.seq in numbers}


def _these(placed: Reports, taken: Mapping[BootKey, Sequences]) -> Reports:
    found: dict[ReportId, Placed[Report]] = {}
    for one in placed:
        number = one.report.header.id
        if number.seq in taken.get(number[:2], NOTHING):
            found.setdefault(number, one)
    return [*found.values()]


def _columns(ids: Mapping[Vin, int], keys: Collection[BootKey]) -> list[object]:
    return [integers([ids[vin] for vin, _ in keys]), integers([boot for _, boot in keys])]


def _boots(
    ids: Mapping[Vin, int], keys: Iterable[BootKey], rows: Iterable[TupleRow]
) -> Iterator[tuple[BootKey, Boot, TupleRow]]:
    by_number = {(ids[vin], boot_id): (vin, boot_id) for vin, boot_id in keys}
    for vehicle, boot_id, count, started_at, offset, *rest in rows:
        boot = Boot(count, None if started_at is None else to_us(started_at), offset)
        yield by_number[vehicle, boot_id], boot, tuple(rest)


def _instant(us: int | None) -> datetime | None:
    return None if us is None else to_time(us)
