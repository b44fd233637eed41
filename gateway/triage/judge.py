"""Reports in, findings out: every rule is asked after every report, in the vehicle's order."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from gateway.domain.finding import Finding, FindingEnded, RuleId
from gateway.domain.report import FaultReport
from gateway.domain.vin import Vin
from gateway.triage.absorb import Heard, absorb, vehicle_order
from gateway.triage.instant import to_ms, to_time
from gateway.triage.rule import Rule
from gateway.triage.rulebook import Rulebook
from gateway.triage.truth import Truth
from gateway.triage.unknown_code import judge_unknown_codes
from gateway.triage.window import Window

Said = Finding | FindingEnded


@dataclass(frozen=True, slots=True)
class Judged:
    """`windows`: those that changed, to be kept once the findings are committed."""

    windows: dict[Vin, Window]
    findings: tuple[Said, ...]


def judge(rulebook: Rulebook, windows: Mapping[Vin, Window], batch: Sequence[Heard]) -> Judged:
    """What has become true or certainly false with these reports.

    A finding opens when its rule becomes true and ends when it becomes certainly false; while
    it is not known, everything stays as it is. Each vehicle's reports are taken in the order in
    which it made them, whatever their order in the batch. `windows` is left untouched.
    """
    changed: dict[Vin, Window] = {}
    findings: list[Said] = []
    for heard in sorted(batch, key=vehicle_order):
        vin = heard.report.header.id.vin
        before = changed.get(vin, windows.get(vin, Window()))
        window = absorb(before, heard, rulebook.needs)
        said = tuple(_decide(rulebook, vin, window, heard))
        changed[vin] = replace(window, open=_after(window.open, said))
        findings.extend(said)
    return Judged(changed, tuple(findings))


def rebuild(
    rulebook: Rulebook, open_findings: Iterable[RuleId], heard: Iterable[Heard]
) -> Window:
    """The window of one vehicle as it was before a restart.

    Needs the telemetry of the last `rulebook.span` before the newest report, the newest fault
    report of each component, the last one whose time is known, and the findings that are open.
    """
    window = Window(open=frozenset(open_findings))
    for each in heard:
        window = absorb(window, each, rulebook.needs)
    return window


def _decide(rulebook: Rulebook, vin: Vin, window: Window, heard: Heard) -> Iterator[Said]:
    at_ms = max(window.now_ms, to_ms(heard.at))
    at = to_time(at_ms)
    for rule in rulebook.rules:
        truth = rule.when.truth(window, at_ms)
        if truth is Truth.TRUE and rule.id not in window.open:
            yield _finding(rulebook, rule, vin, window, at_ms)
        elif truth is Truth.FALSE and rule.id in window.open:
            yield FindingEnded(vin, rule.id, at)
    if isinstance(heard.report, FaultReport):
        yield from judge_unknown_codes(rulebook, vin, window, heard.report.component, at)
    for rule_id in sorted(window.open):
        if rulebook.is_retired(rule_id):
            yield FindingEnded(vin, rule_id, at)


def _finding(rulebook: Rulebook, rule: Rule, vin: Vin, window: Window, at_ms: int) -> Finding:
    return Finding(
        vin=vin,
        rule=rule.id,
        rulebook_version=rulebook.version,
        at=to_time(at_ms),
        severity=rule.judged_severity,
        cause=rule.cause,
        component=rule.entry.component,
        code=rule.entry.code,
        evidence=rule.when.evidence(window, at_ms),
        missing=rule.when.missing(window, at_ms),
    )


def _after(before: frozenset[RuleId], said: Iterable[Said]) -> frozenset[RuleId]:
    now = set(before)
    for each in said:
        if isinstance(each, Finding):
            now.add(each.rule)
        else:
            now.discard(each.rule)
    return frozenset(now)
