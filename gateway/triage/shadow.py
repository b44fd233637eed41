"""Rules in the shadow: judged on what comes in and compared, while nothing acts on them."""

from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from typing import Any

from gateway.domain.finding import RuleId
from gateway.triage.cause import Cause, Sign
from gateway.triage.condition import Condition
from gateway.triage.rule import Rule

_SHADOW = "shadow."


def shadow(rule: Rule) -> Rule:
    """The same rule under a name of the shadow, as `shadow.brakes.pads_worn`.

    The name says it wherever a finding goes: nothing that acts takes one of such a name. Put in
    force, the rule has another name, so that neither's open findings stand in for the other's.
    """
    return rule if is_shadow(rule.id) else replace(rule, id=shadow_name(rule.id))


def shadow_name(rule: RuleId) -> RuleId:
    """What a rule is called in the shadow."""
    return RuleId(_SHADOW + acting_name(rule))


def is_shadow(rule: RuleId) -> bool:
    return rule.startswith(_SHADOW)


def acting_name(rule: RuleId) -> RuleId:
    """What the rule is or would be called in force."""
    return RuleId(rule.removeprefix(_SHADOW))


def shadows_behind(rules: Iterable[Rule]) -> Iterator[tuple[Rule, Rule]]:
    """(acting rule, rule in the shadow) where the first builds on the second."""
    for rule in rules:
        if not is_shadow(rule.id):
            yield from ((rule, one) for one in _beneath(rule) if is_shadow(one.id))


def _beneath(value: Any) -> Iterator[Rule]:
    """The rules that its conditions and the signs of its causes ask, and those beneath them."""
    if isinstance(value, Rule):
        value = value.when, value.causes
    if isinstance(value, tuple):
        for one in value:
            yield from _beneath(one)
    elif isinstance(value, Condition | Cause | Sign):
        for field in fields(value):  # type: ignore[arg-type]  # conditions are dataclasses
            inner = getattr(value, field.name)
            if isinstance(inner, Rule):
                yield inner
            yield from _beneath(inner)
