"""What would make a finding graver or milder, by the rulebook in force."""

import pytest

from diagnostics_rules import RULEBOOK
from diagnostics_rules.high_voltage.rules import (
    ISOLATION_FALLING,
    ISOLATION_GONE,
    ISOLATION_LOW,
)
from gateway.domain.finding import RuleId
from gateway.domain.severity import Severity
from gateway.domain.what_if import WhatIf
from gateway.triage.latch import beginning
from gateway.triage.rule import Rule
from gateway.triage.what_if import what_ifs

LOW = WhatIf(
    Severity.STOP_DRIVING,
    "(Isolation resistance is below 500 kΩ and Isolation resistance is above 20 kΩ)"
    " for at least 30 s",
    ISOLATION_LOW.id,
)
GONE = WhatIf(
    Severity.STOP_DRIVING,
    "(Isolation resistance is at most 20 kΩ and Isolation resistance is above 1 kΩ)"
    " for at least 30 s and (Isolation resistance is at least 500 kΩ and Isolation resistance"
    " is below 60 MΩ) for at least 10 s at some time in the last 10 min",
    ISOLATION_GONE.id,
)
FALLING = WhatIf(
    Severity.SOON,
    "(Isolation resistance is below 700 kΩ and Isolation resistance is at least 500 kΩ)"
    " for at least 10 min",
    ISOLATION_FALLING.id,
)


def test_a_measurement_that_lies_elsewhere_would_be_judged_otherwise() -> None:
    """Isolation below 500 kΩ stops the car; between that and 700 kΩ it would be `soon`.

    How such a finding would end is no part of it.
    """
    assert RULEBOOK.what_ifs(ISOLATION_FALLING.id) == (LOW, GONE)
    assert FALLING in RULEBOOK.what_ifs(ISOLATION_LOW.id)


def test_what_a_component_reports_no_measurement_makes_milder() -> None:
    """A code stands whatever is measured; a measurement can only add to it."""
    code = RULEBOOK.rule(RuleId("high_voltage.isolation_warning"))
    assert code is not None
    assert RULEBOOK.what_ifs(code.id) == (LOW, GONE)
    stops = RULEBOOK.rule(RuleId("high_voltage.isolation_fault"))
    assert stops is not None
    assert what_ifs(stops, RULEBOOK.rules) == ()


def test_a_rule_of_another_rulebook_has_none() -> None:
    """Nobody knows what stood beside it."""
    assert RULEBOOK.what_ifs(RuleId("long.gone")) == ()


@pytest.mark.parametrize("rule", RULEBOOK.acting, ids=lambda rule: rule.id)
def test_every_what_if_is_another_severity_of_the_same_part(rule: Rule) -> None:
    """Never `unknown`, never as grave, the gravest first; and of the same component."""
    said = RULEBOOK.what_ifs(rule.id)
    severities = [one.severity for one in said]
    assert severities == sorted(severities, reverse=True)
    assert not {rule.judged_severity, Severity.UNKNOWN} & set(severities)
    for one in said:
        other = RULEBOOK.rule(one.rule)
        assert other is not None
        assert other.entry.component == rule.entry.component
        assert one.condition == str(beginning(other.when))
