"""Reports in, findings out: every rule that a report can have changed is asked after it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from gateway.domain.finding import (
    Finding,
    FindingChange,
    FindingEnded,
    FindingRevised,
    RuleId,
    StillMissing,
)
from gateway.domain.report import FaultReport
from gateway.domain.vehicle_type import UNTOLD, VehicleType
from gateway.domain.vin import Vin
from gateway.triage.course import Course, follow
from gateway.triage.doubts import Doubts, doubtful, doubts_of
from gateway.triage.heard import Heard
from gateway.triage.instant import to_time
from gateway.triage.lacking import take_off
from gateway.triage.ranking import Causes, a_minute_begins, looks
from gateway.triage.recent import Recent
from gateway.triage.rule import Rule
from gateway.triage.rulebook import Rulebook
from gateway.triage.truth import Truth
from gateway.triage.unknown_code import judge_unknown_codes
from gateway.triage.window import Window

TO_BE_TOLD_APART = 2
"""Causes; one alone needs no ranking."""


@dataclass(frozen=True, slots=True)
class Judged:
    """`windows`: those that changed, to be kept once the findings are committed.

    `missing`: what findings that were open before still lack, of those that may have been found
    without it: a word of each whenever a minute begins. Off new ones it is taken at once.
    """

    windows: dict[Vin, Window]
    findings: tuple[FindingChange, ...]
    missing: tuple[StillMissing, ...] = ()


def judge(rulebook: Rulebook, windows: Mapping[Vin, Window], batch: Sequence[Heard]) -> Judged:
    """What has become true or certainly false with these reports.

    A finding opens when its rule becomes true and ends when it becomes certainly false; while
    it is not known, everything stays as it is. The causes of an open one are ranked again when
    a sign has come to light. Each vehicle's reports are taken in the order in
    which it made them, whatever their order in the batch. `windows` is left untouched.

    The outcome is that of asking every rule after every report; those are left out of which the
    screen is certain that they can say nothing new.
    """
    if not batch:
        return Judged({}, ())
    course = follow(rulebook.screen, windows, batch)
    doubts = doubts_of(rulebook, course)
    some = doubtful(rulebook, course, doubts)
    certain = [place for place in range(len(course.vins)) if place not in some]
    vins = [course.vins[place] for place in certain]
    changed = dict(zip(vins, course.windows(certain), strict=True))
    said = _Said([], [])
    for place in sorted(some, key=lambda place: course.vins[place]):
        changed[course.vins[place]] = _go_through(rulebook, course, place, doubts, said)
    return Judged(changed, tuple(said.findings), tuple(said.missing))


def rebuild(
    rulebook: Rulebook,
    open_findings: Mapping[RuleId, Causes],
    heard: Iterable[Heard],
    vehicle_type: VehicleType = UNTOLD,
) -> Window:
    """The window of one vehicle as it was before a restart.

    Needs the telemetry of the last `rulebook.span` before the newest report, the newest fault
    report of each component, the last one whose time is known, the findings that are open with
    their causes as last ranked, and what its papers say.
    """
    window = Window(open=dict(open_findings), vehicle_type=vehicle_type)
    reports = list(heard)
    if not reports:
        return window
    course = follow(rulebook.screen, {reports[0].report.header.id.vin: window}, reports)
    window = next(course.windows([0]))
    tracks = window.tracks
    return window._replace(tracks=tracks.at_rest()) if isinstance(tracks, Recent) else window


@dataclass(frozen=True, slots=True)
class _Said:
    """Of all vehicles so far."""

    findings: list[FindingChange]
    missing: list[StillMissing]


def _go_through(
    rulebook: Rulebook,
    course: Course,
    place: int,
    doubts: Doubts,
    told: _Said,
) -> Window:
    """Report by report, as a finding that opens changes what is asked next."""
    window, first = course.before[place], len(told.findings)
    for index in range(course.firsts[place], course.ends[place]):
        before, window = window, course.window(window, index)
        heard, at_ms = course.heard[index], course.at_ms[index]
        rules = doubts.rules(index, window.open)
        revised = _inquire(rulebook, before, window, heard, at_ms)
        said = (*revised, *_decide(rulebook, rules, window, heard, at_ms))
        if said:
            window = window._replace(open=left_open(window.open, said))
            told.findings.extend(said)
        lacking = still_missing(rulebook, before, window, heard, at_ms)
        told.missing.extend(take_off(told.findings, lacking, first))
    return window


def _decide(
    rulebook: Rulebook, rules: Iterable[Rule], window: Window, heard: Heard, at_ms: int
) -> Iterator[FindingChange]:
    vin, at = heard.report.header.id.vin, to_time(at_ms)
    for rule in rules:
        truth = rule.when.truth(window, at_ms)
        if truth is Truth.TRUE and rule.id not in window.open:
            yield opened(rulebook, rule, vin, window, at_ms)
        elif truth is Truth.FALSE and rule.id in window.open:
            yield FindingEnded(vin, rule.id, at)
    if isinstance(heard.report, FaultReport):
        yield from judge_unknown_codes(rulebook, vin, window, heard.report.component, at)
    for rule_id in sorted(window.open):
        if rulebook.is_retired(rule_id):
            yield FindingEnded(vin, rule_id, at)


def _inquire(
    rulebook: Rulebook, before: Window, window: Window, heard: Heard, at_ms: int
) -> Iterator[FindingRevised]:
    """What the report brings to light about the findings that were open before it."""
    rows = (rulebook.row(rule) for rule in window.open)
    for row in sorted(row for row in rows if row is not None):
        rule = rulebook.rules[row]
        known = window.open[rule.id]
        if len(known) < TO_BE_TOLD_APART:
            continue
        worth = looks(rule, before, window, at_ms)
        causes = rulebook.inquiries[rule.id].go_on(known, window, at_ms, worth)
        if causes is not known:
            yield FindingRevised(heard.report.header.id.vin, rule.id, to_time(at_ms), causes)


def still_missing(
    rulebook: Rulebook, before: Window, window: Window, heard: Heard, at_ms: int
) -> Iterator[StillMissing]:
    """Of the findings that are open after the report, if a minute begins with it."""
    if a_minute_begins(before.now_ms, window.now_ms):
        lacking = sorted(rulebook.lacking.intersection(window.open))
        for rule in filter(None, map(rulebook.rule, lacking)):
            missing = rule.when.missing(window, at_ms)
            yield StillMissing(heard.report.header.id.vin, rule.id, missing)


def opened(rulebook: Rulebook, rule: Rule, vin: Vin, window: Window, at_ms: int) -> Finding:
    """The finding of a rule that is true."""
    causes = rulebook.inquiries[rule.id].begin(window, at_ms)
    return Finding(
        vin=vin,
        rule=rule.id,
        rulebook_version=rulebook.version,
        at=to_time(at_ms),
        severity=rule.judged_severity,
        cause=causes[0].title,
        component=rule.entry.component,
        code=rule.entry.code,
        evidence=rule.when.evidence(window, at_ms),
        missing=rule.when.missing(window, at_ms),
        causes=causes,
    )


def left_open(
    before: Mapping[RuleId, Causes], said: Iterable[FindingChange]
) -> Mapping[RuleId, Causes]:
    """The findings that are open after these."""
    now = dict(before)
    for each in said:
        if isinstance(each, FindingEnded):
            now.pop(each.rule, None)
        else:
            now[each.rule] = each.causes
    return now
