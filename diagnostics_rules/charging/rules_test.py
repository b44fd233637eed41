"""Charging: when the rules fire, stay quiet and stay undecided."""

import pytest

from diagnostics_rules.charging.rules import INLET_HOT, RECURRING, REPORTED
from gateway.domain.component import CHARGER
from gateway.domain.signal import CHARGE_INLET_TEMPERATURE
from gateway.triage.rehearsal import (
    STORED,
    Case,
    by_own_code,
    fires,
    rehearse,
    reports,
    says,
    stays_quiet,
    undecided,
)
from gateway.triage.truth import Truth
from gateway.triage.units import degrees_celsius, minutes

[PORT_LATCH, *_] = RECURRING

CASES = (
    *by_own_code(*RECURRING, stored=Truth.FALSE),
    *by_own_code(*REPORTED),
    fires(PORT_LATCH, reports(CHARGER, {"P1B30-72": STORED}, seen=3)),
    stays_quiet(PORT_LATCH, reports(CHARGER, {"P1B30-72": STORED}, seen=2)),
    fires(INLET_HOT, says(CHARGE_INLET_TEMPERATURE, degrees_celsius(108), minutes(2))),
    stays_quiet(INLET_HOT, says(CHARGE_INLET_TEMPERATURE, degrees_celsius(88), minutes(2))),
    undecided(INLET_HOT, says(CHARGE_INLET_TEMPERATURE, degrees_celsius(215), minutes(2))),
    undecided(INLET_HOT, says(CHARGE_INLET_TEMPERATURE, degrees_celsius(108))),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_charging(case: Case) -> None:
    """Each rule fires, stays quiet or stays undecided as its story tells."""
    assert case.expected == rehearse(case)
