"""Body: when the rules fire, stay quiet and stay undecided."""

import pytest

from diagnostics_rules import body
from diagnostics_rules.body import TYRES
from gateway.domain.component import BODY_CONTROL
from gateway.domain.signal import TYRE_PRESSURE_FRONT_LEFT, TYRE_PRESSURE_REAR_LEFT
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
from gateway.triage.units import kilopascals, minutes

PRESSURE_FAULT, PRESSURE_LOW, NEARLY_FLAT = body.RULES

CASES = (
    fires(PRESSURE_FAULT, reports(BODY_CONTROL, {"C1A50-00": FAILED})),
    stays_quiet(PRESSURE_FAULT, reports(BODY_CONTROL, {"C1A50-00": STORED})),
    stays_quiet(PRESSURE_FAULT, reports(BODY_CONTROL)),
    undecided(PRESSURE_FAULT, reports(BODY_CONTROL, {"C1A50-00": CLEARED})),
    fires(PRESSURE_LOW, says(TYRE_PRESSURE_REAR_LEFT, kilopascals(190), minutes(5))),
    stays_quiet(PRESSURE_LOW, *(says(tyre, kilopascals(270), minutes(5)) for tyre in TYRES)),
    undecided(PRESSURE_LOW, says(TYRE_PRESSURE_REAR_LEFT, kilopascals(190), minutes(1))),
    undecided(PRESSURE_LOW, says(TYRE_PRESSURE_REAR_LEFT, kilopascals(270), minutes(5))),
    fires(NEARLY_FLAT, says(TYRE_PRESSURE_FRONT_LEFT, kilopascals(90), minutes(1))),
    stays_quiet(NEARLY_FLAT, *(says(tyre, kilopascals(190), minutes(1)) for tyre in TYRES)),
    undecided(NEARLY_FLAT, says(TYRE_PRESSURE_FRONT_LEFT, kilopascals(90))),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_body(case: Case) -> None:
    """Each rule fires, stays quiet or stays undecided as its story tells."""
    assert case.expected == rehearse(case)
