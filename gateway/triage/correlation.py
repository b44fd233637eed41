"""Which findings come from which: a root explains its symptoms, and speaks for them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from gateway.domain.component import ComponentId
from gateway.domain.finding import RuleId
from gateway.triage.rule import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Correlation:
    """While a finding of `roots` stands, those of `symptoms` open no case of their own.

    `resets`: components whose reset from afar makes the symptoms, too; `updates`: so does a
    software update. `because`: a sentence.
    """

    symptoms: tuple[RuleId, ...]
    because: str
    roots: tuple[RuleId, ...] = ()
    resets: frozenset[ComponentId] = frozenset()
    updates: bool = False


def comes_from(
    roots: Iterable[Rule],
    *,
    symptoms: Iterable[Rule],
    because: str,
    resets: Iterable[ComponentId] = (),
    updates: bool = False,
) -> Correlation:
    """As `comes_from([BATTERY_LOW], symptoms=UNHEARD, because="…")`."""
    return Correlation(
        roots=tuple(rule.id for rule in roots),
        symptoms=tuple(rule.id for rule in symptoms),
        because=because,
        resets=frozenset(resets),
        updates=updates,
    )


def roots_behind(correlations: Iterable[Correlation]) -> Mapping[RuleId, frozenset[RuleId]]:
    """Of each symptom all roots, those of its roots among them."""
    direct: dict[RuleId, set[RuleId]] = {}
    for one in correlations:
        for symptom in one.symptoms:
            direct.setdefault(symptom, set()).update(one.roots)
    return {symptom: frozenset(_reached(symptom, direct)) for symptom in direct}


def resets_behind(
    correlations: Iterable[Correlation],
) -> Mapping[RuleId, frozenset[ComponentId]]:
    found: dict[RuleId, frozenset[ComponentId]] = {}
    for one in correlations:
        for symptom in one.symptoms:
            found[symptom] = found.get(symptom, frozenset()) | one.resets
    return found


def made_by_updates(correlations: Iterable[Correlation]) -> frozenset[RuleId]:
    """The symptoms that a software update makes."""
    return frozenset(rule for one in correlations if one.updates for rule in one.symptoms)


def objections(correlations: Iterable[Correlation]) -> Iterator[str]:
    """What makes no sense; a rule that is not in force explains nothing, and that is all."""
    for symptom, roots in roots_behind(correlations).items():
        if symptom in roots:
            yield f"rule {symptom} would explain itself"


def _reached(symptom: RuleId, direct: Mapping[RuleId, set[RuleId]]) -> set[RuleId]:
    reached: set[RuleId] = set()
    ahead = [symptom]
    while ahead:
        for root in direct.get(ahead.pop(), set()) - reached:
            reached.add(root)
            ahead.append(root)
    return reached
