"""Cases as the faces show them: verdict, attempts with their operations, appointment."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from psycopg.rows import dict_row

from gateway.care.words import part
from gateway.domain.case import CaseId, CaseOutcome, CaseState
from gateway.domain.component import ComponentId
from gateway.domain.operation import OperationState
from gateway.domain.proof import ProofState
from gateway.domain.service import AppointmentState, BayId, CentreId
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode
from gateway.pipeline.views import (
    AppointmentLine,
    AttemptCard,
    CaseCard,
    ExchangeLine,
    OperationCard,
    VerdictLine,
)
from gateway.store.causes import causes_from_json
from gateway.store.pool import Connection
from gateway.store.what_ifs import what_ifs_from_json

Row = dict[str, Any]

_APPOINTMENTS = """
select a.*, lower(during) as starts_at, upper(during) as ends_at, c.name,
  c.document->>'time_zone' as time_zone
from appointments a join service_centres c on c.id = a.centre_id
where case_id = any(%s) and state in ('held', 'booked')
"""


async def read_cases(connection: Connection, cases: Sequence[CaseId]) -> tuple[CaseCard, ...]:
    """In the order asked for."""
    ids = [list(cases)]
    rows = {row["id"]: row for row in await _rows(connection, "cases where id = any(%s)", ids)}
    verdicts = await _rows(
        connection, "verdicts where case_id = any(%s) order by case_id, id", ids
    )
    attempts = await read_attempts(connection, cases)
    async with connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(_APPOINTMENTS, ids)
        appointments = {
            row["case_id"]: appointment_line(row) for row in await cursor.fetchall()
        }
    muted = await _rows(
        connection, "cases where explained_by = any(%s) and muted order by id", ids
    )
    last = {row["case_id"]: verdict_line(row) for row in verdicts}
    return tuple(
        CaseCard(
            id=case,
            state=CaseState(rows[case]["state"]),
            outcome=rows[case]["outcome"] and CaseOutcome(rows[case]["outcome"]),
            opened_at=rows[case]["opened_at"],
            closed_at=rows[case]["closed_at"],
            next_step=rows[case]["next_step"],
            due_at=rows[case]["due_at"],
            verdict=last.get(case),
            attempts=attempts.get(case, ()),
            appointment=appointments.get(case),
            explains=tuple(_explained(row) for row in muted if row["explained_by"] == case),
            explained_by=rows[case]["explained_by"],
        )
        for case in cases
    )


async def read_attempts(
    connection: Connection, cases: Sequence[CaseId]
) -> dict[CaseId, tuple[AttemptCard, ...]]:
    ids = [list(cases)]
    attempts = await _rows(connection, "attempts where case_id = any(%s) order by id", ids)
    operations = await _rows(
        connection, "operations where case_id = any(%s) order by asked_at, step_index", ids
    )
    events = await _events(connection, [row["id"] for row in operations])
    cards: dict[CaseId, tuple[AttemptCard, ...]] = {}
    for row in attempts:
        own = [one for one in operations if one["attempt_id"] == row["id"]]
        card = AttemptCard(
            remedy=row["remedy"],
            title=row["title"],
            started_at=row["started_at"],
            proof=row["proof"] and ProofState(row["proof"]),
            proof_reason=row["proof_reason"],
            operations=tuple(_operation(one, events.get(one["id"], ())) for one in own),
        )
        case = CaseId(row["case_id"])
        cards[case] = (*cards.get(case, ()), card)
    return cards


async def read_own_operations(
    connection: Connection, vehicle: int
) -> tuple[OperationCard, ...]:
    """Those that belong to no case, newest first."""
    rows = await _rows(
        connection,
        "operations where vehicle_id = %s and case_id is null"
        " order by asked_at desc, component limit 10",
        [vehicle],
    )
    events = await _events(connection, [row["id"] for row in rows])
    return tuple(_operation(row, events.get(row["id"], ())) for row in rows)


def _explained(row: Row) -> str:
    """As "U0121-87 of steering"."""
    return f"{TroubleCode(row['code'])} of {part(ComponentId(row['component']))}"


def verdict_line(row: Row) -> VerdictLine:
    body = row["body"]
    return VerdictLine(
        severity=Severity(row["severity"]),
        title=body["title"],
        cause=body["cause"],
        drivability=body["drivability"],
        advice=body["advice"],
        owner_text=body["owner_text"],
        service_text=body["service_text"],
        evidence=tuple(body["evidence"]),
        missing=tuple(body["missing"]),
        no_remedy_because=body["no_remedy_because"],
        rule=row["rule"],
        rulebook_version=row["rulebook_version"],
        at=row["at"],
        causes=causes_from_json(body.get("causes", [])),
        changes=tuple(body.get("changes", ())),
        what_ifs=what_ifs_from_json(body.get("what_ifs", ())),
    )


def appointment_line(row: Row) -> AppointmentLine:
    return AppointmentLine(
        id=row["id"],
        centre=row["name"],
        centre_id=CentreId(row["centre_id"]),
        bay=BayId(row["bay"]),
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        time_zone=row["time_zone"],
        state=AppointmentState(row["state"]),
    )


def _operation(row: Row, events: tuple[tuple[Any, OperationState, str], ...]) -> OperationCard:
    return OperationCard(
        id=row["id"],
        title=row["title"][:1].upper() + row["title"][1:],
        component=ComponentId(row["component"]),
        state=OperationState(row["state"]),
        reason=row["reason"],
        asked_at=row["asked_at"],
        expires_at=row["expires_at"],
        step=row["step"],
        steps=row["steps"],
        doing=row["doing"],
        events=events,
        exchanges=tuple(
            ExchangeLine(request=_spaced(request), response=_spaced(response))
            for request, response, _ in row["exchanges"]
        ),
    )


def _spaced(text: str) -> str:
    return bytes.fromhex(text).hex(" ").upper()


async def _events(
    connection: Connection, operations: Sequence[UUID]
) -> dict[UUID, tuple[tuple[Any, OperationState, str], ...]]:
    cursor = await connection.execute(
        "select operation_id, at, state, words from operation_events"
        " where operation_id = any(%s) order by at",
        [list(operations)],
    )
    events: dict[UUID, tuple[tuple[Any, OperationState, str], ...]] = {}
    for operation, at, state, words in await cursor.fetchall():
        events[operation] = (*events.get(operation, ()), (at, OperationState(state), words))
    return events


async def _rows(connection: Connection, what: str, values: Sequence[object]) -> list[Row]:
    async with connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(f"select * from {what}".encode(), values)  # noqa: S608 -- our words
        return await cursor.fetchall()
