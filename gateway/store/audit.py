"""What the store holds, counted: the gateway's side of a comparison with the vehicles' side."""

from dataclasses import dataclass
from typing import NamedTuple

from gateway.domain.component import ComponentId
from gateway.domain.operation import is_never
from gateway.domain.trouble_code import TroubleCode
from gateway.domain.vin import Vin
from gateway.store.encode import action_from_json
from gateway.store.pool import Connection, Pool

_DOUBLES = """
select sum(n) from (
  select count(*) - count(distinct (vehicle_id, boot_id, seq, matrix)) n from telemetry_blocks
  union all
  select count(*) - count(distinct (vehicle_id, boot_id, seq)) from fault_reports
  union all
  select count(*) - count(distinct (vehicle_id, boot_id, seq)) from replies
) doubles
"""
# What is in the ledger, less what is there of it.
_ORPHANS = """
select sum((select sum(upper(span) - lower(span)) from unnest(received) span)
  - (select count(distinct seq) from reports r
     where (r.vehicle_id, r.boot_id) = (boots.vehicle_id, boots.boot_id) and r.seq <@ received))
from boots
"""
# A report that is in two omissions counts once, one that arrived all the same does not count.
_OMITTED = """
select vin, boot_id,
  coalesce((select sum(upper(span) - lower(span)) from unnest(omitted - received) span), 0)
from (
  select vehicle_id, boot_id, range_agg(int8range(first_seq, last_seq, '[]')) as omitted
  from omissions group by vehicle_id, boot_id
) spans
join vehicles v on v.id = vehicle_id
cross join lateral (
  select coalesce((select received from boots
    where (boots.vehicle_id, boots.boot_id) = (spans.vehicle_id, spans.boot_id)), '{}') received
) taken
"""
_SAMPLES = """
with arrived as (
  select vehicle_id, boot_id, seq, sum(octet_length(samples) / 4) as samples,
    max(thinned_samples) as thinned_samples
  from telemetry_blocks group by vehicle_id, boot_id, seq
), omitted as (
  select vehicle_id, boot_id, greatest(0, o.samples - coalesce((
    select sum(a.samples + a.thinned_samples) from arrived a
    where (a.vehicle_id, a.boot_id) = (o.vehicle_id, o.boot_id)
      and a.seq between o.first_seq and o.last_seq), 0)) as samples
  from omissions o
), counts as (
  select vehicle_id, boot_id, samples, thinned_samples, 0 as omitted from arrived
  union all
  select vehicle_id, boot_id, 0, 0, samples from omitted
)
select vin, boot_id, sum(samples), sum(thinned_samples), sum(omitted)
from counts join vehicles v on v.id = vehicle_id group by vin, boot_id
"""
_REMEDIES = """
select
  count(*) filter (where ended_at is null or started_at < ended_at),
  count(*) filter (where proof = 'verified'),
  count(*) filter (where proof = 'relapsed'),
  count(*) filter (where proof = 'unverifiable'),
  count(*) filter (where refused)
from attempts
"""
_BOOTS = """
select vin, boot_id, sum(upper(span) - lower(span)), upper(received) - 1
from boots join vehicles v on v.id = vehicle_id cross join unnest(received) span
group by vin, boot_id, received
"""
_ERASING = """
select component, action from operations where action ? 'ecu_reset' or action ? 'clear_fault'
"""

_TALLY = """
select (select coalesce(sum(upper(span) - lower(span)), 0) from boots, unnest(received) span),
  (select count(*) from (select distinct vehicle_id, component, code from episodes) faults),
  (select count(*) from verdicts), (select count(*) from cases),
  (select count(*) from appointments where state = 'booked'),
  (select coalesce(sum(times_seen), 0)::bigint from refusals)
"""

Boots = dict[tuple[Vin, int], tuple[int, int]]


class Samples(NamedTuple):
    """Stored, taken out on board of reports that are stored, and in reports given up."""

    stored: int
    thinned: int
    omitted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How far things have gone, cheap enough to be asked every second.

    `faults`: distinct (vehicle, component, code).
    """

    reports: int
    faults: int
    verdicts: int
    cases: int
    remedies: dict[str, int]
    appointments_booked: int
    never_reset_violations: int
    refused_frames: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """`boots`: (vehicle, boot) → (reports in the ledger, highest sequence).

    `omitted`: reports that vehicles own up to have given up and that are not in the ledger.
    `held_back`: reports that are in the ledger and wait to be judged.
    """

    boots: Boots
    omitted: dict[tuple[Vin, int], int]
    held_back: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit(Taken):
    """`without_content`: reports in the ledger whose content is missing."""

    tally: Tally
    samples: dict[tuple[Vin, int], Samples]
    doubled: int
    without_content: int
    faults: frozenset[tuple[Vin, ComponentId, TroubleCode]]


async def tally(pool: Pool) -> Tally:
    async with pool.connection() as connection:
        return await _tally(connection)


async def taken(pool: Pool) -> Taken:
    """How far intake has come, without a look at any content."""
    async with pool.connection() as connection:
        return await _taken(connection)


async def audit(pool: Pool) -> Audit:
    """Every report and every fault, held against one another."""
    async with pool.connection() as connection:
        ledger = await _taken(connection)
        samples = await connection.execute(_SAMPLES)
        faults = await connection.execute(
            "select distinct vin, component, code from episodes"
            " join vehicles v on v.id = vehicle_id"
        )
        return Audit(
            tally=await _tally(connection),
            boots=ledger.boots,
            omitted=ledger.omitted,
            held_back=ledger.held_back,
            samples={
                (Vin(vin), boot): Samples(*map(int, counts))
                for vin, boot, *counts in await samples.fetchall()
            },
            doubled=await _number(connection, _DOUBLES),
            without_content=await _number(connection, _ORPHANS),
            faults=frozenset(
                (Vin(vin), ComponentId(component), TroubleCode(code))
                for vin, component, code in await faults.fetchall()
            ),
        )


async def _taken(connection: Connection) -> Taken:
    boots = await connection.execute(_BOOTS)
    omitted = await connection.execute(_OMITTED)
    return Taken(
        boots={
            (Vin(vin), boot): (int(count), last)
            for vin, boot, count, last in await boots.fetchall()
        },
        omitted={
            (Vin(vin), boot): int(reports) for vin, boot, reports in await omitted.fetchall()
        },
        held_back=await _number(connection, "select count(*) from held_back"),
    )


async def _tally(connection: Connection) -> Tally:
    counts = await connection.execute(_TALLY)
    [(reports, faults, verdicts, cases, booked, refused)] = await counts.fetchall()
    remedies = await connection.execute(_REMEDIES)
    [row] = await remedies.fetchall()
    names = ("tried", "verified", "relapsed", "unverifiable", "refused")
    return Tally(
        reports=int(reports),
        faults=faults,
        verdicts=verdicts,
        cases=cases,
        remedies=dict(zip(names, row, strict=True)),
        appointments_booked=booked,
        never_reset_violations=await _violations(connection),
        refused_frames=refused,
    )


async def _violations(connection: Connection) -> int:
    """Operations that law 2 forbids, whatever became of them."""
    cursor = await connection.execute(_ERASING)
    return sum(
        is_never(ComponentId(component), action_from_json(action))
        for component, action in await cursor.fetchall()
    )


async def _number(connection: Connection, statement: str, *values: object) -> int:
    cursor = await connection.execute(statement.encode(), values or None)
    [(number,)] = await cursor.fetchall()
    return int(number or 0)
