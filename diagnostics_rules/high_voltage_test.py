"""High voltage: when the rules fire, stay quiet and stay undecided."""

import pytest

from diagnostics_rules import high_voltage
from gateway.domain.component import BATTERY_MANAGEMENT
from gateway.domain.signal import HV_BATTERY_TEMPERATURE_MAX, HV_ISOLATION_RESISTANCE
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
from gateway.triage.units import degrees_celsius, kilohms, minutes, seconds

ISOLATION_FAULT, ISOLATION_LOW, OVER_TEMPERATURE, HOT = high_voltage.RULES

CASES = (
    fires(ISOLATION_FAULT, reports(BATTERY_MANAGEMENT, {"P0AA6-1A": FAILED})),
    fires(ISOLATION_FAULT, reports(BATTERY_MANAGEMENT, {"P0AA6-1A": STORED})),
    stays_quiet(ISOLATION_FAULT, reports(BATTERY_MANAGEMENT)),
    undecided(ISOLATION_FAULT, reports(BATTERY_MANAGEMENT, {"P0AA6-1A": CLEARED})),
    fires(ISOLATION_LOW, says(HV_ISOLATION_RESISTANCE, kilohms(310), seconds(30))),
    stays_quiet(ISOLATION_LOW, says(HV_ISOLATION_RESISTANCE, kilohms(501), minutes(1))),
    undecided(ISOLATION_LOW, says(HV_ISOLATION_RESISTANCE, kilohms(310), seconds(20))),
    fires(OVER_TEMPERATURE, reports(BATTERY_MANAGEMENT, {"P0A7E-4B": FAILED})),
    fires(OVER_TEMPERATURE, reports(BATTERY_MANAGEMENT, {"P0A7E-4B": STORED})),
    stays_quiet(OVER_TEMPERATURE, reports(BATTERY_MANAGEMENT)),
    undecided(OVER_TEMPERATURE, reports(BATTERY_MANAGEMENT, {"P0A7E-4B": CLEARED})),
    fires(HOT, says(HV_BATTERY_TEMPERATURE_MAX, degrees_celsius(71), seconds(20))),
    stays_quiet(HOT, says(HV_BATTERY_TEMPERATURE_MAX, degrees_celsius(58), minutes(1))),
    undecided(HOT, says(HV_BATTERY_TEMPERATURE_MAX, degrees_celsius(71))),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_high_voltage(case: Case) -> None:
    """Each rule fires, stays quiet or stays undecided as its story tells."""
    assert case.expected == rehearse(case)
