"""The statements of one batch, a table each."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from psycopg.types.json import Jsonb

from gateway.decode.place import Boot, BootKey
from gateway.domain.episode import EpisodeChange
from gateway.domain.finding import Finding, FindingEnded
from gateway.domain.report import FaultReport, Header, Placed, Presence
from gateway.domain.vin import Vin
from gateway.pipeline.journal import BatchEntry, Note
from gateway.store.encode import entry_to_json, snapshots_to_json
from gateway.store.pool import Connection

Ids = Mapping[Vin, int]


def vins_of(entry: BatchEntry) -> set[Vin]:
    headers = _headers(entry)
    return (
        {header.id.vin for header in headers}
        | {presence.vin for presence in entry.presences}
        | {vin for vin, _ in entry.boots}
        | {note.vin for note in entry.notes}
        | {finding.vin for finding in entry.findings}
        | {change.episode.key.vin for change, _ in entry.episodes}
    )


def _headers(entry: BatchEntry) -> list[Header]:
    return [
        *(one.report.header for one in entry.telemetry),
        *(one.report.header for one in entry.faults),
        *(one.report.header for one in entry.replies),
    ]


async def boots(connection: Connection, ids: Ids, changed: Mapping[BootKey, Boot]) -> None:
    async with connection.cursor() as cursor:
        await cursor.executemany(
            "insert into boots (vehicle_id, boot_id, boot_count, started_at, wall_offset_s)"
            " values (%s, %s, %s, %s, %s) on conflict (vehicle_id, boot_id) do update set"
            " started_at = excluded.started_at, wall_offset_s = excluded.wall_offset_s",
            [
                (ids[vin], boot_id, boot.boot_count, boot.started_at, boot.wall_offset_s)
                for (vin, boot_id), boot in changed.items()
            ],
        )


async def fault_reports(
    connection: Connection, ids: Ids, faults: Sequence[Placed[FaultReport]]
) -> None:
    async with connection.cursor() as cursor:
        await cursor.executemany(
            "insert into fault_reports (vehicle_id, boot_id, seq, unit_order, boot_count, at,"
            " component, operation_cycle, available, entries)"
            " values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                (
                    ids[one.report.header.id.vin],
                    one.report.header.id.boot_id,
                    one.report.header.id.seq,
                    one.report.header.unit_order,
                    one.report.header.boot_count,
                    one.at,
                    one.report.component,
                    one.report.operation_cycle,
                    int(one.report.available),
                    Jsonb([entry_to_json(entry) for entry in one.report.entries]),
                )
                for one in faults
            ],
        )


async def episodes(
    connection: Connection,
    ids: Ids,
    changes: Sequence[tuple[EpisodeChange, Placed[FaultReport]]],
) -> None:
    """Opens, moves on and ends episodes; at most one is open for a key, by constraint."""
    for change, report in changes:
        episode = change.episode
        key = (ids[episode.key.vin], episode.key.component, episode.key.code.number)
        ending = episode.end.value if episode.end else None
        values = (
            episode.updated_at,
            int(episode.status),
            episode.occurrences,
            episode.ended_at,
            ending,
        )
        if change.opened:
            cursor = await connection.execute(
                "insert into episodes (vehicle_id, component, code, opened_at, updated_at,"
                " status, occurrences, ended_at, ending)"
                " values (%s, %s, %s, %s, %s, %s, %s, %s, %s) returning id",
                [*key, episode.opened_at, *values],
            )
        else:
            cursor = await connection.execute(
                "update episodes set updated_at = %s, status = %s, occurrences = %s,"
                " ended_at = %s, ending = %s where vehicle_id = %s and component = %s"
                " and code = %s and ended_at is null returning id",
                [*values, *key],
            )
        row = await cursor.fetchone()
        if row is None:
            msg = f"episode of {episode.key} vanished under its lock"
            raise RuntimeError(msg)
        await connection.execute(
            "insert into episode_history (episode_id, at, boot_id, seq, status, occurrences,"
            " snapshots) values (%s, %s, %s, %s, %s, %s, %s)",
            [
                row[0],
                report.at,
                report.report.header.id.boot_id,
                report.report.header.id.seq,
                int(change.entry.status) if change.entry else 0,
                change.entry.occurrences if change.entry else episode.occurrences,
                Jsonb(snapshots_to_json(change.entry.snapshots) if change.entry else []),
            ],
        )


async def findings(
    connection: Connection, ids: Ids, changes: Sequence[Finding | FindingEnded]
) -> None:
    """Opens and ends findings; a new one opens a case or wakes the open case of its code."""
    for change in changes:
        vehicle = ids[change.vin]
        if isinstance(change, FindingEnded):
            await connection.execute(
                "update findings set ended_at = %s"
                " where vehicle_id = %s and rule = %s and ended_at is null",
                [change.at, vehicle, change.rule],
            )
            continue
        await connection.execute(
            "insert into findings (vehicle_id, rule, rulebook_version, component, code,"
            " severity, cause, evidence, missing, opened_at)"
            " values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
            " on conflict (vehicle_id, rule) where ended_at is null do nothing",
            [
                vehicle,
                change.rule,
                change.rulebook_version,
                change.component,
                change.code.number,
                change.severity.value,
                change.cause,
                list(change.evidence),
                list(change.missing),
                change.at,
            ],
        )
        await connection.execute(
            "insert into cases (vehicle_id, component, code, state, severity, next_step,"
            " since, opened_at, due_at)"
            " values (%s, %s, %s, 'new', %s, 'Waiting for the verdict', %s, %s, %s)"
            " on conflict (vehicle_id, component, code) where closed_at is null do nothing",
            [
                vehicle,
                change.component,
                change.code.number,
                change.severity.value,
                change.at,
                change.at,
                change.at,
            ],
        )


async def wake_cases(connection: Connection, vehicles: Sequence[int], now: datetime) -> None:
    """Something has changed for these vehicles: their open cases are looked at now.

    Waits for a worker that holds one of them, also when it is due already: what the worker
    settles on would otherwise bury this.
    """
    await connection.execute(
        "with woken as ("
        "  select id from cases where vehicle_id = any(%s) and closed_at is null"
        "  order by id for no key update)"
        " update cases c set due_at = least(due_at, %s) from woken where c.id = woken.id",
        [list(vehicles), now],
    )


async def notes(connection: Connection, ids: Ids, lines: Sequence[Note]) -> None:
    async with connection.cursor() as cursor:
        await cursor.executemany(
            "insert into timeline (vehicle_id, case_id, at, kind, severity, words)"
            " values (%(vehicle)s, (select max(id) from cases where vehicle_id = %(vehicle)s"
            " and component = %(component)s and code = %(code)s and closed_at is null),"
            " %(at)s, %(kind)s, %(severity)s, %(words)s)",
            [
                {
                    "vehicle": ids[note.vin],
                    "component": note.component,
                    "code": note.code.number if note.code else None,
                    "at": note.at,
                    "kind": note.kind,
                    "severity": note.severity.value if note.severity else None,
                    "words": note.words,
                }
                for note in lines
            ],
        )


async def heard(connection: Connection, ids: Ids, entry: BatchEntry) -> None:
    """When each vehicle last said something itself; wakes the cases that new facts concern."""
    last: dict[int, datetime] = {}
    for header in _headers(entry):
        vehicle = ids[header.id.vin]
        last[vehicle] = max(last.get(vehicle, header.received_at), header.received_at)
    async with connection.cursor() as cursor:
        await cursor.executemany(
            "update vehicles set last_heard_at = greatest(last_heard_at, %s) where id = %s",
            [(at, vehicle) for vehicle, at in sorted(last.items())],
        )
    told = {ids[one.report.header.id.vin] for one in entry.faults}
    told |= {ids[one.report.header.id.vin] for one in entry.replies}
    changed = told | {ids[finding.vin] for finding in entry.findings}
    await wake_cases(connection, sorted(changed), entry.now)


async def presences(
    connection: Connection, ids: Ids, said: Sequence[Presence]
) -> list[Presence]:
    """Takes what is not older than what is known; the end of a session is final.

    What the broker has retained is news, if it is newer, but no sign of life.
    """
    taken: list[Presence] = []
    for presence in said:
        order = [presence.unit_order, presence.boot_count, presence.session]
        cursor = await connection.execute(
            "update vehicles set online = %(online)s, presence_order = %(order)s::bigint[],"
            " presence_boot = %(boot)s, backlog = %(backlog)s,"
            " presence_since = case when online = %(online)s and presence_since is not null"
            "   then presence_since else %(at)s end,"
            " software = case when %(software)s::jsonb = '{}' then software"
            "   else %(software)s::jsonb end,"
            " last_heard_at = case when %(alive)s then greatest(last_heard_at, %(at)s)"
            "   else last_heard_at end"
            " where id = %(vehicle)s and (presence_order < %(order)s::bigint[]"
            "   or (presence_order = %(order)s::bigint[] and (online or not %(online)s)))",
            {
                "online": presence.online,
                "alive": presence.online and not presence.retained,
                "order": order,
                "boot": presence.boot_id,
                "backlog": presence.backlog,
                "at": presence.received_at,
                "software": Jsonb(presence.software),
                "vehicle": ids[presence.vin],
            },
        )
        if cursor.rowcount:
            taken.append(presence)
    return taken
