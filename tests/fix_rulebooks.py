"""Rulebooks like the one in force, with rules in the shadow, and folders that hold others."""

import shutil
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import diagnostics_rules
from diagnostics_rules import RULEBOOK
from gateway.domain.finding import RuleId
from gateway.triage.rule import Rule
from gateway.triage.rulebook import Rulebook
from gateway.triage.shadow import shadow

HOME = Path(diagnostics_rules.__file__).parent


def a_rule(name: str) -> Rule:
    """One that is in force."""
    rule = RULEBOOK.rule(RuleId(name))
    assert rule is not None
    return rule


def with_shadows(shadows: Iterable[Rule]) -> Rulebook:
    """All that are in force, and these beside them."""
    return replace(RULEBOOK, rules=(*RULEBOOK.rules, *map(shadow, shadows)))


def put_in_the_shadow(name: str) -> Rulebook:
    """The same rules, one of which does not act any more."""
    rule = a_rule(name)
    rules = (shadow(one) if one is rule else one for one in RULEBOOK.rules)
    return replace(RULEBOOK, rules=tuple(rules))


def a_checkout(folder: Path) -> Path:
    """A folder that holds the rules of today, to be changed."""
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(HOME, folder / HOME.name, ignore=ignored, dirs_exist_ok=True)
    return folder


def reword(checkout: Path, old: str, new: str) -> None:
    """Wherever it stands in the rules."""
    changed = 0
    for path in (checkout / HOME.name).rglob("*.py"):
        text = path.read_text()
        changed += old in text
        path.write_text(text.replace(old, new))
    assert changed
