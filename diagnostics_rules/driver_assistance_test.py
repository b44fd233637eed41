"""Driver assistance: when the rule fires, stays quiet and stays undecided."""

import pytest

from diagnostics_rules import driver_assistance
from gateway.domain.component import DRIVER_ASSISTANCE
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

[CAMERA_BLOCKED] = driver_assistance.RULES

CASES = (
    fires(CAMERA_BLOCKED, reports(DRIVER_ASSISTANCE, {"B1C40-97": FAILED})),
    stays_quiet(CAMERA_BLOCKED, reports(DRIVER_ASSISTANCE, {"B1C40-97": STORED})),
    stays_quiet(CAMERA_BLOCKED, reports(DRIVER_ASSISTANCE)),
    undecided(CAMERA_BLOCKED, reports(DRIVER_ASSISTANCE, {"B1C40-97": CLEARED})),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_driver_assistance(case: Case) -> None:
    """Each rule fires, stays quiet or stays undecided as its story tells."""
    assert case.expected == rehearse(case)
