"""Which measurements would change how grave a finding is: other rules about the same matter."""

from collections.abc import Iterable
from operator import attrgetter

from gateway.domain.severity import Severity
from gateway.domain.what_if import WhatIf
from gateway.triage.latch import beginning
from gateway.triage.rule import Rule


def what_ifs(rule: Rule, others: Iterable[Rule]) -> tuple[WhatIf, ...]:
    """The gravest first.

    Rules are about the same matter when they speak of one component, and of the same trouble
    code or the same usual cause. A graver one would add to what is found; a milder one would
    stand in its stead, which only a rule over measurements leaves room for: what a component
    has reported stays so, whatever is measured.
    """
    found = [
        WhatIf(other.judged_severity, str(beginning(other.when)), other.id)
        for other in others
        if _is_measured(other)
        and _same_matter(rule, other)
        and (_is_graver(other, rule) or (_is_graver(rule, other) and _is_measured(rule)))
    ]
    return tuple(sorted(found, key=attrgetter("severity"), reverse=True))


def _is_measured(rule: Rule) -> bool:
    needs = rule.when.needs
    return bool(needs.signals or needs.days) and not needs.components


def _same_matter(rule: Rule, other: Rule) -> bool:
    if rule.entry.component != other.entry.component:
        return False
    return rule.entry.code == other.entry.code or rule.causes[0] == other.causes[0]


def _is_graver(one: Rule, other: Rule) -> bool:
    """Of what is judged at all; `unknown` is for a person."""
    severities = one.judged_severity, other.judged_severity
    return Severity.UNKNOWN not in severities and severities[0] > severities[1]
