"""Infotainment: when the rule fires, stays quiet and stays undecided."""

import pytest

from diagnostics_rules import infotainment
from gateway.domain.component import INFOTAINMENT
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

[FROZEN] = infotainment.RULES

CASES = (
    fires(FROZEN, reports(INFOTAINMENT, {"B1A20-47": FAILED})),
    stays_quiet(FROZEN, reports(INFOTAINMENT, {"B1A20-47": STORED})),
    stays_quiet(FROZEN, reports(INFOTAINMENT)),
    undecided(FROZEN, reports(INFOTAINMENT, {"B1A20-47": CLEARED})),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_infotainment(case: Case) -> None:
    """Each rule fires, stays quiet or stays undecided as its story tells."""
    assert case.expected == rehearse(case)
