"""High voltage: when the rules fire, stay quiet and stay undecided."""

import pytest

from diagnostics_rules.high_voltage.rules import (
    BATTERY_HOT,
    CELL_EMPTY,
    ISOLATION_FALLING,
    ISOLATION_LOW,
    REPORTED,
    VOLTAGE_TOO_LOW,
)
from gateway.domain.signal import (
    HV_BATTERY_TEMPERATURE_MAX,
    HV_CELL_VOLTAGE_MIN,
    HV_ISOLATION_RESISTANCE,
)
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
from gateway.triage.units import degrees_celsius, kilohms, minutes, seconds, volts

CASES = (
    *by_own_code(*REPORTED),
    *by_own_code(VOLTAGE_TOO_LOW, stored=Truth.FALSE),
    fires(ISOLATION_LOW, says(HV_ISOLATION_RESISTANCE, kilohms(310), seconds(30))),
    stays_quiet(ISOLATION_LOW, says(HV_ISOLATION_RESISTANCE, kilohms(501), minutes(1))),
    undecided(ISOLATION_LOW, says(HV_ISOLATION_RESISTANCE, kilohms(310), seconds(20))),
    fires(ISOLATION_FALLING, says(HV_ISOLATION_RESISTANCE, kilohms(620), minutes(10))),
    stays_quiet(ISOLATION_FALLING, says(HV_ISOLATION_RESISTANCE, kilohms(900), minutes(10))),
    undecided(ISOLATION_FALLING, says(HV_ISOLATION_RESISTANCE, kilohms(620), minutes(5))),
    fires(BATTERY_HOT, says(HV_BATTERY_TEMPERATURE_MAX, degrees_celsius(71), seconds(20))),
    stays_quiet(BATTERY_HOT, says(HV_BATTERY_TEMPERATURE_MAX, degrees_celsius(58), minutes(1))),
    undecided(BATTERY_HOT, says(HV_BATTERY_TEMPERATURE_MAX, degrees_celsius(71))),
    fires(CELL_EMPTY, says(HV_CELL_VOLTAGE_MIN, volts(2.2), minutes(2))),
    stays_quiet(CELL_EMPTY, says(HV_CELL_VOLTAGE_MIN, volts(2.8), minutes(2))),
    undecided(CELL_EMPTY, says(HV_CELL_VOLTAGE_MIN, volts(2.2), minutes(1))),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_high_voltage(case: Case) -> None:
    """Each rule fires, stays quiet or stays undecided as its story tells."""
    assert case.expected == rehearse(case)
