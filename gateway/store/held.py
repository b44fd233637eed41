"""The waiting room in tables: reports that are stored and not judged yet."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime

from gateway.decode.place import BootKey
from gateway.domain.report import ReportId
from gateway.domain.sequences import Sequences
from gateway.domain.vin import Vin
from gateway.pipeline.gaps import KnownGap
from gateway.pipeline.holdback import Held
from gateway.pipeline.kinds import Judgeable
from gateway.pipeline.waiting_room import Moves, Standing, ToldBoot
from gateway.store.brought import read_faults, read_telemetry
from gateway.store.encode import integers, multiranges
from gateway.store.gaps import (
    ask_anew,
    change_gaps,
    learn_boots,
    read_boots,
    read_gaps,
    read_gaps_of,
)
from gateway.store.passage import Open

Ids = Mapping[Vin, int]
NumbersOf = Callable[[Collection[Vin]], Awaitable[dict[Vin, int]]]

_HELD = """
select vehicle_id, unit_order, boot_count, boot_id, seq, at, until from held_back
where vehicle_id = any(%s::int[])
"""
_HOLD = """
insert into held_back (vehicle_id, boot_id, seq, unit_order, boot_count, at, until)
select * from unnest(%s::int[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[],
  %s::timestamptz[], %s::timestamptz[])
"""
_RELEASE = """
delete from held_back h using unnest(%s::int[], %s::bigint[], %s::bigint[])
  done (vehicle_id, boot_id, seq)
where (h.vehicle_id, h.boot_id, h.seq) = (done.vehicle_id, done.boot_id, done.seq)
"""
_OVERDUE = """
select vin from vehicles where id in (
  select vehicle_id from held_back where until <= %s order by until limit %s)
"""
_LATE = """
insert into late_reports as l (vehicle_id, boot_id, sequences, measured_from, measured_until,
  told_at)
values (%s, %s, (%s::int8multirange[])[1], %s, %s, %s)
on conflict (vehicle_id, boot_id) do update set sequences = l.sequences + excluded.sequences,
  measured_from = least(l.measured_from, excluded.measured_from),
  measured_until = greatest(l.measured_until, excluded.measured_until),
  told_at = greatest(l.told_at, excluded.told_at)
"""
# Too many ranges: the smallest holes between them are closed, so that half of them are left.
_COARSEN = """
update late_reports l set sequences = l.sequences + (
  select range_agg(hole) from (
    select hole from unnest(int8multirange(range_merge(l.sequences)) - l.sequences) hole
    order by upper(hole) - lower(hole), hole limit crowd.ranges - %(most)s / 2
  ) smallest
)
from unnest(%(vehicles)s::int[], %(boots)s::bigint[]) wanted (vehicle_id, boot_id)
join late_reports late using (vehicle_id, boot_id)
cross join lateral (select count(*) as ranges from unnest(late.sequences)) crowd
where (l.vehicle_id, l.boot_id) = (late.vehicle_id, late.boot_id) and crowd.ranges > %(most)s
"""
MOST_LATE_RANGES = 4096
"""Of one boot; past them what came late is told in coarser ranges."""


class PostgresWaitingRoom:
    """Implements `gateway.pipeline.waiting_room.WaitingRoom`, in the batch's transaction."""

    def __init__(self, open_: Open, ids: NumbersOf) -> None:
        self._open = open_
        self._ids = ids

    async def learn(self, told: Mapping[BootKey, ToldBoot]) -> None:
        ids = await self._ids({vin for vin, _ in told})
        await learn_boots(await self._open(), ids, told)

    async def standings(
        self, vins: Collection[Vin], boots: Collection[BootKey]
    ) -> Mapping[Vin, Standing]:
        ids = await self._ids(vins)
        known = await read_boots(await self._open(), ids, boots)
        held = await self._held(ids)
        followed = [(ids[vin], boot.boot_id) for vin, own in known.items() for boot in own]
        gaps: dict[Vin, list[KnownGap]] = {vin: [] for vin in vins}
        for gap in await read_gaps_of(await self._open(), followed):
            gaps[gap.vin].append(gap)
        return {vin: Standing(boots=known[vin], held=held[vin], gaps=gaps[vin]) for vin in vins}

    async def _held(self, ids: Ids) -> dict[Vin, list[Held]]:
        vins = {number: vin for vin, number in ids.items()}
        held: dict[Vin, list[Held]] = {vin: [] for vin in ids}
        cursor = await (await self._open()).execute(_HELD, [list(vins)])
        for vehicle, unit, count, boot, seq, at, until in await cursor.fetchall():
            vin = vins[vehicle]
            turn = (unit, count, boot, seq)
            held[vin].append(Held(id=ReportId(vin, boot, seq), turn=turn, at=at, until=until))
        return held

    async def bring(self, held: Sequence[Held]) -> Sequence[Judgeable]:
        if not held:
            return []
        ids = await self._ids({one.id.vin for one in held})
        return [
            *await read_telemetry(await self._open(), ids, held),
            *await read_faults(await self._open(), ids, held),
        ]

    async def overdue(self, now: datetime, limit: int) -> Collection[Vin]:
        cursor = await (await self._open()).execute(_OVERDUE, [now, limit])
        return [Vin(text) for (text,) in await cursor.fetchall()]

    async def gaps(self, vins: Collection[Vin]) -> Sequence[KnownGap]:
        ids = await self._ids(vins)
        return await read_gaps(await self._open(), ids.values())

    async def ask_anew(
        self, vins: Collection[Vin], noticed_since: datetime, due_at: datetime
    ) -> None:
        ids = await self._ids(vins)
        await ask_anew(await self._open(), ids.values(), noticed_since, due_at)

    async def move(self, moves: Moves) -> None:
        ids = await self._ids(moves.vins)
        await self._hold(ids, moves.hold)
        await self._release(ids, moves.release)
        await self._note_late(ids, moves.late, moves.at)
        await change_gaps(await self._open(), ids, moves.gone, moves.gaps)

    async def _hold(self, ids: Ids, held: Sequence[Held]) -> None:
        if held:
            await (await self._open()).execute(
                _HOLD,
                [
                    *_columns(ids, [one.id for one in held]),
                    integers(one.turn[0] for one in held),
                    integers(one.turn[1] for one in held),
                    [one.at for one in held],
                    [one.until for one in held],
                ],
            )

    async def _release(self, ids: Ids, done: Sequence[ReportId]) -> None:
        if done:
            await (await self._open()).execute(_RELEASE, _columns(ids, done))

    async def _note_late(self, ids: Ids, late: Sequence[Held], now: datetime) -> None:
        by_boot: dict[BootKey, list[Held]] = {}
        for one in late:
            by_boot.setdefault((one.id.vin, one.id.boot_id), []).append(one)
        if by_boot:
            async with (await self._open()).cursor() as cursor:
                await cursor.executemany(
                    _LATE,
                    [
                        (ids[vin], boot, *_summary(by_boot[vin, boot]), now)
                        for vin, boot in sorted(by_boot)
                    ],
                )
            await (await self._open()).execute(
                _COARSEN,
                {
                    "vehicles": integers([ids[vin] for vin, _ in by_boot]),
                    "boots": integers([boot for _, boot in by_boot]),
                    "most": MOST_LATE_RANGES,
                },
            )


def _columns(ids: Ids, reports: Sequence[ReportId]) -> tuple[str, str, str]:
    return (
        integers(ids[one.vin] for one in reports),
        integers(one.boot_id for one in reports),
        integers(one.seq for one in reports),
    )


def _summary(late: Sequence[Held]) -> tuple[str, datetime, datetime]:
    numbers = Sequences.of([one.id.seq for one in late])
    times = [one.at for one in late]
    return multiranges([numbers]), min(times), max(times)
