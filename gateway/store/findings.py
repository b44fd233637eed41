"""Findings: what a batch opens, revises and ends, in one statement each for all cars."""

from collections.abc import Mapping, Sequence
from typing import Any, LiteralString

from psycopg.types.json import Jsonb

from gateway.domain.finding import (
    Finding,
    FindingChange,
    FindingEnded,
    FindingRevised,
    RuleId,
    StillMissing,
)
from gateway.domain.vin import Vin
from gateway.store.causes import causes_to_json
from gateway.store.encode import integers
from gateway.store.pool import Connection
from gateway.store.waves import waves

Ids = Mapping[Vin, int]

_END = """
update findings f set ended_at = ended.ended_at
from jsonb_populate_recordset(null::findings, %s) ended
where (f.vehicle_id, f.rule) = (ended.vehicle_id, ended.rule) and f.ended_at is null
"""
_END_SHADOWS = _END.replace("findings", "shadow_findings")
_REVISE = """
update findings f set causes = revised.causes, cause = revised.cause
from jsonb_populate_recordset(null::findings, %s) revised
where (f.vehicle_id, f.rule) = (revised.vehicle_id, revised.rule) and f.ended_at is null
"""
_REVISE_SHADOWS = _REVISE.replace("findings", "shadow_findings")
_MISSING = """
select vehicle_id, rule, missing from findings
where vehicle_id = any(%s) and ended_at is null and cardinality(missing) > 0
order by id
"""
_MISS = """
update findings f set missing = now.missing
from jsonb_populate_recordset(null::findings, %s) now
where (f.vehicle_id, f.rule) = (now.vehicle_id, now.rule) and f.ended_at is null
"""
# A new one opens a case, unless the case of its code is open, or something explains it.
_OPEN = """
with found as (
  select * from jsonb_populate_recordset(null::findings, %s)
), opened as (
  insert into findings (vehicle_id, rule, rulebook_version, component, code, severity, cause,
    evidence, missing, causes, opened_at)
  select vehicle_id, rule, rulebook_version, component, code, severity, cause,
    evidence, missing, causes, opened_at
  from found order by found.id
  on conflict (vehicle_id, rule) where ended_at is null do nothing
)
insert into cases (vehicle_id, component, code, state, severity, next_step, since, opened_at,
  due_at)
select vehicle_id, component, code, 'new', severity, 'Waiting for the verdict', opened_at,
  opened_at, opened_at
from found
where not exists (
  select from cases c where c.muted
  and (c.vehicle_id, c.component, c.code) = (found.vehicle_id, found.component, found.code)
)
order by found.id
on conflict (vehicle_id, component, code) where closed_at is null do nothing
"""
# One in the shadow opens nothing.
_OPEN_SHADOWS = """
insert into shadow_findings (vehicle_id, rule, rulebook_version, component, code, severity,
  cause, evidence, missing, causes, opened_at)
select vehicle_id, rule, rulebook_version, component, code, severity, cause,
  evidence, missing, causes, opened_at
from jsonb_populate_recordset(null::shadow_findings, %s) found order by found.id
on conflict (vehicle_id, rule) where ended_at is null do nothing
"""


async def keep_findings(
    connection: Connection, ids: Ids, changes: Sequence[FindingChange]
) -> None:
    await _keep(connection, ids, changes, (_END, _REVISE, _OPEN))


async def keep_shadows(
    connection: Connection, ids: Ids, changes: Sequence[FindingChange]
) -> None:
    how = _END_SHADOWS, _REVISE_SHADOWS, _OPEN_SHADOWS
    await _keep(connection, ids, changes, how)


async def read_still_missing(connection: Connection, ids: Ids) -> list[StillMissing]:
    """Of the open findings of these vehicles."""
    vins = {number: vin for vin, number in ids.items()}
    cursor = await connection.execute(_MISSING, [integers(sorted(vins))])
    return [
        StillMissing(vins[number], RuleId(rule), tuple(missing))
        for number, rule, missing in await cursor.fetchall()
    ]


async def keep_still_missing(
    connection: Connection, ids: Ids, said: Sequence[StillMissing]
) -> None:
    if said:
        rows = [
            {"vehicle_id": ids[one.vin], "rule": one.rule, "missing": list(one.missing)}
            for one in said
        ]
        await connection.execute(_MISS, [Jsonb(rows)])


async def _keep(
    connection: Connection,
    ids: Ids,
    changes: Sequence[FindingChange],
    how: tuple[LiteralString, LiteralString, LiteralString],
) -> None:
    end, revise, open_ = how
    for wave in waves(changes, key=lambda one: (one.vin, one.rule)):
        ended = [_ended(ids, one) for one in wave if isinstance(one, FindingEnded)]
        revised = [_revised(ids, one) for one in wave if isinstance(one, FindingRevised)]
        opened = [_row(n, ids, one) for n, one in enumerate(wave) if isinstance(one, Finding)]
        if ended:
            await connection.execute(end, [Jsonb(ended)])
        if revised:
            await connection.execute(revise, [Jsonb(revised)])
        if opened:
            await connection.execute(open_, [Jsonb(opened)])


def _ended(ids: Ids, change: FindingEnded) -> dict[str, Any]:
    return {
        "vehicle_id": ids[change.vin],
        "rule": change.rule,
        "ended_at": change.at.isoformat(),
    }


def _revised(ids: Ids, change: FindingRevised) -> dict[str, Any]:
    return {
        "vehicle_id": ids[change.vin],
        "rule": change.rule,
        "cause": change.causes[0].title,
        "causes": causes_to_json(change.causes),
    }


def _row(place: int, ids: Ids, finding: Finding) -> dict[str, Any]:
    """As the table `findings` has it; `id` is but the order."""
    return {
        "id": place,
        "vehicle_id": ids[finding.vin],
        "rule": finding.rule,
        "rulebook_version": finding.rulebook_version,
        "component": finding.component,
        "code": finding.code.number,
        "severity": finding.severity.value,
        "cause": finding.cause,
        "causes": causes_to_json(finding.causes),
        "evidence": list(finding.evidence),
        "missing": list(finding.missing),
        "opened_at": finding.at.isoformat(),
    }
