"""Verdicts as the API reads them from the database."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from psycopg.types.json import Jsonb

from gateway.domain.case import CaseOutcome, CaseState
from gateway.domain.severity import Severity
from gateway.domain.vin import Vin
from gateway.pipeline.verdicts import VerdictId
from gateway.store.encode import verdict_to_json
from gateway.store.pool import Pool, open_pool
from gateway.store.vehicles import register
from gateway.store.verdicts import PostgresVerdicts
from tests.fix_api import VERDICT
from tests.fix_knowledge import FINDING, NOON
from tests.fix_store import CAR, OTHER_CAR, PAPERS, later

pytestmark = pytest.mark.slow
_CASE = """
insert into cases (id, vehicle_id, component, code, state, severity, next_step, since,
  opened_at, due_at, closed_at, outcome, explained_by)
select %(id)s, v.id, %(component)s, %(code)s, %(state)s, 'soon', 'next', %(at)s, %(at)s,
  case when %(outcome)s::text is null then %(at)s::timestamptz end,
  case when %(outcome)s::text is not null then %(at)s::timestamptz end, %(outcome)s, %(by)s
from vehicles v where vin = %(vin)s
"""
_VERDICT = """
insert into verdicts (id, case_id, at, severity, rule, rulebook_version, body)
values (%s, %s, %s, %s, %s, %s, %s)
"""


@pytest.fixture
async def pool(dsn: str) -> AsyncIterator[Pool]:
    """One car with two open cases, one unjudged and one explained; another with nothing."""
    cases = [
        (1, "telematics", "booked", None, None),
        (2, "brakes", "watching", None, None),
        (3, "charger", "new", None, None),
        (4, "steering", "closed", "explained", 2),
    ]
    told = [
        (1, 4, Severity.MONITOR),
        (2, 1, Severity.MONITOR),
        (3, 1, Severity.SOON),
        (4, 2, Severity.URGENT),
    ]
    async with open_pool(dsn) as opened:
        await register(opened, PAPERS)
        async with opened.connection() as connection:
            for number, component, state, outcome, by in cases:
                values = {"id": number, "component": component, "state": state, "by": by}
                values |= {"code": FINDING.code.number, "at": NOON, "outcome": outcome}
                await connection.execute(_CASE, {**values, "vin": CAR.text})
            for number, case, severity in told:
                said = [later(hours=number), severity.value, VERDICT.rule]
                body = Jsonb(verdict_to_json(VERDICT))
                version = VERDICT.rulebook_version
                await connection.execute(_VERDICT, [number, case, *said, version, body])
            await connection.execute(
                "update vehicles set latest_at = %s where vin = %s", [later(hours=5), CAR.text]
            )
        yield opened


async def test_what_stands_is_told_gravest_first(pool: Pool) -> None:
    """The latest of each open case, whole; those without a verdict beside it."""
    standing = await PostgresVerdicts(pool).standing(CAR)
    assert standing is not None
    assert standing.heard_at == later(hours=5)
    grave, mild = standing.versions
    assert (grave.id, grave.case.id, grave.number, grave.is_current) == (4, 2, 1, True)
    assert (mild.id, mild.case.id, mild.number, mild.is_current) == (3, 1, 2, True)
    assert grave.verdict == replace(VERDICT, severity=Severity.URGENT, at=later(hours=4))
    assert (grave.case.component, grave.case.state) == ("brakes", CaseState.WATCHING)
    [unjudged] = standing.unjudged
    assert (unjudged.id, unjudged.state, unjudged.closed_at) == (3, CaseState.NEW, None)


async def test_history_has_every_version_once(pool: Pool) -> None:
    """Of open cases and closed ones, the newest first, page by page."""
    reader = PostgresVerdicts(pool)
    whole = await reader.history(CAR, None, 4)
    assert whole is not None
    assert [one.id for one in whole.versions] == [4, 3, 2, 1]
    assert not whole.more
    assert [one.number for one in whole.versions] == [1, 2, 1, 1]
    assert [one.is_latest for one in whole.versions] == [True, True, False, True]
    assert [one.is_current for one in whole.versions] == [True, True, False, False]
    closed = whole.versions[-1].case
    assert (closed.outcome, closed.explained_by) == (CaseOutcome.EXPLAINED, 2)
    first = await reader.history(CAR, None, 3)
    assert first is not None
    assert (first.versions, first.more) == (whole.versions[:3], True)
    rest = await reader.history(CAR, VerdictId(2), 3)
    assert rest is not None
    assert (rest.versions, rest.more) == (whole.versions[3:], False)


async def test_a_vehicle_without_a_case_has_no_verdict(pool: Pool) -> None:
    """And nobody who is not known has one."""
    reader = PostgresVerdicts(pool)
    standing, page = await reader.standing(OTHER_CAR), await reader.history(OTHER_CAR, None, 1)
    assert standing is not None
    assert page is not None
    assert (standing.heard_at, standing.unjudged, standing.versions) == (None, (), ())
    assert (page.versions, page.more) == ((), False)
    stranger = Vin("WVWZZZ1JZXW999999")
    assert await reader.standing(stranger) is None
    assert await reader.history(stranger, None, 1) is None
