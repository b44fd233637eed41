"""Low voltage: when the rules fire, stay quiet and stay undecided."""

import pytest

from diagnostics_rules.low_voltage.rules import (
    BATTERY_LOW,
    FAILING,
    NET_BREAKS_DOWN,
    OVERCHARGED,
    REPORTED,
)
from gateway.domain.signal import DCDC_CURRENT, LV_BATTERY_VOLTAGE, Phase
from gateway.triage.rehearsal import (
    Case,
    by_own_code,
    fires,
    rehearse,
    says,
    stays_quiet,
    undecided,
    while_in,
)
from gateway.triage.truth import Truth
from gateway.triage.units import amperes, minutes, volts

ELECTRIC = says(DCDC_CURRENT, amperes(0))
DRIVING = while_in(Phase.DRIVING, minutes(1))
WORKS = says(DCDC_CURRENT, amperes(46), minutes(1))

CASES = (
    *by_own_code(*FAILING, stored=Truth.FALSE),
    *by_own_code(*REPORTED),
    fires(BATTERY_LOW, ELECTRIC, says(LV_BATTERY_VOLTAGE, volts(11.4), minutes(2))),
    stays_quiet(BATTERY_LOW, ELECTRIC, says(LV_BATTERY_VOLTAGE, volts(12.1), minutes(2))),
    undecided(BATTERY_LOW, ELECTRIC, says(LV_BATTERY_VOLTAGE, volts(0), minutes(2))),
    undecided(BATTERY_LOW, ELECTRIC, says(LV_BATTERY_VOLTAGE, volts(11.4), minutes(1))),
    undecided(BATTERY_LOW, says(LV_BATTERY_VOLTAGE, volts(11.4), minutes(2))),
    fires(NET_BREAKS_DOWN, DRIVING, WORKS, says(LV_BATTERY_VOLTAGE, volts(9), minutes(1))),
    undecided(
        NET_BREAKS_DOWN,
        while_in(Phase.PARKED, minutes(1)),
        WORKS,
        says(LV_BATTERY_VOLTAGE, volts(9), minutes(1)),
    ),
    stays_quiet(
        NET_BREAKS_DOWN, DRIVING, WORKS, says(LV_BATTERY_VOLTAGE, volts(11), minutes(1))
    ),
    undecided(NET_BREAKS_DOWN, DRIVING, says(LV_BATTERY_VOLTAGE, volts(9), minutes(1))),
    fires(OVERCHARGED, WORKS, says(LV_BATTERY_VOLTAGE, volts(16.4), minutes(1))),
    stays_quiet(OVERCHARGED, WORKS, says(LV_BATTERY_VOLTAGE, volts(15.2), minutes(1))),
    stays_quiet(OVERCHARGED, WORKS, says(LV_BATTERY_VOLTAGE, volts(16), minutes(1))),
    undecided(OVERCHARGED, WORKS, says(LV_BATTERY_VOLTAGE, volts(387), minutes(1))),
    undecided(OVERCHARGED, says(LV_BATTERY_VOLTAGE, volts(16.4), minutes(1))),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_low_voltage(case: Case) -> None:
    """Each rule fires, stays quiet or stays undecided as its story tells."""
    assert case.expected == rehearse(case)
