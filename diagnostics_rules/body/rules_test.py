"""Body: when the rules fire, stay quiet and stay undecided."""

import pytest

from diagnostics_rules.body.causes import TYRES
from diagnostics_rules.body.rules import (
    LIGHTS,
    LOW,
    NEARLY_FLAT,
    OPPOSITE,
    PRESSURES,
    RECURRING,
    SENSORS,
)
from gateway.domain.quantity import Kilopascal
from gateway.domain.signal import Signal
from gateway.triage.rehearsal import (
    Case,
    Event,
    by_own_code,
    fires,
    rehearse,
    says,
    stays_quiet,
    undecided,
)
from gateway.triage.truth import Truth
from gateway.triage.units import kilopascals, minutes

Story = tuple[Event, ...]
PAIRS = tuple(OPPOSITE[tyre] for tyre in TYRES)
LOW_TYRES = tuple(zip(LOW, TYRES, PAIRS, strict=True))
FLAT_TYRES = tuple(zip(NEARLY_FLAT, TYRES, PAIRS, strict=True))


def both(tyre: Signal[Kilopascal], kpa: float, other: Signal[Kilopascal], of: float) -> Story:
    """The pressures of an axle, for five minutes."""
    return (
        says(tyre, kilopascals(kpa), minutes(5)),
        says(other, kilopascals(of), minutes(5)),
    )


CASES = (
    *by_own_code(*SENSORS),
    *by_own_code(*PRESSURES, *RECURRING, *LIGHTS, stored=Truth.FALSE),
    *(fires(rule, *both(tyre, 170, other, 230)) for rule, tyre, other in LOW_TYRES),
    *(stays_quiet(rule, *both(tyre, 195, other, 230)) for rule, tyre, other in LOW_TYRES),
    *(stays_quiet(rule, *both(tyre, 165, other, 172)) for rule, tyre, other in LOW_TYRES),
    *(undecided(rule, says(tyre, kilopascals(170), minutes(5))) for rule, tyre, _ in LOW_TYRES),
    *(fires(rule, *both(tyre, 90, other, 230)) for rule, tyre, other in FLAT_TYRES),
    *(stays_quiet(rule, *both(tyre, 170, other, 230)) for rule, tyre, other in FLAT_TYRES),
    *(undecided(rule, *both(tyre, 0, other, 230)) for rule, tyre, other in FLAT_TYRES),
    *(stays_quiet(rule, *both(tyre, 33, other, 32)) for rule, tyre, other in FLAT_TYRES),
    *(undecided(rule, says(tyre, kilopascals(90))) for rule, tyre, _ in FLAT_TYRES),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_body(case: Case) -> None:
    """Each rule fires, stays quiet or stays undecided as its story tells."""
    assert case.expected == rehearse(case)
