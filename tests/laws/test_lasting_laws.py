"""What lasts stays open: no rule forgets a fault because it has gone on for long."""

from dataclasses import replace

import pytest

from gateway.domain.finding import Finding
from gateway.domain.signal import ENGINE_SPEED, VEHICLE_PHASE, VEHICLE_SPEED, Phase
from gateway.triage.rehearsal import Case, Measured
from tests.fix_lasting import CASES, lasting, said

AT_REST = {
    VEHICLE_PHASE.number: float(Phase.ASLEEP),
    VEHICLE_SPEED.number: 0.0,
    ENGINE_SPEED.number: 0.0,
}


def stopped(event: Measured) -> Measured:
    """As the car tells it when it has been parked: nothing turns, nothing moves."""
    if event.signal not in AT_REST:
        return event
    return replace(event, values=(AT_REST[event.signal],) * len(event.values))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule.id)
def test_a_fault_that_lasts_keeps_its_finding_open(case: Case) -> None:
    """Forty minutes on, four times as far as any rule looks back, it still stands."""
    assert said(case, lasting(case)) == [Finding]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule.id)
def test_a_car_that_is_parked_heals_nothing(case: Case) -> None:
    """What only shows while driving is not known at rest: its finding waits."""
    assert said(case, map(stopped, lasting(case))) == [Finding]
