"""The gateway's side: what its database holds, read as rows."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from benchmarks.links.said import Code, ReportId
from gateway.store.audit import Audit, audit
from gateway.store.pool import Pool

_FAULT_REPORTS = """
select vin, f.boot_id, f.seq, count(*), min(r.received_at) from fault_reports f
join reports r using (vehicle_id, boot_id, seq) join vehicles v on v.id = f.vehicle_id
group by vin, f.boot_id, f.seq
"""
_EPISODES = """
select vin, component, code, count(*) from episodes e join vehicles v on v.id = e.vehicle_id
group by vin, component, code
"""
_COMMANDS = """
select o.id, vin from operations o join vehicles v on v.id = o.vehicle_id
where exists (select from operation_events e where e.operation_id = o.id and e.state = 'sent')
   or exists (select from replies p where p.command_id = o.id)
"""
_DOUBLED_BLOCKS = """
select vin, count(*) - count(distinct (boot_id, seq, matrix)) from telemetry_blocks
join vehicles v on v.id = vehicle_id group by vin
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """`fault_reports`: (how often it is there, when it came in, world time).

    `commands`: those that have left the gateway, with their VINs; `doubled_blocks`: blocks of
    samples that are there twice, by VIN.
    """

    audit: Audit
    fault_reports: Mapping[ReportId, tuple[int, datetime]]
    episodes: Counter[Code]
    commands: Mapping[UUID, str]
    doubled_blocks: Mapping[str, int]


async def read_stored(pool: Pool) -> Stored:
    reports = await _rows(pool, _FAULT_REPORTS)
    return Stored(
        audit=await audit(pool),
        fault_reports={
            ReportId(vin, boot_id, seq): (count, at) for vin, boot_id, seq, count, at in reports
        },
        episodes=Counter({Code(*code): n for *code, n in await _rows(pool, _EPISODES)}),
        commands=dict(await _rows(pool, _COMMANDS)),
        doubled_blocks=dict(await _rows(pool, _DOUBLED_BLOCKS)),
    )


async def _rows(pool: Pool, statement: str) -> list[Any]:
    async with pool.connection() as connection:
        cursor = await connection.execute(statement.encode())
        return await cursor.fetchall()
