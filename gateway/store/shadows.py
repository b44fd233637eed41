"""What rules in the shadow have found, held beside what acts and how cases ended."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, LiteralString

from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from gateway.domain.case import CaseId
from gateway.domain.finding import RuleId
from gateway.domain.severity import Severity
from gateway.domain.signal import ODOMETER, VEHICLE_PHASE, VEHICLE_SPEED
from gateway.domain.vin import Vin
from gateway.pipeline.shadows import Missed, ShadowFinding, ShadowStory, Tally, Watched
from gateway.store.encode import severity_of
from gateway.store.pool import Connection
from gateway.store.rulebooks import RulebookChange, read_accepted
from gateway.triage.shadow import acting_name

NEAR: Final = timedelta(hours=1)
"""So far apart, two findings of one code on one vehicle are still about the same thing."""
LONGEST_STORY: Final = 1_000
_ON_EVERY_CAR: Final = [VEHICLE_SPEED.number, VEHICLE_PHASE.number, ODOMETER.number]

# `w`: the rules; `s`: their findings; `beside`: the nearest finding that acts, of the same code
# on the same vehicle, and how grave the gravest is; `cased`: the case of that code at the time.
_FOUND: LiteralString = """
with w as (
  select * from jsonb_to_recordset(%(watched)s)
    w (rule text, component text, code integer, versions jsonb, begun timestamptz,
      away_at timestamptz)
), s as (
  select s.*, w.begun, coalesce(s.ended_at, 'infinity') + %(near)s as until,
    s.opened_at - %(near)s as since
  from shadow_findings s join w using (rule)
  where w.versions ? s.rulebook_version and s.opened_at >= greatest(w.away_at, %(since)s)
), beside as (
  select id, (array_agg(rule order by apart, acting_id))[1] as acting,
    (array_agg(acting_at order by apart, acting_id))[1] as acting_at, max(rank) as acting_rank
  from (
    select s.id, f.rule, f.id as acting_id, f.opened_at as acting_at,
      severity_rank(f.severity) as rank,
      abs(extract(epoch from f.opened_at - s.opened_at)) as apart
    from s join findings f using (vehicle_id, component, code)
    where f.opened_at <= s.until and coalesce(f.ended_at, 'infinity') >= s.since
  ) near group by id
), cased as (
  select distinct on (s.id) s.id, c.id as case_id, coalesce(c.outcome, 'open') as outcome
  from s join cases c using (vehicle_id, component, code)
  where c.opened_at <= s.until and coalesce(c.closed_at, 'infinity') >= s.since
  order by s.id, c.opened_at
), found as (
  select s.*, b.acting, b.acting_rank, c.case_id, c.outcome, severity_rank(s.severity) as rank,
    case when b.acting_at >= s.begun then b.acting_at end as acting_at
  from s left join beside b on b.id = s.id left join cased c on c.id = s.id
), missed as (
  select w.rule, f.*
  from w join (select rule as acting, vehicle_id, component, code, severity, opened_at,
      ended_at, rulebook_version, id from findings) f using (component, code)
  where w.versions ? f.rulebook_version and f.opened_at >= greatest(w.away_at, %(since)s)
    and not exists (
    select from shadow_findings s
    where (s.vehicle_id, s.rule) = (f.vehicle_id, w.rule)
      and s.opened_at <= coalesce(f.ended_at, 'infinity') + %(near)s
      and coalesce(s.ended_at, 'infinity') >= f.opened_at - %(near)s
  )
)
"""
_TALLIES: LiteralString = f"""
{_FOUND}
select w.rule, count(f.id) as fired, count(distinct f.vehicle_id) as vehicles,
  count(f.acting) as agreed, count(*) filter (where f.rank > f.acting_rank) as graver,
  count(*) filter (where f.rank < f.acting_rank) as milder,
  percentile_cont(0.5) within group (
    order by extract(epoch from f.acting_at - f.opened_at)) as earlier_s,
  count(distinct f.vehicle_id) filter (
    where f.acting is null and f.case_id is null) as new_cases,
  count(distinct f.vehicle_id) filter (where f.rank >= severity_rank('soon')
    and case when f.acting is null then f.case_id is null
      else f.acting_rank < severity_rank('soon') end) as new_visits,
  count(distinct f.vehicle_id) filter (where f.severity = 'stop_driving'
    and f.acting_rank is distinct from severity_rank('stop_driving')) as new_stops,
  count(*) filter (where f.acting_rank = severity_rank('stop_driving')
    and f.severity <> 'stop_driving') as milder_stops,
  (select count(*) from missed m where m.rule = w.rule) as missed,
  (select count(*) from missed m
   where m.rule = w.rule and m.severity = 'stop_driving') as unseen_stops,
  (select coalesce(jsonb_object_agg(outcome, times), '{{}}') from (
     select coalesce(outcome, 'no case') as outcome, count(*) as times
     from found o where o.rule = w.rule group by 1) ended) as outcomes
from w left join found f using (rule) group by w.rule
"""  # noqa: S608 -- parts of itself
_FINDINGS: LiteralString = f"""
{_FOUND}
select v.vin, v.plate, f.severity, f.opened_at, f.ended_at, f.acting, f.acting_at,
  f.acting_rank, f.case_id, f.outcome
from found f join vehicles v on v.id = f.vehicle_id
order by f.opened_at desc, f.id desc limit %(most)s
"""  # noqa: S608 -- parts of itself
_MISSED: LiteralString = f"""
{_FOUND}
select v.vin, v.plate, m.severity, m.opened_at, m.acting
from missed m join vehicles v on v.id = m.vehicle_id
order by m.opened_at desc, m.id desc limit %(most)s
"""  # noqa: S608 -- parts of itself
# Nobody can guess how many findings the rules of a document have: each table is read once.
_EACH_ONCE = "set local enable_nestloop = off"
# For every beginning: until the newest report; on how many later days vehicles had samples.
_SEEN = """
select since, greatest((select max(latest_at) from vehicles) - since, '0 s'), (
  select count(*) from vehicles v cross join lateral (
    select distinct day from signal_days d
    where d.vehicle_id = v.id and d.signal = any(%(signals)s)
      and d.day >= since
  ) days)
from unnest(%(begin)s::timestamptz[]) since
"""


async def read_tallies(connection: Connection, since: datetime | None = None) -> list[Tally]:
    """Of the rules that are in the shadow now, from when each came there, or `since`."""
    return await _tallies(connection, watched_in(await read_accepted(connection)), since)


async def read_story(
    connection: Connection, rule: str, since: datetime | None = None
) -> ShadowStory | None:
    """Of one of them, by its name in the shadow or in force; None if it is not there.

    The newest findings, at most `LONGEST_STORY`, and as many that it missed.
    """
    name, known = acting_name(RuleId(rule)), watched_in(await read_accepted(connection))
    watched = [one for one in known if acting_name(one.shadow.rule) == name]
    if not watched:
        return None
    [tally] = await _tallies(connection, watched, since)
    asked = {**_asked(watched, since), "most": LONGEST_STORY}
    found = await (await connection.execute(_FINDINGS, asked)).fetchall()
    missed = await (await connection.execute(_MISSED, asked)).fetchall()
    return ShadowStory(
        tally, [_found(*row) for row in found], [_missed(*row) for row in missed]
    )


def watched_in(accepted: Sequence[RulebookChange]) -> list[Watched]:
    """The rules in the shadow of the last rulebook; `accepted`: the oldest first."""
    watched = []
    for shadow in accepted[-1].shadows if accepted else ():
        versions: list[RulebookChange] = []
        away_at = None
        for change in reversed(accepted):
            if shadow not in change.shadows:
                away_at = change.done_at
                break
            versions.append(change)
        named = dict.fromkeys(str(one.version) for one in reversed(versions))
        since = versions[-1].done_at or versions[-1].asked_at
        watched.append(
            Watched(shadow=shadow, since=since, versions=tuple(named), away_at=away_at)
        )
    return watched


async def _tallies(
    connection: Connection, watched: Sequence[Watched], since: datetime | None
) -> list[Tally]:
    if not watched:
        return []
    begins = {one: max(since, one.since) if since else one.since for one in watched}
    seen = await _seen(connection, list(set(begins.values())))
    await connection.execute(_EACH_ONCE)
    async with connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(_TALLIES, _asked(watched, since))
        counted = {row["rule"]: row for row in await cursor.fetchall()}
    return [_tally(one, *seen[begins[one]], counted[one.shadow.rule]) for one in watched]


async def _seen(
    connection: Connection, begins: list[datetime]
) -> dict[datetime, tuple[timedelta, int]]:
    asked = {"signals": _ON_EVERY_CAR, "begin": begins}
    cursor = await connection.execute(_SEEN, asked)
    return {since: (seen or timedelta(), days) for since, seen, days in await cursor.fetchall()}


def _asked(watched: Sequence[Watched], since: datetime | None) -> dict[str, Any]:
    return {
        "watched": Jsonb([_written(one) for one in watched]),
        "near": NEAR,
        "since": since or "-infinity",
    }


def _written(one: Watched) -> Mapping[str, Any]:
    shadow = one.shadow
    return {
        "rule": shadow.rule,
        "component": shadow.component,
        "code": shadow.code.number,
        "versions": list(one.versions),
        "begun": one.since.isoformat(),
        "away_at": None if one.away_at is None else one.away_at.isoformat(),
    }


def _tally(
    watched: Watched, seen: timedelta, vehicle_days: int, counted: Mapping[str, Any]
) -> Tally:
    earlier_s = counted["earlier_s"]
    return Tally(
        watched=watched,
        seen=seen,
        vehicle_days=vehicle_days,
        fired=counted["fired"],
        vehicles=counted["vehicles"],
        agreed=counted["agreed"],
        graver=counted["graver"],
        milder=counted["milder"],
        earlier=None if earlier_s is None else timedelta(seconds=earlier_s),
        missed=counted["missed"],
        new_cases=counted["new_cases"],
        new_visits=counted["new_visits"],
        new_stops=counted["new_stops"],
        missed_stops=counted["unseen_stops"] + counted["milder_stops"],
        outcomes=counted["outcomes"],
    )


def _found(*row: Any) -> ShadowFinding:
    vin, plate, severity, opened_at, ended_at, acting, acting_at, rank, case, outcome = row
    return ShadowFinding(
        vin=Vin(vin),
        plate=plate,
        severity=Severity(severity),
        opened_at=opened_at,
        ended_at=ended_at,
        acting=None if acting is None else RuleId(acting),
        acting_at=acting_at,
        acting_severity=severity_of(rank),
        case=None if case is None else CaseId(case),
        outcome=outcome,
    )


def _missed(*row: Any) -> Missed:
    vin, plate, severity, opened_at, acting = row
    return Missed(
        vin=Vin(vin),
        plate=plate,
        severity=Severity(severity),
        opened_at=opened_at,
        acting=RuleId(acting),
    )
