"""Which findings come from which, as the rulebook declares it."""

from dataclasses import replace

import pytest

from diagnostics_rules import RULEBOOK
from gateway.domain.component import INFOTAINMENT
from gateway.domain.errors import StaleKnowledge
from gateway.domain.finding import RuleId
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode
from gateway.triage.correlation import comes_from, roots_behind
from gateway.triage.rule import unknown_rule

FIRST, SECOND, THIRD = RULEBOOK.rules[:3]


def test_the_roots_of_a_root_are_behind_its_symptoms_too() -> None:
    """However long the chain is."""
    chain = (
        comes_from([FIRST], symptoms=[SECOND], because="One."),
        comes_from([SECOND], symptoms=[THIRD], because="Two."),
    )
    behind = roots_behind(chain)
    assert behind == {SECOND.id: {FIRST.id}, THIRD.id: {FIRST.id, SECOND.id}}


def test_a_rulebook_refuses_what_would_explain_itself() -> None:
    """Round about or at once."""
    round_about = (
        comes_from([FIRST], symptoms=[SECOND], because="One."),
        comes_from([SECOND], symptoms=[FIRST], because="Two."),
    )
    at_once = (comes_from([FIRST], symptoms=[FIRST], because="Three."),)
    for correlations in (round_about, at_once):
        with pytest.raises(StaleKnowledge):
            replace(RULEBOOK, correlations=correlations)


def test_a_weak_supply_explains_who_falls_silent() -> None:
    """And a restart of the screen that it is not heard; neither explains the brakes."""
    lost, screen = RuleId("network.steering_u0121"), RuleId("network.body_control_u0184")
    assert RuleId("low_voltage.battery_low") in RULEBOOK.roots(lost)
    assert RULEBOOK.resets(lost) == frozenset()
    assert RULEBOOK.resets(screen) == {INFOTAINMENT}
    for rule in RULEBOOK.rules:
        if rule.system.value == "brakes":
            assert RULEBOOK.roots(rule.id) == frozenset()


def test_a_software_update_explains_silence_and_supply_alone() -> None:
    """Never what it cannot make: high voltage, brakes, airbags, an engine; nor a stop."""
    made = [rule for rule in RULEBOOK.rules if RULEBOOK.is_made_by_updates(rule.id)]
    assert RuleId("network.steering_u0121") in {rule.id for rule in made}
    assert RuleId("low_voltage.battery_low") in {rule.id for rule in made}
    assert {rule.system.value for rule in made} == {
        "network",
        "low_voltage",
        "engine_electrics",
        "infotainment",
        "telematics",
    }
    assert all(rule.judged_severity is not Severity.STOP_DRIVING for rule in made)
    assert not RULEBOOK.is_made_by_updates(RuleId("telematics.update_failed"))


def test_a_finding_rests_on_its_code_alone_or_on_more() -> None:
    """A report of it does, known or not; samples, days and rules of the past do not."""
    for rule, alone in (
        ("network.steering_u0121", True),
        (unknown_rule(INFOTAINMENT, TroubleCode.parse("B1FFF-47")), True),
        ("low_voltage.battery_low", False),
        ("low_voltage.rests_lower", False),
        ("network.gone_since", False),
    ):
        assert RULEBOOK.reads_its_code_alone(RuleId(rule)) is alone


def test_a_failed_update_explains_who_stays_silent() -> None:
    """By the code of the unit, and by its own word without one."""
    roots = RULEBOOK.roots(RuleId("network.body_control_u0184"))
    assert {"telematics.update_failed", "telematics.update_unfinished"} <= roots


def test_correlations_name_rules_that_are_there() -> None:
    """Whoever renames a rule sees to what comes from it."""
    named = {rule for one in RULEBOOK.correlations for rule in (*one.roots, *one.symptoms)}
    assert named <= {rule.id for rule in RULEBOOK.rules}


def test_a_correlation_is_part_of_the_version() -> None:
    """A verdict names the rulebook that explained things so."""
    assert replace(RULEBOOK, correlations=()).version != RULEBOOK.version
