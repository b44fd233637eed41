"""The survey's book on PostgreSQL: which vehicles are due, their days, their open findings."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from gateway.domain.component import ComponentId
from gateway.domain.finding import RuleId
from gateway.domain.instant import EPOCH
from gateway.domain.trouble_code import TroubleCode
from gateway.domain.vin import Vin
from gateway.pipeline.surveys import Due, Reach
from gateway.store.encode import integers
from gateway.store.hours import read_hours
from gateway.store.pool import Connection, Pool
from gateway.store.vehicles import read_type
from gateway.triage.days import Days
from gateway.triage.rulebook import CatalogueKey
from gateway.triage.survey import Surveyed

_LOCK = 0x76646773  # "vdgs": of several gateways on one database, one surveys
_DUE = """
select v.vin, v.model, max(d.rolled_up)
from (
  select vehicle_id, rolled_up from survey_due where since < %(end)s
  union all
  select f.vehicle_id, -1 from findings f join cases c
    on (c.vehicle_id, c.component, c.code) = (f.vehicle_id, f.component, f.code)
  where f.ended_at is null and f.rule = any(%(rules)s)
    and c.outcome = 'repaired' and c.closed_at > f.opened_at
) d
join vehicles v on v.id = d.vehicle_id
group by v.id order by v.id
"""
_VEHICLES = "select id, vin, model, model_year, powertrain from vehicles where vin = any(%s)"
_FINDINGS = """
select f.vehicle_id, f.rule, exists (
  select from cases c
  where (c.vehicle_id, c.component, c.code) = (f.vehicle_id, f.component, f.code)
    and c.outcome = 'repaired' and c.closed_at > f.opened_at)
from (
  select vehicle_id, rule, component, code, opened_at from findings
  where vehicle_id = any(%(vehicles)s::int[]) and ended_at is null
  union all
  select vehicle_id, rule, component, code, opened_at from shadow_findings
  where vehicle_id = any(%(vehicles)s::int[]) and ended_at is null
) f
"""
_REPAIRS = """
select vehicle_id, component, code, max(closed_at) from cases
where vehicle_id = any(%(vehicles)s::int[]) and outcome = 'repaired' group by 1, 2, 3
"""
# Locked in the order of roll-ups, which may be at the same rows.
_DONE = """
with done as (
  select vehicle_id from survey_due join vehicles v on v.id = vehicle_id
  join unnest(%s::text[], %s::bigint[]) surveyed (vin, rolled_up) using (vin, rolled_up)
  order by vehicle_id for update of survey_due
)
delete from survey_due using done where survey_due.vehicle_id = done.vehicle_id
"""


class PostgresSurveyBook:
    """Implements `gateway.pipeline.surveys.SurveyBook`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[bool]:
        """Held by a transaction that stands still while the work is done."""
        async with self._pool.connection() as guard:
            await guard.execute("set local idle_in_transaction_session_timeout = 0")
            cursor = await guard.execute("select pg_try_advisory_xact_lock(%s)", [_LOCK])
            [(ours,)] = await cursor.fetchall()
            yield bool(ours)

    async def due(self, end: int, rules: Collection[RuleId]) -> Sequence[Due]:
        asked = {"end": EPOCH + timedelta(days=end), "rules": [*rules]}
        async with self._pool.connection() as connection:
            cursor = await connection.execute(_DUE, asked)
            rows = await cursor.fetchall()
        return [Due(vin=Vin(vin), model=model, version=version) for vin, model, version in rows]

    async def of_models(self, models: Collection[str]) -> Sequence[Vin]:
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                "select vin from vehicles where model = any(%s) order by id", [[*models]]
            )
            return [Vin(vin) for (vin,) in await cursor.fetchall()]

    async def look(self, vins: Sequence[Vin], reach: Reach, end: int) -> Sequence[Surveyed]:
        async with self._pool.connection() as connection:
            cursor = await connection.execute(_VEHICLES, [[vin.text for vin in vins]])
            known = await cursor.fetchall()
            stories = await _stories(connection, [number for number, *_ in known])
            hours = await read_hours(connection, [*stories], reach, end)
        return [
            Surveyed(
                vin=Vin(vin),
                days=Days(end=end, hours=hours[number]),
                open=frozenset(stories[number].open),
                vehicle_type=read_type(model, *papers),
                repairs=stories[number].repairs,
                mended=frozenset(stories[number].mended),
            )
            for number, vin, model, *papers in known
        ]

    async def done(self, surveyed: Sequence[Due]) -> None:
        vins, versions = [one.vin.text for one in surveyed], [one.version for one in surveyed]
        async with self._pool.connection() as connection:
            await connection.execute(_DONE, [vins, versions])


@dataclass(frozen=True, slots=True)
class _Story:
    """What has been found of a vehicle and what was repaired."""

    open: set[RuleId] = field(default_factory=set)
    mended: set[RuleId] = field(default_factory=set)
    repairs: dict[CatalogueKey, datetime] = field(default_factory=dict)


async def _stories(connection: Connection, vehicles: Sequence[int]) -> Mapping[int, _Story]:
    found = {number: _Story() for number in vehicles}
    asked = {"vehicles": integers(vehicles)}
    cursor = await connection.execute(_FINDINGS, asked)
    for number, rule, mended in await cursor.fetchall():
        found[number].open.add(RuleId(rule))
        if mended:
            found[number].mended.add(RuleId(rule))
    cursor = await connection.execute(_REPAIRS, asked)
    for number, component, code, closed_at in await cursor.fetchall():
        found[number].repairs[ComponentId(component), TroubleCode(code)] = closed_at
    return found
