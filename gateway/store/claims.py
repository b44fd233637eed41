"""Claims: reports of one boot that a transaction takes in for the first time."""

from collections.abc import Mapping, Sequence
from typing import LiteralString, NamedTuple

from gateway.decode.place import Boot, BootKey
from gateway.domain.report import Placed, Report
from gateway.domain.sequences import Sequences
from gateway.store.arrays import Bigints
from gateway.store.boot_rows import BootRow
from gateway.store.encode import multiranges, numbers
from gateway.store.pool import Connection

Reports = Sequence[Placed[Report]]
Learned = Mapping[BootKey, Boot]

# With what was learned of the boots, and when each vehicle last said something itself. `left`
# are the boots that have not been entered: those that somebody else has begun, or has changed
# so that they have one of these.
_ENTER: LiteralString = """
with new as (
  select vehicle_id, boot_id, boot_count, added, last_seq, heard_us, at_us, wall_offset_s,
    epoch + started_us * interval '1 microsecond' as started_at
  from unnest(%s::int[], %s::bigint[], %s::bigint[], %s::int8multirange[], %s::bigint[],
    %s::bigint[], %s::bigint[], %s::bigint[], %s::float8[])
    new (vehicle_id, boot_id, boot_count, added, last_seq, heard_us, at_us, started_us,
      wall_offset_s),
    (values (timestamptz '1970-01-01 00:00Z')) beginning (epoch)
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
), left_over as (
  select vehicle_id, boot_id from new except select vehicle_id, boot_id from entered
)
"""
_BEGIN = _ENTER.format("""
  insert into boots (vehicle_id, boot_id, boot_count, received, last_seq, started_at,
    wall_offset_s)
  select vehicle_id, boot_id, boot_count, added, last_seq, started_at, wall_offset_s from new
  on conflict do nothing returning vehicle_id, boot_id
""")
# The start of a boot only ever moves to an earlier instant.
ADD = _ENTER.format("""
  update boots b set received = b.received + new.added,
    last_seq = greatest(b.last_seq, new.last_seq),
    started_at = least(b.started_at, new.started_at),
    wall_offset_s = case when new.started_at < b.started_at or b.started_at is null
      then coalesce(new.wall_offset_s, b.wall_offset_s) else b.wall_offset_s end
  from new where (b.vehicle_id, b.boot_id) = (new.vehicle_id, new.boot_id)
    and not b.received && new.added
  returning b.vehicle_id, b.boot_id
""")
"""Of boots heard before; to go on with `left_over`."""

_UNTOLD = Boot(0, None, None)


class Claim(NamedTuple):
    """First what the statement is given, of each a column; all lock rows in that order.

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
    row: BootRow | None

    @classmethod
    def on(
        cls, vehicle: int, key: BootKey, reports: Reports, new: Sequences, row: BootRow | None
    ) -> "Claim":
        header = reports[0].report.header
        heard_us, at_us = header.received_us, reports[0].at_us
        if len(reports) > 1:
            heard_us = max([one.report.header.received_us for one in reports])
            at_us = max([one.at_us for one in reports])
        count, last = header.boot_count, new.last
        return cls(vehicle, key[1], count, new, last, heard_us, at_us, key, row)

    @classmethod
    def on_the_next(cls, key: BootKey, reports: Reports, row: BootRow) -> "Claim | None":
        """Of reports that follow the last of their boot one by one, as nearly all do."""
        header, at_us = reports[0].report.header, reports[0].at_us
        first, heard_us = header.id.seq, header.received_us
        if not row.received.is_followed_by(first):
            return None
        last = first
        for later, later_at_us, _ in reports[1:]:
            last += 1
            if later.header.id.seq != last:
                return None
            heard_us, at_us = max(heard_us, later.header.received_us), max(at_us, later_at_us)
        new = Sequences(((first, last),))
        said = row.vehicle, key[1], header.boot_count, new, last, heard_us, at_us, key, row
        claim: Claim = tuple.__new__(cls, said)
        return claim

    def entered(self) -> BootRow:
        if self.row is None:
            return BootRow(self.vehicle, Boot(self.boot_count, None, None), self.new)
        received = self.row.received | self.new
        row: BootRow = tuple.__new__(BootRow, (self.vehicle, self.row.boot, received))
        return row


def columns(claims: Sequence[Claim], learned: Learned) -> list[object]:
    """What `ADD` is given."""
    vehicles, boots, counts, new, lasts, heard_us, at_us, keys, _ = zip(*claims, strict=True)
    learnt = [learned.get(key, _UNTOLD) for key in keys]
    return [
        Bigints(vehicles),
        Bigints(boots),
        Bigints(counts),
        multiranges(new),
        Bigints(lasts),
        Bigints(heard_us),
        Bigints(at_us),
        Bigints([boot.started_us for boot in learnt]),
        numbers([boot.wall_offset_s for boot in learnt]),
    ]


async def begin(connection: Connection, claims: Sequence[Claim], learned: Learned) -> bool:
    """Of boots not heard before; False: somebody else has begun one of them."""
    return await _execute(connection, _BEGIN, columns(claims, learned))


async def add(connection: Connection, claims: Sequence[Claim], learned: Learned) -> bool:
    """Of boots heard before; False: somebody else has changed one of them."""
    return await _execute(connection, ADD, columns(claims, learned))


async def _execute(
    connection: Connection, statement: LiteralString, values: Sequence[object]
) -> bool:
    cursor = await connection.execute(statement + " select from left_over", values)
    return not cursor.rowcount
