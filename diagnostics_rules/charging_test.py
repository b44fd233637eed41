"""Charging: when the rule fires, stays quiet and stays undecided."""

import pytest

from diagnostics_rules import charging
from gateway.domain.component import CHARGER
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

[PORT_LATCH] = charging.RULES

CASES = (
    fires(PORT_LATCH, reports(CHARGER, {"P1B30-72": FAILED})),
    fires(PORT_LATCH, reports(CHARGER, {"P1B30-72": STORED}, seen=3)),
    stays_quiet(PORT_LATCH, reports(CHARGER, {"P1B30-72": STORED}, seen=2)),
    stays_quiet(PORT_LATCH, reports(CHARGER)),
    undecided(PORT_LATCH, reports(CHARGER, {"P1B30-72": CLEARED}, seen=0)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_charging(case: Case) -> None:
    """Each rule fires, stays quiet or stays undecided as its story tells."""
    assert case.expected == rehearse(case)
