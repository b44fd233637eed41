"""Body: when the rules fire, stay quiet and stay undecided."""

import pytest

from diagnostics_rules.body.causes import TYRES
from diagnostics_rules.body.rules import (
    LIGHTS,
    LOW,
    NEARLY_FLAT,
    PRESSURES,
    RECURRING,
    SENSORS,
)
from gateway.triage.rehearsal import (
    Case,
    by_own_code,
    fires,
    rehearse,
    says,
    stays_quiet,
    undecided,
)
from gateway.triage.truth import Truth
from gateway.triage.units import kilopascals, minutes

LOW_TYRES = tuple(zip(LOW, TYRES, strict=True))
FLAT_TYRES = tuple(zip(NEARLY_FLAT, TYRES, strict=True))

CASES = (
    *by_own_code(*SENSORS),
    *by_own_code(*PRESSURES, *RECURRING, *LIGHTS, stored=Truth.FALSE),
    *(fires(rule, says(tyre, kilopascals(170), minutes(5))) for rule, tyre in LOW_TYRES),
    *(stays_quiet(rule, says(tyre, kilopascals(195), minutes(5))) for rule, tyre in LOW_TYRES),
    *(undecided(rule, says(tyre, kilopascals(170), minutes(1))) for rule, tyre in LOW_TYRES),
    *(fires(rule, says(tyre, kilopascals(90), minutes(1))) for rule, tyre in FLAT_TYRES),
    *(stays_quiet(rule, says(tyre, kilopascals(170), minutes(1))) for rule, tyre in FLAT_TYRES),
    *(stays_quiet(rule, says(tyre, kilopascals(0), minutes(1))) for rule, tyre in FLAT_TYRES),
    *(undecided(rule, says(tyre, kilopascals(90))) for rule, tyre in FLAT_TYRES),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_body(case: Case) -> None:
    """Each rule fires, stays quiet or stays undecided as its story tells."""
    assert case.expected == rehearse(case)
