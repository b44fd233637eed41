"""Stories that fire, and how they go on."""

import pkgutil
from collections.abc import Iterable, Iterator
from importlib import import_module

import diagnostics_rules
from diagnostics_rules import RULEBOOK
from diagnostics_rules.high_voltage.rules import HEATS_UP
from gateway.domain.finding import Finding, FindingEnded
from gateway.domain.quantity import Second
from gateway.domain.vin import Vin
from gateway.triage.judge import judge
from gateway.triage.rehearsal import SAMPLE_EVERY_MS, Case, Measured, told
from gateway.triage.truth import Truth
from gateway.triage.window import Window

EVERY_S = SAMPLE_EVERY_MS / 1000
LASTS_S = 40 * 60.0
ALIVE = 30
"""Samples at the end of a story that go on for ever, back and forth."""
CHANGES = {HEATS_UP.id}
"""Rules about a change, which cannot go on for so long."""

CASES: list[Case] = [
    case
    for module in pkgutil.walk_packages(diagnostics_rules.__path__, "diagnostics_rules.")
    if module.name.endswith("_test")
    for case in import_module(module.name).CASES
    if case.expected is Truth.TRUE
    and case.rule.when.needs.signals
    and case.rule.id not in CHANGES
]


def ends_s(event: Measured) -> float:
    return event.after.value + EVERY_S * (len(event.values) - 1)


def lasting(case: Case) -> Iterator[Measured]:
    """What was measured last goes on, a minute at a time; what had gone stays away."""
    measured = [event for event in case.story if isinstance(event, Measured)]
    over_s = max(map(ends_s, measured))
    newest = {event.signal: event for event in sorted(measured, key=ends_s)}
    for event in newest.values():
        if ends_s(event) < over_s:
            continue
        tail = event.values[-ALIVE:]
        there_and_back = (*reversed(tail), *tail)
        for step in range(int(LASTS_S / 60)):
            values = [there_and_back[(6 * step + n) % len(there_and_back)] for n in range(6)]
            yield Measured(event.signal, tuple(values), Second(over_s + EVERY_S + 60 * step))


def said(case: Case, more: Iterable[Measured]) -> list[type]:
    """What becomes of the rule's finding when the story goes on so."""
    windows: dict[Vin, Window] = {}
    found: list[type] = []
    for heard in told((*case.story, *more)):
        judged = judge(RULEBOOK, windows, [heard])
        windows |= judged.windows
        found += [type(each) for each in judged.findings if each.rule == case.rule.id]
    return [each for each in found if each in {Finding, FindingEnded}]
