"""Steering: when the rule fires, stays quiet and stays undecided."""

import pytest

from diagnostics_rules import steering
from gateway.domain.component import STEERING
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

[TORQUE_SENSOR] = steering.RULES

CASES = (
    fires(TORQUE_SENSOR, reports(STEERING, {"C0545-62": FAILED})),
    fires(TORQUE_SENSOR, reports(STEERING, {"C0545-62": STORED})),
    stays_quiet(TORQUE_SENSOR, reports(STEERING)),
    undecided(TORQUE_SENSOR, reports(STEERING, {"C0545-62": CLEARED})),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_steering(case: Case) -> None:
    """Each rule fires, stays quiet or stays undecided as its story tells."""
    assert case.expected == rehearse(case)
