"""A whole fleet judged at once, without a report: when another rulebook comes into force."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from gateway.domain.finding import FindingChange, FindingEnded
from gateway.domain.vin import Vin
from gateway.triage.cohort import Cohort, Flags
from gateway.triage.instant import to_time
from gateway.triage.judge import Judged, left_open, opened
from gateway.triage.rulebook import Rulebook
from gateway.triage.truth import Truth
from gateway.triage.window import Window

AT_ONCE = 1024
"""Vehicles whose samples fit into a processor's cache together."""


def judge_fleet(rulebook: Rulebook, windows: Mapping[Vin, Window], at_ms: int) -> Judged:
    """What every rule says of these windows at `at_ms`, or when each was last heard if later.

    As after a report: a finding opens when its rule is true, ends when it is certainly false
    or its rule is gone, and stays as it is while that is not known. `Judged.windows` holds
    those of which that is so; each knows then what is open, and nothing else has changed.

    A window holds what its own rulebook reads: where the new one reads other signals or looks
    further back, rebuild it from the store before.
    """
    changed: dict[Vin, Window] = {}
    findings: list[FindingChange] = []
    in_order = sorted(windows)
    for first in range(0, len(in_order), AT_ONCE):
        vins = in_order[first : first + AT_ONCE]
        own = [windows[vin] for vin in vins]
        asked = np.maximum(np.array([window.now_ms for window in own], np.int64), at_ms)
        for row, said in _decided(rulebook, vins, Cohort(own, asked)):
            findings += said
            changed[vins[row]] = own[row]._replace(open=left_open(own[row].open, said))
    return Judged(changed, tuple(findings))


def _decided(
    rulebook: Rulebook, vins: Sequence[Vin], cohort: Cohort
) -> Iterator[tuple[int, tuple[FindingChange, ...]]]:
    """By vehicle, of those of which something is said."""
    truths = rulebook.exact.over(cohort).truths()
    true, false = truths == Truth.TRUE, truths == Truth.FALSE
    told = true.any(axis=0).tolist()
    for row, (vin, window) in enumerate(zip(vins, cohort.windows, strict=True)):
        if window.open or told[row]:
            at_ms, sure = int(cohort.at_ms[row]), (true[:, row], false[:, row])
            said = tuple(_said(rulebook, vin, window, sure, at_ms))
            if said:
                yield row, said


def _said(
    rulebook: Rulebook, vin: Vin, window: Window, sure: tuple[Flags, Flags], at_ms: int
) -> Iterator[FindingChange]:
    true, false = sure
    for index in np.flatnonzero(true).tolist():
        rule = rulebook.rules[index]
        if rule.id not in window.open:
            yield opened(rulebook, rule, vin, window, at_ms)
    for rule_id in sorted(window.open):
        row = rulebook.row(rule_id)
        if (row is not None and false[row]) or rulebook.is_retired(rule_id):
            yield FindingEnded(vin, rule_id, to_time(at_ms))
