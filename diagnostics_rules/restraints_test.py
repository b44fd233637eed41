"""Restraints: when the rule fires, stays quiet and stays undecided."""

import pytest

from diagnostics_rules import restraints
from gateway.domain.component import AIRBAG
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

[DRIVER_AIRBAG] = restraints.RULES

CASES = (
    fires(DRIVER_AIRBAG, reports(AIRBAG, {"B0001-1A": FAILED})),
    fires(DRIVER_AIRBAG, reports(AIRBAG, {"B0001-1A": STORED})),
    stays_quiet(DRIVER_AIRBAG, reports(AIRBAG)),
    undecided(DRIVER_AIRBAG, reports(AIRBAG, {"B0001-1A": CLEARED})),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_restraints(case: Case) -> None:
    """Each rule fires, stays quiet or stays undecided as its story tells."""
    assert case.expected == rehearse(case)
