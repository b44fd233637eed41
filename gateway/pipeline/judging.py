"""Judges what is ripe: windows out of the cache or the store, lives of faults, findings."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import structlog

from gateway.domain.finding import Finding, FindingChange, StillMissing
from gateway.domain.vin import Vin
from gateway.pipeline.journal import JournalBatch
from gateway.pipeline.kinds import Judgeable, by_kind
from gateway.pipeline.lives import Change, fold_all
from gateway.pipeline.ordering import Ordered
from gateway.triage.judge import Judged, judge, rebuild
from gateway.triage.lacking import take_off
from gateway.triage.rulebook import Rulebook
from gateway.triage.shadow import is_shadow
from gateway.triage.share import share_out
from gateway.triage.window import Window

CAME_LATE = "Reports that came late, behind newer ones, told this."
RECALLED_AT_ONCE = 64
"""Vehicles: after a restart all of a batch are recalled, and what is recalled of one takes
many times the room of its window."""
REPORTS_AT_ONCE = 12_000
"""Of which as many vehicles are recalled as had so few the last time: some 30 MB."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What has changed; `windows`: to be kept once it is committed.

    `missing`: what the rules of findings that were open before still lack; `shadows`: what
    rules in the shadow say, for comparison and for nothing else.
    """

    windows: Mapping[Vin, Window]
    episodes: Sequence[Change]
    findings: Sequence[FindingChange]
    missing: Sequence[StillMissing]
    shadows: Sequence[FindingChange]
    oddities: Counter[tuple[str, str]]


async def judge_in_order(
    batch: JournalBatch, rulebook: Rulebook, known: Mapping[Vin, Window], ordered: Ordered
) -> Outcome:
    """First what came late, which leaves a mark on what it is found to mean; then the rest."""
    late, ripe = by_kind(ordered.late), by_kind(ordered.ripe)
    vins = {one.report.header.id.vin for one in (*late.heard, *ripe.heard)}
    windows = await _windows(batch, rulebook, known, vins)
    share = share_out([*late.faults, *ripe.faults])
    lives = await fold_all(batch, windows, share)
    looked_at = {report.report.header.id for report in share.reports}
    odd = lives.oddities
    findings: list[FindingChange] = []
    missing: list[StillMissing] = []
    for kinds, marks in ((late, True), (ripe, False)):
        faults = [one for one in kinds.faults if one.report.header.id in looked_at]
        judged, unjudged = _judge(rulebook, windows, [*kinds.telemetry, *faults])
        windows |= judged.windows
        missing += take_off(findings, judged.missing)
        findings += _marked(judged.findings) if marks else judged.findings
        odd += unjudged
    odd.update(("came_late", one.report.header.id.vin.masked) for one in ordered.late)
    acting = [one for one in findings if not is_shadow(one.rule)]
    shadows = [one for one in findings if is_shadow(one.rule)]
    return Outcome(windows, lives.changes, acting, missing, shadows, odd)


def _marked(said: Sequence[FindingChange]) -> Iterator[FindingChange]:
    for one in said:
        if isinstance(one, Finding):
            yield replace(one, evidence=(*one.evidence, CAME_LATE))
        else:
            yield one


def _judge(
    rulebook: Rulebook, windows: Mapping[Vin, Window], heard: Sequence[Judgeable]
) -> tuple[Judged, Counter[tuple[str, str]]]:
    """A rule that breaks costs its vehicle a judgement, never its reports."""
    try:
        return judge(rulebook, windows, heard), Counter()
    except Exception:
        log.exception("judging failed, going on vehicle by vehicle")
    changed: dict[Vin, Window] = {}
    findings: list[FindingChange] = []
    missing: list[StillMissing] = []
    unjudged: Counter[tuple[str, str]] = Counter()
    for vin, window in windows.items():
        own = [one for one in heard if one.report.header.id.vin == vin]
        try:
            judged = judge(rulebook, {vin: window}, own)
        except Exception as error:
            log.exception("not judged", vehicle=vin.masked)
            unjudged["not_judged", type(error).__name__] += len(own)
        else:
            changed |= judged.windows
            findings += judged.findings
            missing += judged.missing
    return Judged(changed, tuple(findings), tuple(missing)), unjudged


async def _windows(
    batch: JournalBatch, rulebook: Rulebook, known: Mapping[Vin, Window], vins: Collection[Vin]
) -> dict[Vin, Window]:
    windows = {vin: known[vin] for vin in vins if vin in known}
    unknown, at_once = [vin for vin in vins if vin not in windows], 1
    while unknown:
        part, unknown = unknown[:at_once], unknown[at_once:]
        recalled = await batch.recall(part, rulebook.span)
        reports = sum(len(memory.telemetry) for memory in recalled.values())
        bearable = REPORTS_AT_ONCE * len(part) // max(reports, 1)
        at_once = max(1, min(bearable, 4 * at_once, RECALLED_AT_ONCE))
        windows |= {
            vin: rebuild(
                rulebook,
                memory.open_findings,
                [*memory.telemetry, *memory.faults],
                memory.vehicle_type,
            )
            for vin, memory in recalled.items()
        }
    return windows
