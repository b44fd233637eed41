"""What a person says about a case or its appointment, on PostgreSQL, under the case's lock."""

from dataclasses import dataclass
from datetime import datetime

from gateway.care import words
from gateway.care.life import move
from gateway.domain.case import CaseId, CaseOutcome, CaseState
from gateway.domain.service import AppointmentState
from gateway.store.pool import Connection

_STANDING = "select from appointments where case_id = %s and state in ('held', 'booked')"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """One word of one person; `text` is what they wrote."""

    by: str
    at: datetime
    text: str = ""


async def complete_job(connection: Connection, appointment: int, ruling: Ruling) -> bool:
    case = await _case_of(connection, appointment)
    if case is None or not await _end(connection, appointment, AppointmentState.DONE, ruling):
        return False
    said = words.found_and_done(ruling.text, ruling.by)
    await _close(connection, case, CaseOutcome.REPAIRED, said, ruling)
    return True


async def no_show(connection: Connection, appointment: int, ruling: Ruling) -> bool:
    case = await _case_of(connection, appointment)
    ended = AppointmentState.NO_SHOW
    if case is None or not await _end(connection, appointment, ended, ruling):
        return False
    await _move(connection, case, CaseState.NEW)
    await connection.execute(
        "update cases set state = 'new', since = %(at)s, due_at = %(at)s,"
        " next_step = %(next)s where id = %(case)s",
        {"at": ruling.at, "next": words.DECIDED_ANEW, "case": case},
    )
    await _note(connection, case, "booking", words.did_not_come(ruling.by), ruling)
    return True


async def close_case(connection: Connection, case: CaseId, ruling: Ruling) -> bool:
    """Only one that waits for a person, and for no workshop."""
    if await _locked(connection, case) is not CaseState.NEEDS_PERSON:
        return False
    standing = await connection.execute(_STANDING, [case])
    if await standing.fetchone() is not None:
        return False
    said = words.judged(ruling.text, ruling.by)
    await _close(connection, case, CaseOutcome.JUDGED_BY_PERSON, said, ruling)
    return True


async def _case_of(connection: Connection, appointment: int) -> CaseId | None:
    """Locked first, as the case worker does; None when it is closed."""
    cursor = await connection.execute(
        "select case_id from appointments where id = %s", [appointment]
    )
    row = await cursor.fetchone()
    if row is None or await _locked(connection, row[0]) is None:
        return None
    return CaseId(row[0])


async def _locked(connection: Connection, case: CaseId) -> CaseState | None:
    cursor = await connection.execute(
        "select state from cases where id = %s and closed_at is null for no key update", [case]
    )
    row = await cursor.fetchone()
    return None if row is None else CaseState(row[0])


async def _end(
    connection: Connection, appointment: int, state: AppointmentState, ruling: Ruling
) -> bool:
    """False unless it is booked; nobody can stay away before it has begun."""
    cursor = await connection.execute(
        "update appointments set state = %(state)s, ended_at = %(at)s, ended_by = %(by)s,"
        " found = %(found)s where id = %(id)s and state = 'booked'"
        " and (%(state)s = 'done' or lower(during) <= %(at)s)",
        {
            "state": state.value,
            "at": ruling.at,
            "by": ruling.by,
            "found": ruling.text,
            "id": appointment,
        },
    )
    return cursor.rowcount == 1


async def _move(connection: Connection, case: CaseId, to: CaseState) -> None:
    """Raises `IllegalTransition`."""
    state = await _locked(connection, case)
    if state is not None:
        move(state, to)


async def _close(
    connection: Connection, case: CaseId, outcome: CaseOutcome, said: str, ruling: Ruling
) -> None:
    await _move(connection, case, CaseState.CLOSED)
    await connection.execute(
        "update cases set state = 'closed', outcome = %(outcome)s, closed_at = %(at)s,"
        " due_at = null, next_step = '', since = %(at)s where id = %(case)s",
        {"outcome": outcome.value, "at": ruling.at, "case": case},
    )
    for kind, text in (("person", said), ("case", words.case_closed(outcome))):
        await _note(connection, case, kind, text, ruling)


async def _note(
    connection: Connection, case: CaseId, kind: str, text: str, ruling: Ruling
) -> None:
    await connection.execute(
        "insert into timeline (vehicle_id, case_id, at, kind, words)"
        " select vehicle_id, id, %s, %s, %s from cases where id = %s",
        [ruling.at, kind, text, case],
    )
