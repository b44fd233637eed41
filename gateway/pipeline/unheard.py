"""Names the gaps that a finding may not have seen, and takes them off when they fill."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from gateway.domain.finding import Finding, FindingChange, RuleId, StillMissing
from gateway.domain.vin import Vin
from gateway.pipeline.gaps import KnownGap
from gateway.pipeline.journal import JournalBatch
from gateway.pipeline.waiting_room import Moves
from gateway.triage.rule import Rule
from gateway.triage.rulebook import Rulebook

_IS_A_GAP = re.compile(r"\d+ reports?( after| before|$)|and \d+ more gaps$")
MOST_NAMED = 256
"""Each by itself, to be taken off when it fills; whoever reads a verdict is told fewer."""


async def name_gaps(
    batch: JournalBatch, rulebook: Rulebook, findings: Sequence[FindingChange]
) -> Sequence[FindingChange]:
    """The findings, each with the reports that are missing from what its rule looks back on."""
    vins = {one.vin for one in findings if isinstance(one, Finding)}
    if not vins:
        return findings
    gaps = await batch.waiting_room.gaps(vins)
    return [_named(one, gaps, rulebook) for one in findings] if gaps else findings


async def what_has_come(
    batch: JournalBatch, moves: Moves | None, lacking: Sequence[StillMissing]
) -> Sequence[StillMissing]:
    """The open findings of which something is missing no more.

    In the place of a gap into which reports have come stands what is left of it. Of what the
    vehicle has given up nothing comes: that stays missing. `lacking`: what rules themselves do
    not know, time and again; what was known once was judged.
    """
    filled = moves.filled if moves else ()
    vins = {one.vin for one in (*filled, *lacking)}
    if not vins:
        return ()
    gaps = moves.gaps if moves else ()
    left = {gap: [_words(one) for one in gaps if _is_within(one, gap)] for gap in filled}
    known = await batch.still_missing(vins)
    lacked = _throughout(lacking)
    now = [_known(_less(one, left), lacked.get((one.vin, one.rule))) for one in known]
    return [one for one, before in zip(now, known, strict=True) if one != before]


def _throughout(lacking: Sequence[StillMissing]) -> Mapping[tuple[Vin, RuleId], set[str]]:
    """By rule: what it did not know at any time."""
    lacked: dict[tuple[Vin, RuleId], set[str]] = {}
    for one in lacking:
        lacked.setdefault((one.vin, one.rule), {*one.missing}).intersection_update(one.missing)
    return lacked


def _known(finding: StillMissing, lacking: Collection[str] | None) -> StillMissing:
    """Without what its rule does not lack any more; None if that was not asked."""
    if lacking is None:
        return finding
    left = [name for name in finding.missing if name in lacking or _IS_A_GAP.match(name)]
    return replace(finding, missing=tuple(left))


def _is_within(gap: KnownGap, other: KnownGap) -> bool:
    same = (gap.vin, gap.boot_id) == (other.vin, other.boot_id)
    return same and other.first_seq <= gap.first_seq and gap.last_seq <= other.last_seq


def _less(known: StillMissing, left: Mapping[KnownGap, Sequence[str]]) -> StillMissing:
    names = list(known.missing)
    for gap, rest in left.items():
        if gap.vin == known.vin and (words := _words(gap)) in names:
            place = names.index(words)
            names[place : place + 1] = rest
    return replace(known, missing=tuple(names))


def _named(said: FindingChange, gaps: Sequence[KnownGap], rulebook: Rulebook) -> FindingChange:
    if not isinstance(said, Finding):
        return said
    rule = rulebook.rule(said.rule)
    names = [_words(gap) for gap in _overlapping(said, gaps, _look_back(rule))]
    if len(names) > MOST_NAMED:
        names = [*names[:MOST_NAMED], f"and {len(names) - MOST_NAMED} more gaps"]
    return replace(said, missing=(*said.missing, *names))


def _look_back(rule: Rule | None) -> timedelta:
    """How far from its instant the rule reads; a rule over codes alone reads the last word."""
    keeps = rule.when.needs.signals.values() if rule else ()
    return timedelta(milliseconds=max((keep.reach_ms for keep in keeps), default=0))


def _overlapping(
    finding: Finding, gaps: Sequence[KnownGap], look_back: timedelta
) -> Iterator[KnownGap]:
    """A gap begins after the report before it; where none is known, it may lie anywhere."""
    for gap in gaps:
        begins_before = gap.since is None or gap.since < finding.at
        ends_after = gap.until is None or gap.until >= finding.at - look_back
        if gap.vin == finding.vin and begins_before and ends_after:
            yield gap


def _words(gap: KnownGap) -> str:
    """As "14 reports after 21 Nov 21:52:10 and before 21 Nov 21:54:30 (UTC)"."""
    reports = f"{gap.reports} report{'' if gap.reports == 1 else 's'}"
    bounds = [f"after {gap.since:%d %b %H:%M:%S}"] if gap.since else []
    bounds += [f"before {gap.until:%d %b %H:%M:%S}"] if gap.until else []
    return f"{reports} {' and '.join(bounds)} (UTC)" if bounds else reports
