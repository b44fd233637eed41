"""Thermal management: when the rules fire, stay quiet and stay undecided."""

import pytest

from diagnostics_rules import thermal
from gateway.domain.component import THERMAL_MANAGEMENT
from gateway.domain.signal import COOLANT_PUMP_SPEED, INVERTER_TEMPERATURE
from gateway.triage.rehearsal import (
    CLEARED,
    FAILED,
    STORED,
    Case,
    fires,
    rehearse,
    reports,
    says,
    stays_quiet,
    undecided,
)
from gateway.triage.units import degrees_celsius, minutes, revolutions_per_minute

PUMP_FAULT, HOT_WITHOUT_FLOW = thermal.RULES

CASES = (
    fires(PUMP_FAULT, reports(THERMAL_MANAGEMENT, {"P0C73-71": FAILED})),
    stays_quiet(PUMP_FAULT, reports(THERMAL_MANAGEMENT, {"P0C73-71": STORED})),
    stays_quiet(PUMP_FAULT, reports(THERMAL_MANAGEMENT)),
    undecided(PUMP_FAULT, reports(THERMAL_MANAGEMENT, {"P0C73-71": CLEARED})),
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
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_thermal(case: Case) -> None:
    """Each rule fires, stays quiet or stays undecided as its story tells."""
    assert case.expected == rehearse(case)
