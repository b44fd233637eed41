"""A code that the catalogue does not know is a finding too: a person has to look."""

from collections.abc import Iterator
from datetime import datetime

from gateway.domain.component import ComponentId
from gateway.domain.finding import Finding, FindingEnded
from gateway.domain.report import FaultEntry
from gateway.domain.severity import Severity
from gateway.domain.vin import Vin
from gateway.triage.reported import PRESENT, spoken_entry, status_truth
from gateway.triage.rule import is_unknown_rule, unknown_rule
from gateway.triage.rulebook import Rulebook
from gateway.triage.truth import Truth
from gateway.triage.window import FaultMemory, Window
from gateway.triage.wording import spoken_component


def judge_unknown_codes(
    rulebook: Rulebook, vin: Vin, window: Window, component: ComponentId, at: datetime
) -> Iterator[Finding | FindingEnded]:
    """Opens and ends the findings of one component that no rule can have."""
    memory = window.memories.get(component)
    if memory is None:
        return
    strangers = {
        unknown_rule(component, code): entry
        for code, entry in sorted(memory.entries.items())
        if rulebook.entry(component, code) is None
    }
    for rule, entry in strangers.items():
        if rule not in window.open and status_truth(entry, PRESENT) is Truth.TRUE:
            yield _finding(rulebook, vin, component, memory=memory, entry=entry, at=at)
    for rule in sorted(window.open):
        ours = is_unknown_rule(rule, component) and not rulebook.is_retired(rule)
        if ours and status_truth(strangers.get(rule), PRESENT) is Truth.FALSE:
            yield FindingEnded(vin, rule, at)


def _finding(
    rulebook: Rulebook,
    vin: Vin,
    component: ComponentId,
    *,
    memory: FaultMemory,
    entry: FaultEntry,
    at: datetime,
) -> Finding:
    who = spoken_component(component)
    return Finding(
        vin=vin,
        rule=unknown_rule(component, entry.code),
        rulebook_version=rulebook.version,
        at=at,
        severity=Severity.UNKNOWN,
        cause=f"The catalogue does not know {entry.code} of {who}; a specialist has to look.",
        component=component,
        code=entry.code,
        evidence=(spoken_entry(component, entry.code, entry, memory.at_ms),),
    )
