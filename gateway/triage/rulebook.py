"""All rules and all trouble codes in force, with a version that every verdict names."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from gateway.domain.catalogue import CatalogueEntry, RemedyId
from gateway.domain.component import ComponentId
from gateway.domain.errors import StaleKnowledge
from gateway.domain.finding import RuleId
from gateway.domain.trouble_code import TroubleCode
from gateway.domain.what_if import WhatIf
from gateway.triage.correlation import (
    Correlation,
    made_by_updates,
    objections,
    resets_behind,
    roots_behind,
)
from gateway.triage.digest import digest
from gateway.triage.exact import Exact
from gateway.triage.lacking import may_lack
from gateway.triage.needs import Needs, joined
from gateway.triage.ranking import Inquiry
from gateway.triage.rule import Rule, is_unknown_rule, unknown_rule
from gateway.triage.screen import Screen
from gateway.triage.shadow import is_shadow, shadows_behind
from gateway.triage.what_if import what_ifs

CatalogueKey = tuple[ComponentId, TroubleCode]


@dataclass(frozen=True, kw_only=True)
class Rulebook:
    """Raises `StaleKnowledge` on duplicates, and on a code or remedy that is not defined.

    `remedies`: those that entries may name; `release`: year and month, as "2026.11".
    """

    rules: tuple[Rule, ...]
    catalogue: tuple[CatalogueEntry, ...]
    release: str
    remedies: frozenset[RemedyId] = frozenset()
    correlations: tuple[Correlation, ...] = ()

    def __post_init__(self) -> None:
        for objection in _objections(self):
            raise StaleKnowledge(objection)

    @cached_property
    def version(self) -> str:
        """As "2026.11+1f3a9c02": changes with any rule, word or threshold."""
        return f"{self.release}+{digest((self.rules, self.catalogue, self.correlations))}"

    @cached_property
    def acting(self) -> tuple[Rule, ...]:
        """All but those in the shadow."""
        return tuple(rule for rule in self.rules if not is_shadow(rule.id))

    @cached_property
    def shadows(self) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.rules if is_shadow(rule.id))

    @cached_property
    def needs(self) -> Needs:
        return joined(rule.needs for rule in self.rules)

    @cached_property
    def screen(self) -> Screen:
        return Screen(self.rules, self.needs)

    @cached_property
    def inquiries(self) -> Mapping[RuleId, Inquiry]:
        """What tells the causes of each rule apart."""
        return {
            rule.id: Inquiry(rule.causes, by_samples=rule.by_samples) for rule in self.rules
        }

    @cached_property
    def lacking(self) -> frozenset[RuleId]:
        """The acting rules whose findings may open before all that they name is known."""
        return frozenset(rule.id for rule in self.acting if may_lack(rule.when))

    @cached_property
    def exact(self) -> Exact:
        return Exact([rule.when for rule in self.rules])

    @cached_property
    def span(self) -> timedelta:
        """How much telemetry a window needs to be rebuilt as it was."""
        spans = (keep.reach_ms for keep in self.needs.signals.values())
        return timedelta(milliseconds=max(spans, default=0))

    def roots(self, symptom: RuleId) -> frozenset[RuleId]:
        """The rules whose findings explain one of this rule."""
        return self._roots.get(symptom, frozenset())

    def resets(self, symptom: RuleId) -> frozenset[ComponentId]:
        """The components whose reset explains a finding of this rule."""
        return self._resets.get(symptom, frozenset())

    def is_made_by_updates(self, symptom: RuleId) -> bool:
        """Whether a software update explains a finding of this rule."""
        return symptom in self._updates

    def reads_its_code_alone(self, rule: RuleId) -> bool:
        """Whether a finding of this rule rests on nothing but the code that it is about."""
        known = self._rules.get(rule)
        if known is None:
            return is_unknown_rule(rule)
        return known.when.needs == Needs(codes=frozenset({key_of(known.entry)}))

    def what_ifs(self, rule: RuleId) -> tuple[WhatIf, ...]:
        """What would make a finding of this rule graver or milder; none if not in force."""
        known = self._rules.get(rule)
        return () if known is None else what_ifs(known, self.acting)

    @cached_property
    def _roots(self) -> Mapping[RuleId, frozenset[RuleId]]:
        return roots_behind(self.correlations)

    @cached_property
    def _resets(self) -> Mapping[RuleId, frozenset[ComponentId]]:
        return resets_behind(self.correlations)

    @cached_property
    def _updates(self) -> frozenset[RuleId]:
        return made_by_updates(self.correlations)

    def entry(self, component: ComponentId, code: TroubleCode) -> CatalogueEntry | None:
        """None also for one that rules in the shadow alone speak of: a person has to look."""
        return self._entries.get((component, code))

    def rule(self, rule: RuleId) -> Rule | None:
        return self._rules.get(rule)

    def row(self, rule: RuleId) -> int | None:
        """Where it stands in `rules`; None if it does not."""
        return self._rows.get(rule)

    def is_retired(self, rule: RuleId) -> bool:
        """Nobody here can end it: a rule of another rulebook, or a code that is known now."""
        return rule not in self._rules and (
            rule in self._known_as_unknown or not is_unknown_rule(rule)
        )

    @cached_property
    def _known_as_unknown(self) -> frozenset[RuleId]:
        return frozenset(unknown_rule(*key) for key in self._entries)

    @cached_property
    def _entries(self) -> Mapping[CatalogueKey, CatalogueEntry]:
        acting = {key_of(rule.entry) for rule in self.acting}
        dark = {key_of(rule.entry) for rule in self.shadows} - acting
        return {key: entry for entry in self.catalogue if (key := key_of(entry)) not in dark}

    @cached_property
    def _rows(self) -> Mapping[RuleId, int]:
        return {rule.id: row for row, rule in enumerate(self.rules)}

    @cached_property
    def _rules(self) -> Mapping[RuleId, Rule]:
        return {rule.id: rule for rule in self.rules}


def key_of(entry: CatalogueEntry) -> CatalogueKey:
    return entry.component, entry.code


def _objections(rulebook: Rulebook) -> Iterable[str]:
    entries = {key_of(entry): entry for entry in rulebook.catalogue}
    yield from _twice(f"rule {rule.id}" for rule in rulebook.rules)
    yield from _twice(f"{entry.code} of {entry.component}" for entry in rulebook.catalogue)
    causes = {cause for rule in rulebook.rules for cause in rule.causes}
    yield from _twice(f"cause {cause.id}" for cause in causes)
    for rule in rulebook.rules:
        if entries.get(key_of(rule.entry)) != rule.entry:
            yield f"rule {rule.id} speaks with an entry that the catalogue does not hold"
        for component, code in sorted(rule.needs.codes - entries.keys()):
            yield f"rule {rule.id} reads {code} of {component}"
        if rule.when.needs.days and _reads_moments(rule.when.needs):
            yield f"rule {rule.id} reads days and the moment, and nobody knows both"
    for rule, behind in shadows_behind(rulebook.rules):
        yield f"rule {rule.id} builds on {behind.id}, which is in the shadow"
    yield from objections(rulebook.correlations)
    for entry in rulebook.catalogue:
        if entry.remedy is not None and entry.remedy not in rulebook.remedies:
            yield f"{entry.code} names the remedy {entry.remedy}"
        if (entry.remedy is None) != bool(entry.no_remedy_because):
            yield f"{entry.code} needs a remedy or the reason why there is none"


def _reads_moments(needs: Needs) -> bool:
    return bool(needs.signals or needs.components)


def _twice(names: Iterable[str]) -> Iterable[str]:
    return (f"{name} twice" for name, times in Counter(names).items() if times > 1)
