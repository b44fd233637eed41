"""Triage as plainly as it can be said: every rule asked after every report, one at a time.

What the judge does faster must come to the same. Nothing here is shared with it but the values.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from gateway.domain.finding import (
    Finding,
    FindingChange,
    FindingEnded,
    FindingRevised,
    RuleId,
    StillMissing,
)
from gateway.domain.report import FaultReport, Placed, Telemetry, TimeSource
from gateway.domain.vin import Vin
from gateway.triage.absorb import MOST_COMPONENTS, remember
from gateway.triage.heard import LONGEST_REPORT_MS, Heard
from gateway.triage.instant import to_ms, to_time
from gateway.triage.judge import Judged
from gateway.triage.lacking import may_lack
from gateway.triage.measured import Comparison, InPhase
from gateway.triage.ranking import Causes, Inquiry, looks, rank
from gateway.triage.rulebook import Rulebook
from gateway.triage.track import EMPTY, Track
from gateway.triage.truth import Truth
from gateway.triage.unknown_code import judge_unknown_codes
from gateway.triage.window import Window, order_of
from tests.fix_plain_truth import plain_truth

Measured = Comparison[Any] | InPhase[Any]
FALSE, UNKNOWN, TRUE = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE


def plain_judge(
    rulebook: Rulebook, windows: Mapping[Vin, Window], batch: Sequence[Heard]
) -> Judged:
    """As `judge`."""
    changed: dict[Vin, Window] = {}
    findings: list[FindingChange] = []
    missing: list[StillMissing] = []
    for heard in sorted(batch, key=_order):
        vin = heard.report.header.id.vin
        before = changed.get(vin, windows.get(vin, Window()))
        window = plain_absorb(before, heard, rulebook)
        said = [
            *_inquire(rulebook, before, window, heard),
            *_decide(rulebook, vin, window, heard),
        ]
        changed[vin] = window._replace(open=_after(window.open, said))
        findings += said
        lacking = _still_missing(rulebook, before, changed[vin], heard)
        missing += [one for one in lacking if not _is_taken_off(findings, one)]
    return Judged(changed, tuple(findings), tuple(missing))


def plain_absorb(window: Window, heard: Heard, rulebook: Rulebook) -> Window:
    """Each sample into its track at once, and all tracks cut."""
    now_ms, tracks = window.now_ms, dict(window.tracks)
    if heard.source is not TimeSource.ARRIVAL:
        start_ms = to_ms(heard.at)
        now_ms = max(now_ms, start_ms)
        if isinstance(heard.report, Telemetry):
            now_ms = max(now_ms, _join(tracks, heard.report, start_ms))
        keeps = rulebook.needs.signals
        cut = {
            signal: track.cut(keeps[signal], now_ms)
            for signal, track in tracks.items()
            if signal in keeps
        }
        tracks = {signal: track for signal, track in cut.items() if track.at_ms.size}
    memories = dict(window.memories)
    if isinstance(heard.report, FaultReport):
        report = heard.report
        read = {component for component, _ in rulebook.needs.codes}
        there = memories.get(report.component)
        if there is None:
            room = report.component in read or len(memories.keys() - read) < MOST_COMPONENTS
        else:
            room = order_of(report.header) > there.order
        if room:
            memories[report.component] = remember(Placed.of(report, heard.at, heard.source))
    return Window(
        now_ms=now_ms,
        tracks=tracks,
        memories=memories,
        open=window.open,
        vehicle_type=window.vehicle_type,
    )


def _join(tracks: dict[int, Track], telemetry: Telemetry, start_ms: int) -> int:
    newest_ms = start_ms
    for matrix in telemetry.matrices:
        rows = matrix.offsets_ms <= LONGEST_REPORT_MS
        at_ms = start_ms + matrix.offsets_ms[rows].astype(np.int64)
        for column, number in enumerate(matrix.signals):
            track = tracks.get(number, EMPTY)
            tracks[number] = track.joined(at_ms, matrix.values[rows][:, column])
        newest_ms = max(newest_ms, int(at_ms.max(initial=start_ms)))
    return newest_ms


def _order(heard: Heard) -> tuple[Vin, tuple[int, int, int], int]:
    header = heard.report.header
    return header.id.vin, order_of(header), header.id.boot_id


def _decide(
    rulebook: Rulebook, vin: Vin, window: Window, heard: Heard
) -> Iterator[FindingChange]:
    at_ms = max(window.now_ms, to_ms(heard.at))
    for rule in rulebook.rules:
        truth = plain_truth(rule.when, window, at_ms)
        if truth is TRUE and rule.id not in window.open:
            yield Finding(
                vin=vin,
                rule=rule.id,
                rulebook_version=rulebook.version,
                at=to_time(at_ms),
                severity=rule.judged_severity,
                cause=rank(rule.causes, window, at_ms)[0].title,
                component=rule.entry.component,
                code=rule.entry.code,
                evidence=rule.when.evidence(window, at_ms),
                missing=rule.when.missing(window, at_ms),
                causes=rank(rule.causes, window, at_ms),
            )
        elif truth is FALSE and rule.id in window.open:
            yield FindingEnded(vin, rule.id, to_time(at_ms))
    if isinstance(heard.report, FaultReport):
        component, at = heard.report.component, to_time(at_ms)
        yield from judge_unknown_codes(rulebook, vin, window, component, at)
    for rule_id in sorted(window.open):
        if rulebook.is_retired(rule_id):
            yield FindingEnded(vin, rule_id, to_time(at_ms))


def _inquire(
    rulebook: Rulebook, before: Window, window: Window, heard: Heard
) -> Iterator[FindingChange]:
    """Each open finding's causes are looked at after every report."""
    at_ms = max(window.now_ms, to_ms(heard.at))
    for rule in rulebook.rules:
        known = window.open.get(rule.id)
        if known is not None:
            worth = looks(rule, before, window, at_ms)
            causes = Inquiry(rule.causes).go_on(known, window, at_ms, worth)
            if causes != known:
                vin = heard.report.header.id.vin
                yield FindingRevised(vin, rule.id, to_time(at_ms), causes)


def _still_missing(
    rulebook: Rulebook, before: Window, window: Window, heard: Heard
) -> Iterator[StillMissing]:
    """Of all open findings that may lack something, whenever a minute begins."""
    at_ms = max(window.now_ms, to_ms(heard.at))
    if before.now_ms // 60_000 == window.now_ms // 60_000:
        return
    for rule in sorted(rulebook.acting, key=lambda rule: rule.id):
        if rule.id in window.open and may_lack(rule.when):
            missing = rule.when.missing(window, at_ms)
            yield StillMissing(heard.report.header.id.vin, rule.id, missing)


def _is_taken_off(findings: list[FindingChange], lacking: StillMissing) -> bool:
    """Off the last that the rule has found here, if it has found any."""
    for place, one in reversed([*enumerate(findings)]):
        if isinstance(one, Finding) and (one.vin, one.rule) == (lacking.vin, lacking.rule):
            names = tuple(name for name in one.missing if name in lacking.missing)
            findings[place] = replace(one, missing=names)
            return True
    return False


def _after(
    before: Mapping[RuleId, Causes], said: Sequence[FindingChange]
) -> Mapping[RuleId, Causes]:
    ended = {each.rule for each in said if isinstance(each, FindingEnded)}
    ranked = {each.rule: each.causes for each in said if not isinstance(each, FindingEnded)}
    return {rule: causes for rule, causes in {**before, **ranked}.items() if rule not in ended}
