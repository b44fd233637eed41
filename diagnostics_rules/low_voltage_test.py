"""Low voltage: when the rules fire, stay quiet and stay undecided."""

import pytest

from diagnostics_rules import low_voltage
from gateway.domain.component import DCDC_CONVERTER
from gateway.domain.signal import LV_BATTERY_VOLTAGE
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
from gateway.triage.units import minutes, volts

SUPPLY_FAULT, BATTERY_LOW = low_voltage.RULES

CASES = (
    fires(SUPPLY_FAULT, reports(DCDC_CONVERTER, {"P0562-16": FAILED})),
    stays_quiet(SUPPLY_FAULT, reports(DCDC_CONVERTER, {"P0562-16": STORED})),
    stays_quiet(SUPPLY_FAULT, reports(DCDC_CONVERTER)),
    undecided(SUPPLY_FAULT, reports(DCDC_CONVERTER, {"P0562-16": CLEARED})),
    fires(BATTERY_LOW, says(LV_BATTERY_VOLTAGE, volts(11.4), minutes(2))),
    stays_quiet(BATTERY_LOW, says(LV_BATTERY_VOLTAGE, volts(12.1), minutes(2))),
    undecided(BATTERY_LOW, says(LV_BATTERY_VOLTAGE, volts(11.4), minutes(1))),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_low_voltage(case: Case) -> None:
    """Each rule fires, stays quiet or stays undecided as its story tells."""
    assert case.expected == rehearse(case)
