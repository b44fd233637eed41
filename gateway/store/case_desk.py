"""What is done with one case, on PostgreSQL, in the transaction that holds its lock."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from psycopg import errors
from psycopg.types.json import Jsonb
from psycopg.types.range import TimestamptzRange

from gateway.domain.case import CaseId, CaseOutcome, CaseState
from gateway.domain.catalogue import RemedyId
from gateway.domain.explanation import Explanation, Interruption, PhaseSample, Root
from gateway.domain.operation import Command
from gateway.domain.proof import Proof
from gateway.domain.service import BayId, CentreId, ServiceCentre, Slot, Taken
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import Status
from gateway.domain.verdict import Verdict
from gateway.pipeline.casework import CaseFile
from gateway.remedy.playbook import Remedy
from gateway.remedy.proof import Sighting
from gateway.store.case_file import read_case_file
from gateway.store.encode import verdict_to_json
from gateway.store.explanation import (
    mute,
    read_roots,
    read_underway,
    read_update_phases,
)
from gateway.store.operations import add_operation
from gateway.store.pool import Connection

_BOOKING = 0x76646762  # "vdgb": one slot is taken at a time


class PostgresDesk:
    """Implements `gateway.pipeline.casework.CaseDesk`."""

    file: CaseFile

    def __init__(self, connection: Connection, case: CaseId, vehicle: int) -> None:
        self._connection = connection
        self._case = case
        self._vehicle = vehicle

    async def reload(self) -> None:
        self.file = await read_case_file(self._connection, self._case)

    async def sightings(self, since: datetime) -> Sequence[Sighting]:
        cursor = await self._connection.execute(
            "select r.at, (select (entry->>'status')::int"
            "   from jsonb_array_elements(r.entries) entry"
            "   where (entry->>'code')::int = c.code),"
            " r.operation_cycle from fault_reports r join cases c using (vehicle_id, component)"
            " where c.id = %s and r.at > %s order by r.at, r.boot_count, r.seq",
            [self._case, since],
        )
        return [
            Sighting(at, None if status is None else Status(status), cycle)
            for at, status, cycle in await cursor.fetchall()
        ]

    async def add_verdict(self, verdict: Verdict) -> None:
        await self._connection.execute(
            "insert into verdicts (case_id, at, severity, rule, rulebook_version, body)"
            " values (%s, %s, %s, %s, %s, %s)",
            [
                self._case,
                verdict.at,
                verdict.severity.value,
                verdict.rule,
                verdict.rulebook_version,
                Jsonb(verdict_to_json(verdict)),
            ],
        )

    async def begin_attempt(self, remedy: Remedy, at: datetime) -> int | None:
        cursor = await self._connection.execute(
            "insert into attempts (case_id, vehicle_id, remedy, title, component, started_at)"
            " values (%(case)s, %(vehicle)s, %(remedy)s, %(title)s, %(component)s, %(at)s)"
            " on conflict (vehicle_id, component) where ended_at is null do nothing"
            " returning id",
            {
                "case": self._case,
                "vehicle": self._vehicle,
                "remedy": remedy.id,
                "title": remedy.title,
                "component": remedy.component,
                "at": at,
            },
        )
        row = await cursor.fetchone()
        return None if row is None else int(row[0])

    async def refuse_remedy(self, remedy: RemedyId, at: datetime, reason: str) -> None:
        await self._connection.execute(
            "insert into attempts (case_id, vehicle_id, remedy, title, component, started_at,"
            " ended_at, proof_reason, refused) values (%(case)s, %(vehicle)s, %(remedy)s,"
            " %(remedy)s, %(component)s, %(at)s, %(at)s, %(reason)s, true)",
            {
                "case": self._case,
                "vehicle": self._vehicle,
                "remedy": remedy,
                "component": self.file.component,
                "at": at,
                "reason": reason,
            },
        )

    async def ask(self, attempt: int, index: int, command: Command, downlink: bytes) -> None:
        await add_operation(
            self._connection,
            command,
            downlink,
            asked_by="triage",
            case=self._case,
            attempt=(attempt, index),
        )

    async def claim(self, attempt: int, at: datetime) -> None:
        await self._connection.execute(
            "update attempts set claimed_at = %s where id = %s", [at, attempt]
        )

    async def set_proof(self, attempt: int, proof: Proof, at: datetime) -> None:
        await self._connection.execute(
            "update attempts set proof = %s, proof_reason = %s, ended_at = %s where id = %s",
            [proof.state.value, proof.reason, at if proof.state.final else None, attempt],
        )

    async def end_attempt(self, attempt: int, at: datetime, reason: str) -> None:
        await self._connection.execute(
            "update attempts set ended_at = %s, proof_reason = %s, refused = exists ("
            " select from operations where attempt_id = attempts.id and state = 'refused')"
            " where id = %s",
            [at, reason, attempt],
        )

    async def taken(
        self, centres: Sequence[ServiceCentre], since: datetime
    ) -> Mapping[CentreId, Sequence[Taken]]:
        cursor = await self._connection.execute(
            "select centre_id, bay, lower(during), upper(during) from appointments"
            " where state in ('held', 'booked') and during && tstzrange(%s, null)"
            " and centre_id = any(%s)",
            [since, [centre.id for centre in centres]],
        )
        taken: dict[CentreId, list[Taken]] = {}
        for centre, bay, start, end in await cursor.fetchall():
            taken.setdefault(CentreId(centre), []).append(Taken(BayId(bay), start, end))
        return taken

    async def hold(self, slot: Slot, verdict: Verdict, until: datetime) -> bool:
        # Of two that take the same slot at once the database would end one as deadlocked.
        await self._connection.execute("select pg_advisory_xact_lock(%s)", [_BOOKING])
        try:
            async with self._connection.transaction():
                await self._connection.execute(
                    "insert into appointments (case_id, vehicle_id, centre_id, bay, during,"
                    " state, held_until, skills, tow, verdict_id) values (%(case)s,"
                    " %(vehicle)s, %(centre)s, %(bay)s, %(during)s, 'held', %(until)s,"
                    " %(skills)s, %(tow)s,"
                    " (select max(id) from verdicts where case_id = %(case)s))",
                    {
                        "case": self._case,
                        "vehicle": self._vehicle,
                        "centre": slot.centre,
                        "bay": slot.bay,
                        "during": TimestamptzRange(slot.starts_at, slot.ends_at),
                        "until": until,
                        "skills": sorted(skill.value for skill in verdict.skills),
                        "tow": verdict.tow,
                    },
                )
        except errors.ExclusionViolation:
            return False
        return True

    async def book_held(self, at: datetime) -> None:
        await self._connection.execute(
            "update appointments set state = 'booked', held_until = null, booked_at = %s"
            " where case_id = %s and state = 'held'",
            [at, self._case],
        )

    async def cancel_booking(self, at: datetime) -> None:
        await self._connection.execute(
            "update appointments set state = 'cancelled', held_until = null, cancelled_at = %s"
            " where case_id = %s and state in ('held', 'booked')",
            [at, self._case],
        )

    async def note(
        self, at: datetime, kind: str, words: str, severity: Severity | None = None
    ) -> None:
        await self._connection.execute(
            "insert into timeline (vehicle_id, case_id, at, kind, severity, words)"
            " values (%(vehicle)s, %(case)s, %(at)s, %(kind)s, %(severity)s, %(words)s)",
            {
                "case": self._case,
                "vehicle": self._vehicle,
                "at": at,
                "kind": kind,
                "severity": severity.value if severity else None,
                "words": words,
            },
        )

    async def settle(
        self,
        state: CaseState,
        severity: Severity,
        next_step: str,
        *,
        due_at: datetime,
        since: datetime,
    ) -> None:
        await self._connection.execute(
            "update cases set state = %s, severity = %s, next_step = %s, due_at = %s,"
            " since = %s where id = %s",
            [state.value, severity.value, next_step, due_at, since, self._case],
        )

    async def roots(self) -> Sequence[Root]:
        return await read_roots(self._connection, self._case)

    async def underway(self, now: datetime) -> Sequence[Interruption]:
        return await read_underway(self._connection, self._vehicle, now)

    async def update_phases(self, start: datetime, end: datetime) -> Sequence[PhaseSample]:
        return await read_update_phases(self._connection, self._vehicle, start, end)

    async def mute(self, explanation: Explanation, severity: Severity, at: datetime) -> None:
        await mute(self._connection, self._case, explanation, severity, at)

    async def close(self, outcome: CaseOutcome, at: datetime) -> None:
        await self._connection.execute(
            "update cases set state = 'closed', outcome = %s, closed_at = %s, due_at = null,"
            " next_step = '', since = %s where id = %s",
            [outcome.value, at, at, self._case],
        )
