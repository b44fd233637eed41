"""Telematics: when the rule fires, stays quiet and stays undecided."""

import pytest

from diagnostics_rules import telematics
from gateway.domain.component import TELEMATICS
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

[SERVICES_LOST] = telematics.RULES

CASES = (
    fires(SERVICES_LOST, reports(TELEMATICS, {"U1A10-87": FAILED})),
    stays_quiet(SERVICES_LOST, reports(TELEMATICS, {"U1A10-87": STORED})),
    stays_quiet(SERVICES_LOST, reports(TELEMATICS)),
    undecided(SERVICES_LOST, reports(TELEMATICS, {"U1A10-87": CLEARED})),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_telematics(case: Case) -> None:
    """Each rule fires, stays quiet or stays undecided as its story tells."""
    assert case.expected == rehearse(case)
