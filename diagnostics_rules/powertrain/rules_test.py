"""Powertrain: when the rules fire, stay quiet and stay undecided."""

import pytest

from diagnostics_rules.powertrain.rules import FAILING, INVERTER_HOT, REPORTED
from gateway.domain.signal import INVERTER_TEMPERATURE
from gateway.triage.rehearsal import (
    Case,
    by_own_code,
    fires,
    rehearse,
    says,
    stays_quiet,
    undecided,
)
from gateway.triage.truth import Truth
from gateway.triage.units import degrees_celsius, minutes

CASES = (
    *by_own_code(*FAILING, stored=Truth.FALSE),
    *by_own_code(*REPORTED),
    fires(INVERTER_HOT, says(INVERTER_TEMPERATURE, degrees_celsius(112), minutes(2))),
    stays_quiet(INVERTER_HOT, says(INVERTER_TEMPERATURE, degrees_celsius(85), minutes(2))),
    undecided(INVERTER_HOT, says(INVERTER_TEMPERATURE, degrees_celsius(215), minutes(2))),
    undecided(INVERTER_HOT, says(INVERTER_TEMPERATURE, degrees_celsius(112))),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_powertrain(case: Case) -> None:
    """Each rule fires, stays quiet or stays undecided as its story tells."""
    assert case.expected == rehearse(case)
