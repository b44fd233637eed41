"""Brakes: when the rule fires, stays quiet and stays undecided."""

import pytest

from diagnostics_rules import brakes
from gateway.domain.component import BRAKES
from gateway.triage.rehearsal import (
    CLEARED,
    FAILED,
    STORED,
    Case,
    fires,
    rehearse,
    reports,
    stays_quiet,
    undecided,
)

[WHEEL_SPEED_SENSOR] = brakes.RULES

CASES = (
    fires(WHEEL_SPEED_SENSOR, reports(BRAKES, {"C0035-13": FAILED})),
    fires(WHEEL_SPEED_SENSOR, reports(BRAKES, {"C0035-13": STORED})),
    stays_quiet(WHEEL_SPEED_SENSOR, reports(BRAKES)),
    undecided(WHEEL_SPEED_SENSOR, reports(BRAKES, {"C0035-13": CLEARED})),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_brakes(case: Case) -> None:
    """Each rule fires, stays quiet or stays undecided as its story tells."""
    assert case.expected == rehearse(case)
