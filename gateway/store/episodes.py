"""Episodes: what a batch changes in them is three statements, however many reports it had."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from gateway.domain.component import ComponentId
from gateway.domain.episode import Episode, EpisodeChange, EpisodeEnd, FaultKey
from gateway.domain.report import FaultReport, Placed, Snapshot
from gateway.domain.trouble_code import Status, TroubleCode
from gateway.domain.vin import Vin
from gateway.store.encode import snapshots_to_json
from gateway.store.pool import Connection

Change = tuple[EpisodeChange, Placed[FaultReport]]

_READ = """
select vehicle_id, component, code, opened_at, updated_at, status, occurrences, earlier, seen,
  confirmed_at, passed_at, returns, crowd, reports, lines, ended_at, ending
from episodes where vehicle_id = any(%(vehicles)s)
  and (ended_at is null or ended_at >= %(since)s)
order by ended_at nulls last, id for update
"""
# A life is known by its fault and its beginning; of two that began at once the later is meant.
_MOVE = """
with incoming as (
  select * from jsonb_populate_recordset(null::episodes, %(rows)s)
), standing as (
  select distinct on (i.id) i.id as n, e.id from incoming i
  join episodes e using (vehicle_id, component, code, opened_at)
  where e.ended_at is null or i.id = any(%(returned)s)
  order by i.id, e.ended_at is not null, e.id desc
)
update episodes e set updated_at = i.updated_at, status = i.status,
  occurrences = i.occurrences, earlier = i.earlier, seen = i.seen,
  confirmed_at = i.confirmed_at, passed_at = i.passed_at, returns = i.returns,
  crowd = i.crowd, reports = i.reports, lines = i.lines, ended_at = i.ended_at,
  ending = i.ending,
  snapshots = case when i.snapshots = '[]' then e.snapshots else i.snapshots end
from standing s join incoming i on i.id = s.n where e.id = s.id
returning s.n, e.id
"""
_NUMBERS = """
select nextval(pg_get_serial_sequence('episodes', 'id')) from generate_series(1, %s)
"""
_OPEN = """
insert into episodes (id, vehicle_id, component, code, opened_at, updated_at, status,
  occurrences, earlier, seen, confirmed_at, passed_at, returns, crowd, reports, lines, ended_at,
  ending, snapshots)
select id, vehicle_id, component, code, opened_at, updated_at, status, occurrences, earlier,
  seen, confirmed_at, passed_at, returns, crowd, reports, lines, ended_at, ending, snapshots
from jsonb_populate_recordset(null::episodes, %s)
"""
_TELL = """
insert into episode_history (episode_id, at, boot_id, seq, status, occurrences, snapshots)
select * from unnest(%s::bigint[], %s::timestamptz[], %s::bigint[], %s::bigint[],
  %s::smallint[], %s::bigint[], %s::jsonb[])
"""


async def read_episodes(
    connection: Connection, ids: Mapping[Vin, int], or_ended_since: datetime | None
) -> dict[FaultKey, Episode]:
    """The open one of each fault, or the last that ended then or later."""
    vins = {number: vin for vin, number in ids.items()}
    cursor = await connection.execute(_READ, {"vehicles": list(vins), "since": or_ended_since})
    found = [_episode(vins, row) for row in await cursor.fetchall()]
    return {episode.key: episode for episode in found}


def _episode(vins: Mapping[int, Vin], row: Sequence[Any]) -> Episode:
    vehicle, component, code, opened, updated, status, occurrences, earlier, seen, *rest = row
    confirmed_at, passed_at, returns, crowd, reports, lines, ended_at, ending = rest
    return Episode(
        key=FaultKey(vins[vehicle], ComponentId(component), TroubleCode(code)),
        opened_at=opened,
        updated_at=updated,
        status=Status(status),
        occurrences=occurrences,
        earlier=earlier,
        seen=Status(seen),
        confirmed_at=confirmed_at,
        passed_at=passed_at,
        returns=returns,
        crowd=crowd,
        reports=reports,
        lines=lines,
        ended_at=ended_at,
        end=EpisodeEnd(ending) if ending else None,
    )


@dataclass(slots=True)
class _Life:
    """One episode as the batch leaves it; `lines`: what its history gets."""

    episode: Episode
    new: bool
    returned: bool
    snapshots: tuple[Snapshot, ...] = ()
    lines: list[Change] = field(default_factory=list)


async def keep_episodes(
    connection: Connection, ids: Mapping[Vin, int], changes: Sequence[Change]
) -> None:
    """Opens, moves on and ends episodes; at most one is open for a key, by constraint."""
    lives = list(_lives(changes))
    standing = [life for life in lives if not life.new]
    opened = [life for life in lives if life.new]
    numbers = await _move(connection, ids, standing) if standing else {}
    if opened:
        numbers |= await _open(connection, ids, opened)
    told = [_line(number, one) for number, life in numbers.items() for one in life.lines]
    if told:
        await connection.execute(_TELL, [list(column) for column in zip(*told, strict=True)])


async def _move(
    connection: Connection, ids: Mapping[Vin, int], lives: Sequence[_Life]
) -> dict[int, _Life]:
    rows = [_row(n, ids, life) for n, life in enumerate(lives)]
    returned = [n for n, life in enumerate(lives) if life.returned]
    cursor = await connection.execute(_MOVE, {"rows": Jsonb(rows), "returned": returned})
    moved = {number: lives[n] for n, number in await cursor.fetchall()}
    if len(moved) < len(lives):
        msg = "an episode vanished under its lock"
        raise RuntimeError(msg)
    return moved


async def _open(
    connection: Connection, ids: Mapping[Vin, int], lives: Sequence[_Life]
) -> dict[int, _Life]:
    cursor = await connection.execute(_NUMBERS, [len(lives)])
    opened = {
        number: life for (number,), life in zip(await cursor.fetchall(), lives, strict=True)
    }
    rows = [_row(number, ids, life) for number, life in opened.items()]
    await connection.execute(_OPEN, [Jsonb(rows)])
    return opened


def _lives(changes: Iterable[Change]) -> Iterator[_Life]:
    newest: dict[FaultKey, _Life] = {}
    for change, report in changes:
        key = change.episode.key
        if change.opened or key not in newest:
            newest[key] = _Life(change.episode, change.opened, change.returned)
            yield newest[key]
        life = newest[key]
        life.episode = change.episode
        if change.entry is not None and change.entry.snapshots:
            life.snapshots = change.entry.snapshots
        if change.told:
            life.lines.append((change, report))


def _row(number: int, ids: Mapping[Vin, int], life: _Life) -> dict[str, Any]:
    """As the table `episodes` has it."""
    one = life.episode
    return {
        "id": number,
        "vehicle_id": ids[one.key.vin],
        "component": one.key.component,
        "code": one.key.code.number,
        "opened_at": one.opened_at.isoformat(),
        "updated_at": one.updated_at.isoformat(),
        "status": int(one.status),
        "occurrences": one.occurrences,
        "earlier": one.earlier,
        "seen": int(one.seen),
        "confirmed_at": one.confirmed_at and one.confirmed_at.isoformat(),
        "passed_at": one.passed_at and one.passed_at.isoformat(),
        "returns": one.returns,
        "crowd": one.crowd,
        "reports": one.reports,
        "lines": one.lines,
        "ended_at": one.ended_at and one.ended_at.isoformat(),
        "ending": one.end and one.end.value,
        "snapshots": snapshots_to_json(life.snapshots),
    }


def _line(number: int, told: Change) -> tuple[Any, ...]:
    change, report = told
    entry = change.entry
    return (
        number,
        report.at,
        report.report.header.id.boot_id,
        report.report.header.id.seq,
        int(entry.status) if entry else 0,
        entry.occurrences if entry else change.episode.occurrences,
        Jsonb(snapshots_to_json(entry.snapshots) if entry else []),
    )
