"""What one batch writes into the tables."""

from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import replace
from datetime import datetime

from gateway.decode.place import Boot, BootKey
from gateway.domain.case import CaseId, CaseState
from gateway.domain.component import ComponentId
from gateway.domain.finding import (
    Finding,
    FindingChange,
    FindingEnded,
    FindingRevised,
    StillMissing,
)
from gateway.domain.report import Header, Placed, Presence, Refusal, Reply
from gateway.domain.trouble_code import TroubleCode
from gateway.domain.vin import Vin
from gateway.pipeline.journal import BatchEntry, Note
from gateway.pipeline.memory.rows import (
    CaseRow,
    FindingRow,
    OperationRow,
    RefusedRow,
    Rows,
    TimelineRow,
)
from gateway.pipeline.memory.transaction import Transaction


def boots(rows: Rows, changed: Mapping[BootKey, Boot]) -> None:
    """The start of a boot only ever moves to an earlier instant."""
    for key, boot in changed.items():
        known = rows.boots.get(key)
        if known is None:
            rows.boots[key] = boot
        elif boot.started_us is not None and not (
            known.started_us is not None and known.started_us <= boot.started_us
        ):
            rows.boots[key] = boot._replace(boot_count=known.boot_count)


def reports(rows: Rows, entry: BatchEntry) -> None:
    rows.telemetry.update({one.report.header.id: one for one in entry.telemetry})
    rows.faults.update({one.report.header.id: one for one in entry.faults})
    rows.replies.update({one.report.header.id: one for one in entry.replies})


def findings(transaction: Transaction, changes: Sequence[FindingChange]) -> None:
    """Opens, revises, ends them; a new one opens a case unless there is one of its code."""
    rows = transaction.rows
    for change in changes:
        _find(transaction, rows.findings, change)
        if isinstance(change, FindingEnded):
            continue
        if isinstance(change, FindingRevised):
            continue
        if _stands_for(rows, change) is None:
            rows.cases[CaseId(transaction.next_number())] = _case(change)


def shadows(transaction: Transaction, changes: Sequence[FindingChange]) -> None:
    """Opens, revises and ends them, and does nothing else."""
    for change in changes:
        _find(transaction, transaction.rows.shadow_findings, change)


def _find(
    transaction: Transaction, table: MutableMapping[int, FindingRow], change: FindingChange
) -> None:
    standing = [
        number
        for number, row in table.items()
        if (row.finding.vin, row.finding.rule) == (change.vin, change.rule)
        and row.ended_at is None
    ]
    if isinstance(change, Finding):
        if not standing:
            table[transaction.next_number()] = FindingRow(change)
        return
    for number in standing:
        table[number] = _changed(table[number], change)


def _changed(row: FindingRow, change: FindingRevised | FindingEnded) -> FindingRow:
    if isinstance(change, FindingEnded):
        return replace(row, ended_at=change.at)
    causes = change.causes
    return replace(row, finding=replace(row.finding, causes=causes, cause=causes[0].title))


def still_missing(rows: Rows, said: Sequence[StillMissing]) -> None:
    """The open findings miss so much now."""
    now = {(one.vin, one.rule): one.missing for one in said}
    for number, row in rows.findings.items():
        missing = now.get((row.finding.vin, row.finding.rule))
        if missing is not None and row.ended_at is None:
            finding = replace(row.finding, missing=missing)
            rows.findings[number] = replace(row, finding=finding)


def _stands_for(rows: Rows, finding: Finding) -> CaseId | None:
    """The case that the finding belongs to: an open one, or one that is muted."""
    key = (finding.vin, finding.component, finding.code)
    cases = (
        number
        for number, case in rows.cases.items()
        if (case.vin, case.component, case.code) == key
        and (case.muted or case.closed_at is None)
    )
    return next(cases, None)


def _case(finding: Finding) -> CaseRow:
    return CaseRow(
        vin=finding.vin,
        component=finding.component,
        code=finding.code,
        state=CaseState.NEW,
        severity=finding.severity,
        next_step="Waiting for the verdict",
        since=finding.at,
        opened_at=finding.at,
        due_at=finding.at,
    )


def _open_case(
    rows: Rows, vin: Vin, component: ComponentId | None, code: TroubleCode | None
) -> CaseId | None:
    keys = (
        number
        for number, case in rows.cases.items()
        if (case.vin, case.component, case.code) == (vin, component, code)
        and case.closed_at is None
    )
    return next(keys, None)


def replies(rows: Rows, heard: Sequence[Placed[Reply]]) -> None:
    """Applied to the operation that this vehicle was asked for, where the states allow."""
    for placed in heard:
        reply = placed.report
        row = rows.operations.get(reply.command_id)
        if row is None or row.command.vin != reply.header.id.vin:
            continue
        if reply.state.settled:
            row = replace(row, settled_at=row.settled_at or placed.at, waiting=None)
        stale = reply.state is row.state and reply.step < row.step
        if not stale and row.state.may_become(reply.state):
            row = _moved(row, placed)
        rows.operations[reply.command_id] = row


def _moved(row: OperationRow, placed: Placed[Reply]) -> OperationRow:
    reply = placed.report
    return replace(
        row,
        state=reply.state,
        reason=reply.reason,
        step=reply.step,
        exchanges=reply.exchanges or row.exchanges,
        ended_at=placed.at if reply.state.settled else None,
    )


def refused(rows: Rows, refusals: Sequence[Refusal]) -> None:
    """The same frame again only counts."""
    for one in refusals:
        key = (one.frame.topic, one.frame.payload)
        known = rows.refused.get(key, RefusedRow(one, 0))
        rows.refused[key] = replace(known, times_seen=known.times_seen + 1)


def oddities(rows: Rows, seen: Mapping[tuple[str, str], int]) -> None:
    for key, times in seen.items():
        rows.oddities[key] = rows.oddities.get(key, 0) + times


def notes(transaction: Transaction, lines: Sequence[Note]) -> None:
    for note in lines:
        transaction.rows.timeline[transaction.next_number()] = TimelineRow(
            vin=note.vin,
            case=_open_case(transaction.rows, note.vin, note.component, note.code),
            at=note.at,
            kind=note.kind,
            words=note.words,
            severity=note.severity,
        )


async def heard(transaction: Transaction, entry: BatchEntry) -> None:
    """When each vehicle last said something; wakes the cases that new facts concern."""
    told = [
        *(one.report.header for one in entry.faults),
        *(one.report.header for one in entry.replies),
    ]
    for header in [*told, *(one.report.header for one in entry.telemetry)]:
        _heard_at(transaction, header)
    vins = {header.id.vin for header in told}
    vins |= {finding.vin for finding in (*entry.findings, *entry.still_missing)}
    transaction.wake_cases(vins, entry.now)


def _heard_at(transaction: Transaction, header: Header) -> None:
    vehicle = transaction.vehicle(header.id.vin)
    last = _latest(vehicle.last_heard_at, header.received_at)
    transaction.rows.vehicles[header.id.vin] = replace(vehicle, last_heard_at=last)


def presences(transaction: Transaction, said: Sequence[Presence]) -> list[Presence]:
    """Takes what is not older than what is known; the end of a session is final.

    What the broker has retained is news, if it is newer, but no sign of life. Who has only
    been silent may go on with its session.
    """
    taken: list[Presence] = []
    for presence in said:
        vehicle = transaction.vehicle(presence.vin)
        session = (presence.unit_order, presence.boot_count, presence.session)
        alive = presence.online and not presence.retained
        there = vehicle.online or (vehicle.silent and alive)
        gone = presence.online and session == vehicle.session and not there
        if session < vehicle.session or gone:
            continue
        last = vehicle.last_heard_at
        stays = vehicle.online == presence.online and vehicle.since is not None
        transaction.rows.vehicles[presence.vin] = replace(
            vehicle,
            online=presence.online,
            silent=False,
            since=vehicle.since if stays else presence.received_at,
            backlog=presence.backlog,
            session=session,
            last_heard_at=_latest(last, presence.received_at) if alive else last,
        )
        taken.append(presence)
    return taken


def _latest(one: datetime | None, other: datetime) -> datetime:
    return other if one is None else max(one, other)
