"""Driver assistance: when the rules fire, stay quiet and stay undecided."""

import pytest

from diagnostics_rules.driver_assistance.rules import FAILING, REPORTED
from gateway.triage.rehearsal import Case, by_own_code, rehearse
from gateway.triage.truth import Truth

CASES = (
    *by_own_code(*REPORTED),
    *by_own_code(*FAILING, stored=Truth.FALSE),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_driver_assistance(case: Case) -> None:
    """Each rule fires, stays quiet or stays undecided as its story tells."""
    assert case.expected == rehearse(case)
