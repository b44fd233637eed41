"""Thermal management: when the rules fire, stay quiet and stay undecided."""

import pytest

from diagnostics_rules.thermal.rules import (
    COOLANT_HOT,
    FAILING,
    HOT_WITHOUT_FLOW,
    RECURRING,
    REPORTED,
)
from gateway.domain.signal import COOLANT_PUMP_SPEED, COOLANT_TEMPERATURE, INVERTER_TEMPERATURE
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
from gateway.triage.units import degrees_celsius, minutes, revolutions_per_minute

CASES = (
    *by_own_code(*FAILING, *RECURRING, stored=Truth.FALSE),
    *by_own_code(*REPORTED),
    fires(
        HOT_WITHOUT_FLOW,
        says(INVERTER_TEMPERATURE, degrees_celsius(95), minutes(1)),
        says(COOLANT_PUMP_SPEED, revolutions_per_minute(0), minutes(1)),
    ),
    stays_quiet(
        HOT_WITHOUT_FLOW,
        says(INVERTER_TEMPERATURE, degrees_celsius(95), minutes(1)),
        says(COOLANT_PUMP_SPEED, revolutions_per_minute(2400), minutes(1)),
    ),
    stays_quiet(HOT_WITHOUT_FLOW, says(INVERTER_TEMPERATURE, degrees_celsius(40))),
    undecided(HOT_WITHOUT_FLOW, says(INVERTER_TEMPERATURE, degrees_celsius(95), minutes(1))),
    fires(
        COOLANT_HOT,
        says(COOLANT_TEMPERATURE, degrees_celsius(91), minutes(1)),
        says(INVERTER_TEMPERATURE, degrees_celsius(95), minutes(1)),
    ),
    stays_quiet(COOLANT_HOT, says(COOLANT_TEMPERATURE, degrees_celsius(72), minutes(1))),
    undecided(COOLANT_HOT, says(COOLANT_TEMPERATURE, degrees_celsius(91), minutes(1))),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_thermal(case: Case) -> None:
    """Each rule fires, stays quiet or stays undecided as its story tells."""
    assert case.expected == rehearse(case)
