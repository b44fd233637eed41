"""Triage as plainly as it can be said: every rule asked after every report, one at a time.

What the judge does faster must come to the same. Nothing here is shared with it but the values.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from gateway.domain.finding import Finding, FindingEnded, RuleId
from gateway.domain.quantity import Second
from gateway.domain.report import FaultReport, Placed, Telemetry, TimeSource
from gateway.domain.vin import Vin
from gateway.triage.absorb import MOST_COMPONENTS, remember
from gateway.triage.cause import rank
from gateway.triage.condition import AtLeast, Condition, HeldFor, Not
from gateway.triage.heard import LONGEST_REPORT_MS, Heard
from gateway.triage.hindsight import CameTrue, Hysteresis, Within
from gateway.triage.instant import to_ms, to_time
from gateway.triage.judge import Judged, Said
from gateway.triage.measured import Comparison, InPhase
from gateway.triage.reported import HasStatus, OccurredAtLeast, status_truth
from gateway.triage.rulebook import Rulebook
from gateway.triage.track import EMPTY, Track
from gateway.triage.truth import Truth, known
from gateway.triage.units import in_ms
from gateway.triage.unknown_code import judge_unknown_codes
from gateway.triage.window import Window, order_of

Measured = Comparison[Any] | InPhase[Any]
FALSE, UNKNOWN, TRUE = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE


def plain_judge(
    rulebook: Rulebook, windows: Mapping[Vin, Window], batch: Sequence[Heard]
) -> Judged:
    """As `judge`."""
    changed: dict[Vin, Window] = {}
    findings: list[Said] = []
    for heard in sorted(batch, key=_order):
        vin = heard.report.header.id.vin
        before = changed.get(vin, windows.get(vin, Window()))
        window = plain_absorb(before, heard, rulebook)
        said = list(_decide(rulebook, vin, window, heard))
        changed[vin] = replace(window, open=_after(window.open, said))
        findings += said
    return Judged(changed, tuple(findings))


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
            memories[report.component] = remember(Placed(report, heard.at, heard.source))
    return Window(now_ms=now_ms, tracks=tracks, memories=memories, open=window.open)


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


def _decide(rulebook: Rulebook, vin: Vin, window: Window, heard: Heard) -> Iterator[Said]:
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


def _after(before: frozenset[RuleId], said: Sequence[Said]) -> frozenset[RuleId]:
    opened = {each.rule for each in said if isinstance(each, Finding)}
    ended = {each.rule for each in said if isinstance(each, FindingEnded)}
    return (before | opened) - ended


def plain_truth(condition: Condition, window: Window, at_ms: int) -> Truth:
    """As the condition's own `truth`, instant by instant."""
    return _Asked(window).truth(condition, at_ms)


@dataclass(frozen=True)
class _Asked:
    window: Window
    samples: dict[int, list[tuple[int, float]]] = field(default_factory=dict)

    def truth(self, condition: Condition, at_ms: int) -> Truth:
        match condition:
            case AtLeast(count, parts):
                truth = sorted(self.truth(part, at_ms) for part in parts)[-count]
            case Not(part):
                truth = Truth(-self.truth(part, at_ms))
            case HeldFor():
                truth = self._held(condition, at_ms)
            case Within():
                truth = self._within(condition, at_ms)
            case CameTrue():
                truth = self._came_true(condition, at_ms)
            case Hysteresis():
                truth = self._hysteresis(condition, at_ms)
            case Comparison() | InPhase():
                truth = self._measured(condition, at_ms)
            case HasStatus() | OccurredAtLeast():
                truth = self._reported(condition, at_ms)
            case _:
                raise TypeError(condition)
        return truth

    def _held(self, held: HeldFor, at_ms: int) -> Truth:
        since_ms = at_ms - in_ms(held.span)
        worst = min(self._past(held.part, since_ms, at_ms))
        if worst is FALSE or self._renewed(held.part, since_ms, at_ms):
            return worst
        return UNKNOWN

    def _within(self, within: Within, at_ms: int) -> Truth:
        since_ms = at_ms - in_ms(within.span)
        best = max(self._past(within.part, since_ms, at_ms))
        if best is TRUE or self._renewed(within.part, since_ms, at_ms):
            return best
        return UNKNOWN

    def _came_true(self, came: CameTrue, at_ms: int) -> Truth:
        since_ms, times, before = at_ms - in_ms(came.span), 0, UNKNOWN
        past = self._past(came.part, since_ms, at_ms)
        for truth in past:
            times += truth is TRUE and before is FALSE
            before = before if truth is UNKNOWN else truth
        if times >= came.count:
            return TRUE
        doubt = UNKNOWN in past or not self._renewed(came.part, since_ms, at_ms)
        return UNKNOWN if doubt else FALSE

    def _hysteresis(self, both: Hysteresis, at_ms: int) -> Truth:
        since_ms, state = at_ms - in_ms(both.span), UNKNOWN
        moments = self._moments(both.on, since_ms, at_ms)
        for each in sorted({*moments, *self._moments(both.off, since_ms, at_ms)}):
            on, off = self.truth(both.on, each), self.truth(both.off, each)
            if on is TRUE:
                state = TRUE
            elif off is TRUE:
                state = on
            elif (state is TRUE and off is UNKNOWN) or (state is FALSE and on is UNKNOWN):
                state = UNKNOWN
        return state

    def _past(self, part: Condition, since_ms: int, at_ms: int) -> list[Truth]:
        return [self.truth(part, each) for each in self._moments(part, since_ms, at_ms)]

    def _moments(self, part: Condition, since_ms: int, at_ms: int) -> list[int]:
        return sorted({since_ms, at_ms} | self._changes(part, since_ms, at_ms))

    def _measured(self, leaf: Measured, at_ms: int) -> Truth:
        since_ms = at_ms - in_ms(leaf.within)
        told = [one for one in self._samples(leaf) if since_ms < one[0] <= at_ms]
        if not told:
            return UNKNOWN
        value = max(told)[1]
        if isinstance(leaf, InPhase):
            return known(value == leaf.phase)
        return known(leaf.relation.holds(value, float(np.float32(leaf.limit.value))))

    def _reported(self, leaf: HasStatus | OccurredAtLeast, at_ms: int) -> Truth:
        memory = self.window.memories.get(leaf.component)
        if memory is None or memory.at_ms > at_ms:
            return UNKNOWN
        entry = memory.entries.get(leaf.code)
        if isinstance(leaf, HasStatus):
            return status_truth(entry, leaf.bits)
        return known(entry is not None and entry.occurrences >= leaf.count)

    def _changes(self, condition: Condition, after_ms: int, until_ms: int) -> set[int]:
        match condition:
            case AtLeast(_, parts):
                return set().union(*(self._changes(p, after_ms, until_ms) for p in parts))
            case Not(part):
                return self._changes(part, after_ms, until_ms)
            case HeldFor(part, span) | Within(part, span) | CameTrue(part, span):
                moments = self._changes_in_span(part, span, after_ms, until_ms)
            case Hysteresis(on, off, span):
                moments = self._changes_in_span(on, span, after_ms, until_ms)
                moments |= self._changes_in_span(off, span, after_ms, until_ms)
            case Comparison() | InPhase():
                times = {at_ms for at_ms, _ in self._samples(condition)}
                moments = times | {each + in_ms(condition.within) for each in times}
            case HasStatus() | OccurredAtLeast():
                memory = self.window.memories.get(condition.component)
                moments = set() if memory is None else {memory.at_ms}
            case _:
                raise TypeError(condition)
        return {each for each in moments if after_ms < each <= until_ms}

    def _changes_in_span(
        self, part: Condition, span: Second, after_ms: int, until_ms: int
    ) -> set[int]:
        inner = self._changes(part, after_ms - in_ms(span), until_ms)
        return inner | {each + in_ms(span) for each in inner}

    def _renewed(self, condition: Condition, after_ms: int, until_ms: int) -> bool:
        match condition:
            case AtLeast(count, parts):
                truth = self.truth(condition, until_ms)
                enough = count if truth is TRUE else len(parts) - count + 1
                renewed = [
                    part
                    for part in parts
                    if self.truth(part, until_ms) is truth
                    and self._renewed(part, after_ms, until_ms)
                ]
                return len(renewed) >= enough
            case Not(part) | HeldFor(part, _) | Within(part, _) | CameTrue(part, _, _):
                return self._renewed(part, after_ms, until_ms)
            case Hysteresis(on, off, _):
                turned = self.truth(condition, until_ms) is TRUE
                return self._renewed(off if turned else on, after_ms, until_ms)
            case Comparison() | InPhase():
                return any(after_ms < at <= until_ms for at, _ in self._samples(condition))
        return True

    def _samples(self, leaf: Measured) -> list[tuple[int, float]]:
        number = leaf.signal.number
        if number not in self.samples:
            track = self.window.track(number)
            pairs = zip(track.at_ms.tolist(), track.values.tolist(), strict=True)
            self.samples[number] = list(pairs)
        return self.samples[number]
