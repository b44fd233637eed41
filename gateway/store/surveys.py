"""The survey's book on PostgreSQL: which vehicles are due, their days, their open findings."""

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

from gateway.domain.finding import RuleId
from gateway.domain.vin import Vin
from gateway.pipeline.surveys import Due, Reach
from gateway.store.encode import integers
from gateway.store.hours import read_hours
from gateway.store.pool import Pool
from gateway.store.vehicles import read_type
from gateway.triage.days import Days
from gateway.triage.instant import EPOCH
from gateway.triage.survey import Surveyed

_LOCK = 0x76646773  # "vdgs": of several gateways on one database, one surveys
_DUE = """
select v.vin, v.model, d.rolled_up from survey_due d join vehicles v on v.id = d.vehicle_id
where d.since < %s order by d.vehicle_id
"""
_VEHICLES = "select id, vin, model, model_year, powertrain from vehicles where vin = any(%s)"
_FINDINGS = """
select vehicle_id, rule from findings
where vehicle_id = any(%(vehicles)s::int[]) and ended_at is null
union all
select vehicle_id, rule from shadow_findings
where vehicle_id = any(%(vehicles)s::int[]) and ended_at is null
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

    async def due(self, end: int) -> Sequence[Due]:
        async with self._pool.connection() as connection:
            cursor = await connection.execute(_DUE, [EPOCH + timedelta(days=end)])
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
            numbers = [number for number, *_ in known]
            open_: dict[int, set[RuleId]] = {number: set() for number in numbers}
            cursor = await connection.execute(_FINDINGS, {"vehicles": integers(numbers)})
            for number, rule in await cursor.fetchall():
                open_[number].add(RuleId(rule))
            hours = await read_hours(connection, numbers, reach, end)
        return [
            Surveyed(
                vin=Vin(vin),
                model=model,
                days=Days(end=end, hours=hours[number]),
                open=frozenset(open_[number]),
                vehicle_type=read_type(model, *papers),
            )
            for number, vin, model, *papers in known
        ]

    async def done(self, surveyed: Sequence[Due]) -> None:
        vins, versions = [one.vin.text for one in surveyed], [one.version for one in surveyed]
        async with self._pool.connection() as connection:
            await connection.execute(_DONE, [vins, versions])
