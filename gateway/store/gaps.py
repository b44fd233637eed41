"""The gap ledger in tables: what each boot has made, what has come, what is asked for."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from psycopg.types.range import Range

from gateway.decode.place import BootKey
from gateway.domain.sequences import Sequences
from gateway.domain.vin import Vin
from gateway.pipeline.gaps import MOST_ASKED, KnownGap
from gateway.pipeline.holdback import KnownBoot
from gateway.pipeline.waiting_room import ToldBoot
from gateway.store.pool import Connection

Ids = Mapping[Vin, int]
LAST_BOOTS = 16
"""Of each vehicle: what was made in boots before these has been judged long since."""
MOST_LOOKED_AT = 1024
MOST_FOLLOWED = 64
"""Boots of a vehicle, the newest with gaps among those looked at; the gaps of older ones stand
as they are until something of theirs comes."""

_LEARN = """
insert into boots as b (vehicle_id, boot_id, unit_order, boot_count, last_seq)
select * from unnest(%s::int[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[])
on conflict (vehicle_id, boot_id) do update set
  unit_order = excluded.unit_order, last_seq = greatest(b.last_seq, excluded.last_seq)
where (b.unit_order, b.last_seq) is distinct from
  (excluded.unit_order, greatest(b.last_seq, excluded.last_seq))
"""
# An omission may name the highest number that there is: the range ends before it.
_BOOTS = """
select b.vehicle_id, b.boot_id, b.unit_order, b.boot_count, b.last_seq, b.received, (
    select range_agg(int8range(o.first_seq, 1 + least(o.last_seq, 9223372036854775806)))
    from omissions o where (o.vehicle_id, o.boot_id) = (b.vehicle_id, b.boot_id)) as given_up
from unnest(%(vehicles)s::int[]) v (id)
cross join lateral (
  (select boot_id from boots where vehicle_id = v.id
   order by unit_order desc, boot_count desc, boot_id desc limit %(last)s)
  union (select boot_id from (
      select * from boots where vehicle_id = v.id
      order by unit_order desc, boot_count desc, boot_id desc limit %(looked_at)s) newest
   where exists (select from gaps g where (g.vehicle_id, g.boot_id) = (v.id, newest.boot_id))
   order by unit_order desc, boot_count desc, boot_id desc limit %(followed)s)
  union select boot_id from unnest(%(boots)s::bigint[]) told (boot_id)
) wanted
join boots b on (b.vehicle_id, b.boot_id) = (v.id, wanted.boot_id)
"""
_COLUMNS = "vin, boot_id, first_seq, last_seq, noticed_at, since, until, asked, due_at"
_GAPS = f"""
select {_COLUMNS} from gaps join vehicles v on v.id = vehicle_id where vehicle_id = any(%s)
order by vehicle_id, boot_id, first_seq
"""  # noqa: S608 -- columns of our own
_GAPS_OF = f"""
select {_COLUMNS} from unnest(%s::int[], %s::bigint[]) wanted (vehicle_id, boot_id)
join gaps using (vehicle_id, boot_id) join vehicles v on v.id = vehicle_id
order by vehicle_id, boot_id, first_seq
"""  # noqa: S608
# What was measured just before a gap is looked up where it is not at hand.
_ENTER = """
insert into gaps (vehicle_id, boot_id, first_seq, last_seq, noticed_at, since, until, asked,
  due_at)
values (%(vehicle)s, %(boot)s, %(first)s, %(last)s, %(noticed)s, coalesce(%(since)s,
  (select max(ends_at) from (select ends_at from telemetry_blocks where boot_id = %(boot)s
    and seq < %(first)s and vehicle_id = %(vehicle)s order by seq desc limit 1) block)),
  %(until)s, %(asked)s, %(due)s)
"""
_ASK_ANEW = """
update gaps set asked = 0, due_at = %(due)s
where vehicle_id = any(%(vehicles)s) and due_at is null and asked >= %(enough)s
  and noticed_at > %(since)s
"""


async def learn_boots(
    connection: Connection, ids: Ids, told: Mapping[BootKey, ToldBoot]
) -> None:
    if not told:
        return
    keys = sorted(told)
    boots = [told[key] for key in keys]
    await connection.execute(
        _LEARN,
        [
            [ids[vin] for vin, _ in keys],
            [boot for _, boot in keys],
            [boot.unit_order for boot in boots],
            [boot.boot_count for boot in boots],
            [boot.last_seq for boot in boots],
        ],
    )


async def read_boots(
    connection: Connection, ids: Ids, boots: Collection[BootKey]
) -> dict[Vin, list[KnownBoot]]:
    """The last boots of these vehicles, the newest with gaps, and these."""
    cursor = await connection.execute(
        _BOOTS,
        {
            "vehicles": list(ids.values()),
            "boots": list({boot for _, boot in boots}),
            "last": LAST_BOOTS,
            "looked_at": MOST_LOOKED_AT,
            "followed": MOST_FOLLOWED,
        },
    )
    vins = {number: vin for vin, number in ids.items()}
    found: dict[Vin, list[KnownBoot]] = {vin: [] for vin in ids}
    for vehicle, boot, unit, count, last, received, gone in await cursor.fetchall():
        found[vins[vehicle]].append(
            KnownBoot(
                boot_id=boot,
                unit_order=unit,
                boot_count=count,
                last_seq=last,
                received=sequences_of(received),
                given_up=sequences_of(gone or ()),
            )
        )
    return found


async def read_gaps(connection: Connection, vehicles: Collection[int]) -> list[KnownGap]:
    cursor = await connection.execute(_GAPS, [list(vehicles)])
    return [gap_of(row) for row in await cursor.fetchall()]


async def read_gaps_of(
    connection: Connection, boots: Sequence[tuple[int, int]]
) -> list[KnownGap]:
    """`boots`: vehicle and boot."""
    vehicles, numbers = [vehicle for vehicle, _ in boots], [boot for _, boot in boots]
    cursor = await connection.execute(_GAPS_OF, [vehicles, numbers])
    return [gap_of(row) for row in await cursor.fetchall()]


async def ask_anew(
    connection: Connection,
    vehicles: Collection[int],
    noticed_since: datetime,
    due_at: datetime,
) -> None:
    asked = {"vehicles": sorted(vehicles), "enough": MOST_ASKED}
    asked |= {"since": noticed_since, "due": due_at}
    await connection.execute(_ASK_ANEW, asked)


def gap_of(row: tuple[Any, ...]) -> KnownGap:
    """Of the columns from `vin` to `due_at`, as `_GAPS` selects them."""
    vin, boot, first, last, noticed_at, since, until, asked, due_at = row
    return KnownGap(
        vin=Vin(vin),
        boot_id=boot,
        first_seq=first,
        last_seq=last,
        noticed_at=noticed_at,
        since=since,
        until=until,
        asked=asked,
        due_at=due_at,
    )


async def change_gaps(
    connection: Connection, ids: Ids, gone: Sequence[KnownGap], gaps: Sequence[KnownGap]
) -> None:
    if not gone and not gaps:
        return
    async with connection.cursor() as cursor:
        await cursor.executemany(
            "delete from gaps where (vehicle_id, boot_id, first_seq) = (%s, %s, %s)",
            [(ids[gap.vin], gap.boot_id, gap.first_seq) for gap in gone],
        )
        await cursor.executemany(
            _ENTER,
            [
                {
                    "vehicle": ids[gap.vin],
                    "boot": gap.boot_id,
                    "first": gap.first_seq,
                    "last": gap.last_seq,
                    "noticed": gap.noticed_at,
                    "since": gap.since,
                    "until": gap.until,
                    "asked": gap.asked,
                    "due": gap.due_at,
                }
                for gap in gaps
            ],
        )


def sequences_of(ranges: Iterable[Range[int]]) -> Sequences:
    """As the store holds them: bounded, the upper end not in it."""
    bounds = ((one.lower, one.upper) for one in ranges)
    return Sequences(tuple((low, up - 1) for low, up in bounds if low is not None and up))
