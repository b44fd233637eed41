"""Powertrain: when the rules fire, stay quiet and stay undecided."""

import pytest

from diagnostics_rules import powertrain
from gateway.domain.component import INVERTER
from gateway.domain.signal import INVERTER_TEMPERATURE
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
from gateway.triage.units import degrees_celsius, minutes, seconds

OVER_TEMPERATURE, HOT = powertrain.RULES

CASES = (
    fires(OVER_TEMPERATURE, reports(INVERTER, {"P0A78-4B": FAILED})),
    stays_quiet(OVER_TEMPERATURE, reports(INVERTER, {"P0A78-4B": STORED})),
    stays_quiet(OVER_TEMPERATURE, reports(INVERTER)),
    undecided(OVER_TEMPERATURE, reports(INVERTER, {"P0A78-4B": CLEARED})),
    fires(HOT, says(INVERTER_TEMPERATURE, degrees_celsius(112), minutes(1))),
    stays_quiet(HOT, says(INVERTER_TEMPERATURE, degrees_celsius(104), minutes(1))),
    undecided(HOT, says(INVERTER_TEMPERATURE, degrees_celsius(112), seconds(10))),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_powertrain(case: Case) -> None:
    """Each rule fires, stays quiet or stays undecided as its story tells."""
    assert case.expected == rehearse(case)
