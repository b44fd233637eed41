"""What rules in the shadow have found, held beside what acts and how cases ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from psycopg.types.json import Jsonb

from gateway.domain.finding import RuleId
from gateway.domain.severity import Severity
from gateway.domain.vin import Vin
from gateway.store.pool import Pool
from gateway.store.rulebooks import RulebookAnnals, RulebookChange, Shadow

NEAR: Final = timedelta(hours=1)
"""So far apart, two findings of one code on one vehicle are still about the same thing."""

# `w`: the rules; `s`: their findings; `f`: the first finding that acts and is near, of the
# same code on the same vehicle; `c`: the case of that code that was open then.
_FOUND = """
with w as (
  select * from jsonb_to_recordset(%(watched)s)
    w (rule text, component text, code integer, versions jsonb)
), s as (
  select s.*, coalesce(s.ended_at, 'infinity') + %(near)s as until,
    s.opened_at - %(near)s as since
  from shadow_findings s join w using (rule)
  where w.versions ? s.rulebook_version and s.opened_at >= %(since)s
)
select s.rule, v.vin, s.severity, s.opened_at, s.ended_at, f.rule, f.opened_at, c.outcome,
  c.id is not null
from s join vehicles v on v.id = s.vehicle_id
left join lateral (
  select rule, opened_at from findings f
  where (f.vehicle_id, f.component, f.code) = (s.vehicle_id, s.component, s.code)
    and f.opened_at <= s.until and coalesce(f.ended_at, 'infinity') >= s.since
  order by f.opened_at limit 1
) f on true
left join lateral (
  select id, outcome from cases c
  where (c.vehicle_id, c.component, c.code) = (s.vehicle_id, s.component, s.code)
    and c.opened_at <= s.until and coalesce(c.closed_at, 'infinity') >= s.since
  order by c.opened_at limit 1
) c on true
order by s.opened_at, s.id
"""
_MISSED = """
select w.rule, v.vin, f.severity, f.opened_at, f.rule
from jsonb_to_recordset(%(watched)s)
  w (rule text, component text, code integer, versions jsonb)
join findings f on (f.component, f.code) = (w.component, w.code)
  and w.versions ? f.rulebook_version and f.opened_at >= %(since)s
join vehicles v on v.id = f.vehicle_id
where not exists (
  select from shadow_findings s
  where (s.vehicle_id, s.rule) = (f.vehicle_id, w.rule)
    and s.opened_at <= coalesce(f.ended_at, 'infinity') + %(near)s
    and coalesce(s.ended_at, 'infinity') >= f.opened_at - %(near)s
)
order by f.opened_at, f.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A rule in the shadow; `since` it is there, and judged by these `versions`."""

    shadow: Shadow
    since: datetime
    versions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShadowFinding:
    """`acting`: the rule that found the same and acts, and when, if there was one.

    `outcome`: how the case of its code ended, as stored; "open" while it has not, None when
    there is no case.
    """

    rule: RuleId
    vin: Vin
    severity: Severity
    opened_at: datetime
    ended_at: datetime | None
    acting: RuleId | None
    acting_at: datetime | None
    outcome: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """What acted, of the code of a rule in the shadow that did not see it."""

    rule: RuleId
    vin: Vin
    severity: Severity
    opened_at: datetime
    acting: RuleId


@dataclass(frozen=True, slots=True)
class Comparison:
    """By event time; findings and what was missed are of all `watched` rules."""

    watched: Sequence[Watched]
    findings: Sequence[ShadowFinding]
    missed: Sequence[Missed]


async def compare_shadows(pool: Pool, since: datetime | None = None) -> Comparison:
    """Of the rules that are in the shadow now, from when each came there, or `since`."""
    watched = watched_in(await RulebookAnnals(pool).accepted())
    asked = {
        "watched": Jsonb([_written(one) for one in watched]),
        "near": NEAR,
        "since": since or "-infinity",
    }
    async with pool.connection() as connection:
        found = await (await connection.execute(_FOUND, asked)).fetchall()
        missed = await (await connection.execute(_MISSED, asked)).fetchall()
    return Comparison(
        watched, [_found(*row) for row in found], [_missed(*row) for row in missed]
    )


def watched_in(accepted: Sequence[RulebookChange]) -> list[Watched]:
    """The rules in the shadow of the last rulebook; `accepted`: the oldest first."""
    watched = []
    for shadow in accepted[-1].shadows if accepted else ():
        versions: list[RulebookChange] = []
        for change in reversed(accepted):
            if shadow not in change.shadows:
                break
            versions.append(change)
        named = dict.fromkeys(str(one.version) for one in reversed(versions))
        since = versions[-1].done_at or versions[-1].asked_at
        watched.append(Watched(shadow=shadow, since=since, versions=tuple(named)))
    return watched


def _written(one: Watched) -> Mapping[str, Any]:
    shadow = one.shadow
    return {
        "rule": shadow.rule,
        "component": shadow.component,
        "code": shadow.code.number,
        "versions": list(one.versions),
    }


def _found(*row: Any) -> ShadowFinding:
    rule, vin, severity, opened_at, ended_at, acting, acting_at, outcome, has_case = row
    return ShadowFinding(
        rule=RuleId(rule),
        vin=Vin(vin),
        severity=Severity(severity),
        opened_at=opened_at,
        ended_at=ended_at,
        acting=None if acting is None else RuleId(acting),
        acting_at=acting_at,
        outcome=outcome or ("open" if has_case else None),
    )


def _missed(*row: Any) -> Missed:
    rule, vin, severity, opened_at, acting = row
    return Missed(
        rule=RuleId(rule),
        vin=Vin(vin),
        severity=Severity(severity),
        opened_at=opened_at,
        acting=RuleId(acting),
    )
