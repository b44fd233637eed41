"""What the store holds, counted: the gateway's side of a comparison with the vehicles' side."""

from dataclasses import dataclass

from gateway.domain.component import NEVER_RESET, ComponentId
from gateway.domain.trouble_code import TroubleCode
from gateway.domain.vin import Vin
from gateway.store.pool import Pool

_DOUBLES = """
select sum(n) from (
  select count(*) - count(distinct (vehicle_id, boot_id, seq, matrix)) n from telemetry_blocks
  union all
  select count(*) - count(distinct (vehicle_id, boot_id, seq)) from fault_reports
  union all
  select count(*) - count(distinct (vehicle_id, boot_id, seq)) from replies
) doubles
"""
_ORPHANS = """
select count(*) from reports r
where (kind = 'Telemetry' and not exists (select from telemetry_blocks t
         where (t.vehicle_id, t.boot_id, t.seq) = (r.vehicle_id, r.boot_id, r.seq)))
   or (kind = 'FaultReport' and not exists (select from fault_reports f
         where (f.vehicle_id, f.boot_id, f.seq) = (r.vehicle_id, r.boot_id, r.seq)))
   or (kind = 'Reply' and not exists (select from replies p
         where (p.vehicle_id, p.boot_id, p.seq) = (r.vehicle_id, r.boot_id, r.seq)))
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
_VIOLATIONS = """
select count(*) from operations
where component = any(%s) and (action ? 'ecu_reset' or action ? 'clear_fault')
"""

Boots = dict[tuple[Vin, int], tuple[int, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """`boots`: (vehicle, boot) → (reports in the ledger, highest sequence).

    `without_content`: reports in the ledger whose content is missing.
    """

    boots: Boots
    doubled: int
    without_content: int
    faults: frozenset[tuple[Vin, ComponentId, TroubleCode]]
    verdicts: int
    cases: int
    remedies: dict[str, int]
    appointments_booked: int
    never_reset_violations: int
    refused_frames: int


async def audit(pool: Pool) -> Audit:
    async with pool.connection() as connection:

        async def rows(statement: str, *values: object) -> list[tuple[object, ...]]:
            cursor = await connection.execute(statement.encode(), values or None)
            return await cursor.fetchall()

        async def number(statement: str, *values: object) -> int:
            [(value,)] = await rows(statement, *values)
            return int(str(value or 0))

        boots = await rows(
            "select vin, boot_id, count(*), max(seq) from reports"
            " join vehicles v on v.id = vehicle_id group by vin, boot_id"
        )
        faults = await rows(
            "select distinct vin, component, code from episodes"
            " join vehicles v on v.id = vehicle_id"
        )
        [remedies] = await rows(_REMEDIES)
        names = ("tried", "verified", "relapsed", "unverifiable", "refused")
        return Audit(
            boots={
                (Vin(str(vin)), int(str(boot))): (int(str(count)), int(str(last)))
                for vin, boot, count, last in boots
            },
            doubled=await number(_DOUBLES),
            without_content=await number(_ORPHANS),
            faults=frozenset(
                (Vin(str(vin)), ComponentId(str(part)), TroubleCode(int(str(code))))
                for vin, part, code in faults
            ),
            verdicts=await number("select count(*) from verdicts"),
            cases=await number("select count(*) from cases"),
            remedies={name: int(str(n)) for name, n in zip(names, remedies, strict=True)},
            appointments_booked=await number(
                "select count(*) from appointments where state = 'booked'"
            ),
            never_reset_violations=await number(_VIOLATIONS, sorted(NEVER_RESET)),
            refused_frames=await number("select count(*) from refused_frames"),
        )
