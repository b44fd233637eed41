"""High voltage: when the rules fire, stay quiet and stay undecided."""

import pytest

from diagnostics_rules.high_voltage.rules import (
    BATTERY_HOT,
    CELL_EMPTY,
    CELLS_APART,
    HEATS_UP,
    ISOLATION_FALLING,
    ISOLATION_GONE,
    ISOLATION_LOW,
    REPORTED,
    VOLTAGE_TOO_LOW,
)
from gateway.domain.signal import (
    HV_BATTERY_STATE_OF_CHARGE,
    HV_BATTERY_TEMPERATURE_MAX,
    HV_CELL_VOLTAGE_MAX,
    HV_CELL_VOLTAGE_MIN,
    HV_ISOLATION_RESISTANCE,
    Phase,
)
from gateway.triage.rehearsal import (
    Case,
    by_own_code,
    fires,
    later,
    ramps,
    rehearse,
    says,
    stays_quiet,
    undecided,
    while_in,
)
from gateway.triage.truth import Truth
from gateway.triage.units import degrees_celsius, kilohms, minutes, percent, seconds, volts

WARMEST = HV_BATTERY_TEMPERATURE_MAX
ON_THE_ROAD = (
    while_in(Phase.DRIVING, minutes(4)),
    says(HV_BATTERY_STATE_OF_CHARGE, percent(60), minutes(4)),
    says(HV_CELL_VOLTAGE_MAX, volts(3.7), minutes(4)),
)
OTHER_CELLS = says(HV_CELL_VOLTAGE_MAX, volts(3.3), minutes(2))
MILLIVOLTS = says(HV_CELL_VOLTAGE_MAX, volts(3300), minutes(2))
TITANATE = says(HV_CELL_VOLTAGE_MAX, volts(2.4), minutes(2))
BURNS = later(minutes(2), says(WARMEST, degrees_celsius(71), seconds(20)))
NOT_READ_YET = says(WARMEST, degrees_celsius(0), minutes(2))

CASES = (
    *by_own_code(*REPORTED),
    *by_own_code(VOLTAGE_TOO_LOW, stored=Truth.FALSE),
    fires(ISOLATION_LOW, says(HV_ISOLATION_RESISTANCE, kilohms(310), seconds(30))),
    stays_quiet(ISOLATION_LOW, says(HV_ISOLATION_RESISTANCE, kilohms(501), minutes(1))),
    undecided(ISOLATION_LOW, says(HV_ISOLATION_RESISTANCE, kilohms(0), minutes(1))),
    undecided(ISOLATION_LOW, says(HV_ISOLATION_RESISTANCE, kilohms(3.5), minutes(30))),
    fires(
        ISOLATION_GONE,
        says(HV_ISOLATION_RESISTANCE, kilohms(2100), seconds(20)),
        later(seconds(30), says(HV_ISOLATION_RESISTANCE, kilohms(3.5), seconds(30))),
    ),
    undecided(ISOLATION_GONE, says(HV_ISOLATION_RESISTANCE, kilohms(3.5), minutes(30))),
    stays_quiet(ISOLATION_GONE, says(HV_ISOLATION_RESISTANCE, kilohms(501), minutes(1))),
    undecided(ISOLATION_LOW, says(HV_ISOLATION_RESISTANCE, kilohms(310), seconds(20))),
    fires(ISOLATION_FALLING, says(HV_ISOLATION_RESISTANCE, kilohms(620), minutes(10))),
    stays_quiet(ISOLATION_FALLING, says(HV_ISOLATION_RESISTANCE, kilohms(900), minutes(10))),
    stays_quiet(ISOLATION_FALLING, says(HV_ISOLATION_RESISTANCE, kilohms(90), minutes(10))),
    undecided(ISOLATION_FALLING, says(HV_ISOLATION_RESISTANCE, kilohms(620), minutes(5))),
    fires(BATTERY_HOT, says(WARMEST, degrees_celsius(48), minutes(1)), BURNS),
    fires(BATTERY_HOT, says(WARMEST, degrees_celsius(71), minutes(3))),
    stays_quiet(BATTERY_HOT, says(HV_BATTERY_TEMPERATURE_MAX, degrees_celsius(58), minutes(1))),
    undecided(BATTERY_HOT, says(WARMEST, degrees_celsius(215), minutes(1))),
    undecided(BATTERY_HOT, BURNS),
    fires(HEATS_UP, ramps(WARMEST, degrees_celsius(40), degrees_celsius(60), minutes(5))),
    stays_quiet(HEATS_UP, ramps(WARMEST, degrees_celsius(45), degrees_celsius(53), minutes(5))),
    stays_quiet(HEATS_UP, ramps(WARMEST, degrees_celsius(10), degrees_celsius(30), minutes(5))),
    stays_quiet(
        HEATS_UP,
        NOT_READ_YET,
        later(minutes(2), says(WARMEST, degrees_celsius(52), minutes(3))),
    ),
    undecided(HEATS_UP, says(WARMEST, degrees_celsius(58), minutes(1))),
    fires(CELLS_APART, *ON_THE_ROAD, says(HV_CELL_VOLTAGE_MIN, volts(3.4), minutes(4))),
    stays_quiet(CELLS_APART, *ON_THE_ROAD, says(HV_CELL_VOLTAGE_MIN, volts(3.6), minutes(4))),
    undecided(
        CELLS_APART,
        while_in(Phase.CHARGING, minutes(4)),
        *ON_THE_ROAD[1:],
        says(HV_CELL_VOLTAGE_MIN, volts(3.4), minutes(4)),
    ),
    undecided(CELLS_APART, *ON_THE_ROAD),
    fires(CELL_EMPTY, OTHER_CELLS, says(HV_CELL_VOLTAGE_MIN, volts(2.2), minutes(2))),
    undecided(CELL_EMPTY, TITANATE, says(HV_CELL_VOLTAGE_MIN, volts(2.2), minutes(2))),
    stays_quiet(CELL_EMPTY, says(HV_CELL_VOLTAGE_MIN, volts(2.8), minutes(2))),
    undecided(CELL_EMPTY, MILLIVOLTS, says(HV_CELL_VOLTAGE_MIN, volts(2.2), minutes(2))),
    undecided(CELL_EMPTY, says(HV_CELL_VOLTAGE_MIN, volts(0), minutes(2))),
    undecided(CELL_EMPTY, says(HV_CELL_VOLTAGE_MIN, volts(2.2), minutes(2))),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_high_voltage(case: Case) -> None:
    """Each rule fires, stays quiet or stays undecided as its story tells."""
    assert case.expected == rehearse(case)
