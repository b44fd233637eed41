"""Names the gaps that a finding may not have seen."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from gateway.domain.finding import Finding, FindingChange
from gateway.pipeline.gaps import KnownGap
from gateway.pipeline.journal import JournalBatch
from gateway.triage.rule import Rule
from gateway.triage.rulebook import Rulebook

MOST_NAMED = 8


async def name_gaps(
    batch: JournalBatch, rulebook: Rulebook, findings: Sequence[FindingChange]
) -> Sequence[FindingChange]:
    """The findings, each with the reports that are missing from what its rule looks back on."""
    vins = {one.vin for one in findings if isinstance(one, Finding)}
    if not vins:
        return findings
    gaps = await batch.waiting_room.gaps(vins)
    return [_named(one, gaps, rulebook) for one in findings] if gaps else findings


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
