"""Rules in the shadow see what all see, and change nothing."""

from dataclasses import replace

from hypothesis import given, settings

from diagnostics_rules import RULEBOOK
from gateway.domain.finding import Finding, FindingChange
from gateway.triage.heard import Heard
from gateway.triage.judge import judge
from gateway.triage.shadow import acting_name, is_shadow
from tests.fix_rulebooks import with_shadows
from tests.fix_triage import streams

BOOK = with_shadows(RULEBOOK.rules)


def unnamed(said: FindingChange) -> FindingChange:
    """Whatever the rulebook is called, and whether it acts."""
    bare = replace(said, rule=acting_name(said.rule))
    return replace(bare, rulebook_version="") if isinstance(bare, Finding) else bare


@settings(max_examples=60)
@given(streams())
def test_shadows_change_nothing_that_acts(stream: list[Heard]) -> None:
    """Every rule beside itself in the shadow: what acts is found as without, word for word."""
    alone, beside = judge(RULEBOOK, {}, stream), judge(BOOK, {}, stream)
    acting = [one for one in beside.findings if not is_shadow(one.rule)]
    assert [*map(unnamed, acting)] == [*map(unnamed, alone.findings)]


@settings(max_examples=60)
@given(streams())
def test_a_shadow_finds_what_it_would_find_in_force(stream: list[Heard]) -> None:
    """At the same moments, of the same gravity, with the same evidence."""
    judged = judge(BOOK, {}, stream).findings
    dark = [unnamed(one) for one in judged if is_shadow(one.rule)]
    lit = [unnamed(one) for one in judged if RULEBOOK.rule(one.rule) is not None]
    assert dark == lit
