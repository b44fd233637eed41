"""The stories beside the rules, played; and what a rulebook leaves open."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from gateway.triage.rehearsal import Case, rehearse
from gateway.triage.rule import Rule
from gateway.triage.rulebook import Rulebook, key_of
from gateway.triage.truth import Truth


@dataclass(frozen=True, slots=True)
class Played:
    case: Case
    said: Truth

    @property
    def as_told(self) -> bool:
        return self.said is self.case.expected


def play(cases: Iterable[Case], names: Sequence[str] = ()) -> Iterator[Played]:
    """Those of the rules or systems with these names; of all without any."""
    for case in cases:
        rule = case.rule
        if not names or rule.id in names or rule.system.value in names:
            yield Played(case, rehearse(case))


def loose_ends(rulebook: Rulebook, cases: Sequence[Case] | None) -> Iterator[str]:
    """What a reader of the rulebook would miss; a rulebook that can be read has no worse.

    `cases`: None where its stories cannot be read, which says nothing about them.
    """
    if cases is not None:
        yield from _untold(rulebook, cases)
    spoken = {key_of(rule.entry) for rule in rulebook.rules}
    for entry in rulebook.catalogue:
        if key_of(entry) not in spoken:
            yield f"{entry.code} of {entry.component} is in the catalogue, but no rule sees it"
    yield from _undecidable(rulebook.rules)
    yield from _unworded(rulebook.rules)


def _untold(rulebook: Rulebook, cases: Sequence[Case]) -> Iterator[str]:
    told = {(case.rule.id, case.expected) for case in cases}
    for rule in rulebook.rules:
        for truth in Truth:
            if (rule.id, truth) not in told:
                yield f"rule {rule.id} has no story in which it is {truth.name.lower()}"


def _undecidable(rules: Iterable[Rule]) -> Iterator[str]:
    """Causes that nothing tells apart are ranked by how usual they are, always alike."""
    for rule in rules:
        plain = [cause for cause in rule.causes if not cause.signs]
        if len(plain) > 1 and len({cause.frequency for cause in plain}) == 1:
            names = ", ".join(cause.id for cause in plain)
            yield f"rule {rule.id}: nothing tells {names} apart"


def _unworded(rules: Iterable[Rule]) -> Iterator[str]:
    """What is found worse than its code means is told in milder words, or in general ones."""
    for rule in rules:
        words, found = rule.entry.if_worse, rule.severity
        if found is not None and (words is None or words.severity is not found):
            yield f"rule {rule.id} finds {found.value}, and its entry has no words for it"
