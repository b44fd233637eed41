"""Rules in the shadow: by their names, and never behind one that acts."""

from dataclasses import replace

import pytest

from diagnostics_rules import RULEBOOK
from gateway.domain.cause import CauseId
from gateway.domain.component import TELEMATICS
from gateway.domain.errors import StaleKnowledge
from gateway.domain.finding import Finding, FindingEnded, RuleId
from gateway.domain.signal import LV_BATTERY_VOLTAGE
from gateway.triage.cause import speaks_for
from gateway.triage.condition import all_of, not_
from gateway.triage.found import found
from gateway.triage.judge import judge
from gateway.triage.measured import latest
from gateway.triage.rule import Rule
from gateway.triage.rulebook import Rulebook
from gateway.triage.shadow import acting_name, is_shadow, shadow
from gateway.triage.units import volts
from tests.fix_rulebooks import a_rule, with_shadows
from tests.fix_triage import CAR, faulty, measured

LOW = latest(LV_BATTERY_VOLTAGE) < volts(11.0)
RULE = replace(RULEBOOK.rules[0], id=RuleId("tests.low"), when=LOW)


def beside(*rules: Rule) -> Rulebook:
    return replace(RULEBOOK, rules=(*RULEBOOK.rules, *rules))


def test_the_name_says_it() -> None:
    """Once, however often it is said; nothing else of the rule changes."""
    dark = shadow(RULE)
    assert dark.id == "shadow.tests.low"
    assert (is_shadow(dark.id), is_shadow(RULE.id)) == (True, False)
    assert shadow(dark) == dark
    assert {acting_name(dark.id), acting_name(RULE.id)} == {RULE.id}
    assert replace(dark, id=RULE.id) == RULE


def test_a_rulebook_tells_them_apart() -> None:
    """A rule may be in force and, otherwise, in the shadow at once."""
    book = beside(RULE, shadow(RULE))
    assert book.shadows == (shadow(RULE),)
    assert book.acting == (*RULEBOOK.rules, RULE)
    assert RULEBOOK.shadows == ()
    assert book.version != beside(RULE).version


@pytest.mark.parametrize("depth", range(3))
def test_nothing_that_acts_builds_on_the_shadow(depth: int) -> None:
    """In its condition, in a sign of its cause, or by a third rule between; a shadow may."""
    dark = found(shadow(RULE))
    cause = replace(RULE.causes[0], id=CauseId("tests.cause"), signs=(speaks_for(dark),))
    third = replace(RULE, id=RuleId("tests.third"), when=not_(dark))
    built = (
        replace(RULE, id=RuleId("tests.built"), when=all_of(LOW, dark)),
        replace(RULE, causes=(cause,)),
        replace(RULE, id=RuleId("tests.over"), when=found(shadow(third))),
    )[depth]
    with pytest.raises(StaleKnowledge, match=f"{built.id} builds on shadow"):
        beside(built)
    assert beside(shadow(built)).shadows == (shadow(built),)


def test_they_are_judged_like_the_others() -> None:
    """The same findings at the same moments, under the other name."""
    book = with_shadows([RULE])
    low = [
        measured(1, 0, LV_BATTERY_VOLTAGE, [10.0]),
        measured(2, 9, LV_BATTERY_VOLTAGE, [13.0]),
    ]
    said = [one for one in judge(book, {}, low).findings if one.rule == "shadow.tests.low"]
    assert [type(one) for one in said] == [Finding, FindingEnded]


def test_a_code_that_the_shadow_alone_knows_is_still_unknown() -> None:
    """As without the rule and its words: a person is asked to look at it."""
    lost = a_rule("telematics.services_lost")
    others = tuple(one for one in RULEBOOK.rules if one.entry != lost.entry)
    catalogue = tuple(one for one in RULEBOOK.catalogue if one != lost.entry)
    without = replace(RULEBOOK, rules=others, catalogue=catalogue)
    dark = replace(RULEBOOK, rules=(*others, shadow(lost)))
    failed = [faulty(1, 0, TELEMATICS, {"U1A10-87": 0x2F})]
    known, seen = judge(without, {}, failed), judge(dark, {}, failed)
    unknown = "unknown_code.telematics.U1A10-87"
    assert [one.rule for one in known.findings] == [unknown]
    assert {one.rule for one in seen.findings} == {unknown, shadow(lost).id}
    passed = [faulty(2, 9, TELEMATICS, {})]
    assert [one.rule for one in judge(without, known.windows, passed).findings] == [unknown]
    ended = {one.rule for one in judge(dark, seen.windows, passed).findings}
    assert ended == {unknown, shadow(lost).id}


def test_who_changes_sides_ends_what_stood_under_the_other_name() -> None:
    """So a rule that is put in force opens a finding of its own, though its shadow had one."""
    lit, dark = beside(RULE), beside(shadow(RULE))
    windows = judge(lit, {}, [measured(1, 0, LV_BATTERY_VOLTAGE, [10.0])]).windows
    for seq, (book, gone, come) in enumerate(
        [(dark, RULE.id, shadow(RULE).id), (lit, shadow(RULE).id, RULE.id)], start=2
    ):
        judged = judge(book, windows, [measured(seq, 9 * seq, LV_BATTERY_VOLTAGE, [10.0])])
        said = {(type(one), one.rule) for one in judged.findings}
        assert said >= {(FindingEnded, gone), (Finding, come)}
        assert come in judged.windows[CAR].open
        assert gone not in judged.windows[CAR].open
        windows = judged.windows
