"""Verdicts of a vehicle, current and past, on PostgreSQL."""

from datetime import datetime
from typing import Any

from psycopg.rows import dict_row

from gateway.domain.case import CaseId, CaseOutcome, CaseState
from gateway.domain.component import ComponentId
from gateway.domain.trouble_code import TroubleCode
from gateway.domain.vin import Vin
from gateway.pipeline.verdicts import (
    JudgedCase,
    StandingVerdicts,
    VerdictId,
    VerdictPage,
    VerdictVersion,
)
from gateway.store.encode import verdict_from_row
from gateway.store.pool import Connection, Pool

Row = dict[str, Any]
_CASE = """
c.id as case_id, c.component, c.code, c.state, c.outcome, c.opened_at, c.closed_at, c.next_step,
  c.explained_by
"""
_BODY = "d.id, d.at, d.severity, d.rule, d.rulebook_version, d.body"
_STANDING = f"""
select {_CASE}, {_BODY}, true as is_latest,
  (select count(*) from verdicts o where o.case_id = c.id) as number
from cases c join verdicts d on d.case_id = c.id
where c.vehicle_id = %(vehicle)s and c.closed_at is null
  and d.id = (select max(id) from verdicts where case_id = c.id)
order by severity_rank(d.severity) desc, d.id desc
"""  # noqa: S608 -- parts of itself
_UNJUDGED = f"""
select {_CASE} from cases c
where c.vehicle_id = %(vehicle)s and c.closed_at is null
  and not exists (select from verdicts d where d.case_id = c.id)
order by c.id
"""  # noqa: S608 -- parts of itself
# Numbered in one pass: to count anew for each row takes ten times as long for 20,000 versions.
_HISTORY = f"""
with told as (
  select d.id, row_number() over versions as number,
    lead(d.id) over versions is null as is_latest
  from cases c join verdicts d on d.case_id = c.id where c.vehicle_id = %(vehicle)s
  window versions as (partition by d.case_id order by d.id)
), page as (
  select * from told where %(before)s::bigint is null or id < %(before)s
  order by id desc limit %(most)s
)
select {_CASE}, {_BODY}, page.number, page.is_latest
from page join verdicts d on d.id = page.id join cases c on c.id = d.case_id order by d.id desc
"""  # noqa: S608 -- parts of itself


class PostgresVerdicts:
    """Implements `gateway.pipeline.verdicts.VerdictReader`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def standing(self, vin: Vin) -> StandingVerdicts | None:
        async with self._pool.snapshot() as connection:
            found = await _vehicle(connection, vin)
            if found is None:
                return None
            vehicle, heard_at = found
            asked = {"vehicle": vehicle}
            return StandingVerdicts(
                heard_at=heard_at,
                unjudged=tuple(map(_case, await _rows(connection, _UNJUDGED, asked))),
                versions=tuple(map(_version, await _rows(connection, _STANDING, asked))),
            )

    async def history(
        self, vin: Vin, before: VerdictId | None, most: int
    ) -> VerdictPage | None:
        async with self._pool.snapshot() as connection:
            found = await _vehicle(connection, vin)
            if found is None:
                return None
            asked = {"vehicle": found[0], "before": before, "most": most + 1}
            rows = await _rows(connection, _HISTORY, asked)
            return VerdictPage(tuple(map(_version, rows[:most])), len(rows) > most)


async def _vehicle(connection: Connection, vin: Vin) -> tuple[int, datetime | None] | None:
    cursor = await connection.execute(
        "select id, latest_at from vehicles where vin = %s", [vin.text]
    )
    return await cursor.fetchone()


async def _rows(connection: Connection, query: str, asked: dict[str, Any]) -> list[Row]:
    async with connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(query.encode(), asked)
        return await cursor.fetchall()


def _version(row: Row) -> VerdictVersion:
    said = (row[name] for name in ("at", "severity", "rule", "rulebook_version", "body"))
    return VerdictVersion(
        id=VerdictId(row["id"]),
        number=row["number"],
        is_latest=row["is_latest"],
        case=_case(row),
        verdict=verdict_from_row(*said),
    )


def _case(row: Row) -> JudgedCase:
    return JudgedCase(
        id=CaseId(row["case_id"]),
        component=ComponentId(row["component"]),
        code=TroubleCode(row["code"]),
        state=CaseState(row["state"]),
        outcome=row["outcome"] and CaseOutcome(row["outcome"]),
        opened_at=row["opened_at"],
        closed_at=row["closed_at"],
        next_step=row["next_step"],
        explained_by=row["explained_by"],
    )
