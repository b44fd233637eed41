"""Telematics: when the rules fire, stay quiet and stay undecided; which cause ranks first."""

import pytest

from diagnostics_rules import RULEBOOK
from diagnostics_rules.telematics import causes as by
from diagnostics_rules.telematics.rules import (
    ANTENNA_OPEN,
    REPORTED,
    SERVICES_LOST,
    SERVICES_MISSING,
    UPDATE_FAILED,
    UPDATE_ROLLED_BACK,
    UPDATE_UNFINISHED,
)
from gateway.domain.component import TELEMATICS
from gateway.domain.signal import (
    SOFTWARE_UPDATE_PHASE,
    TELEMATICS_SERVICES_LOST,
    TELEMATICS_SIGNAL_STRENGTH,
    VEHICLE_SPEED,
    UpdatePhase,
)
from gateway.triage.cause import Cause
from gateway.triage.judge import judge
from gateway.triage.rehearsal import (
    FAILED,
    Case,
    Event,
    by_own_code,
    fires,
    later,
    likeliest,
    rehearse,
    reports,
    says,
    stays_quiet,
    told,
    undecided,
)
from gateway.triage.rule import Rule
from gateway.triage.truth import Truth
from gateway.triage.units import count, decibelmilliwatts, metres_per_second, minutes

GOOD_SIGNAL = says(TELEMATICS_SIGNAL_STRENGTH, decibelmilliwatts(-78), minutes(10))
IN_THE_GARAGE = says(TELEMATICS_SIGNAL_STRENGTH, decibelmilliwatts(-118), minutes(10))
TWO_LOST = says(TELEMATICS_SERVICES_LOST, count(2), minutes(10))
ONE_LOST = says(TELEMATICS_SERVICES_LOST, count(1), minutes(10))
ONE_AFTER_THE_OTHER = says(TELEMATICS_SERVICES_LOST, count(1))
NONE_LOST = says(TELEMATICS_SERVICES_LOST, count(0), minutes(10))

CASES = (
    *by_own_code(SERVICES_LOST, stored=Truth.FALSE),
    *by_own_code(*REPORTED),
    fires(SERVICES_MISSING, GOOD_SIGNAL, TWO_LOST),
    stays_quiet(SERVICES_MISSING, IN_THE_GARAGE, TWO_LOST),
    stays_quiet(SERVICES_MISSING, GOOD_SIGNAL, NONE_LOST),
    undecided(SERVICES_MISSING, TWO_LOST),
    *by_own_code(UPDATE_FAILED, UPDATE_ROLLED_BACK),
    fires(UPDATE_UNFINISHED, says(SOFTWARE_UPDATE_PHASE, count(UpdatePhase.FAILED))),
    stays_quiet(UPDATE_UNFINISHED, says(SOFTWARE_UPDATE_PHASE, count(UpdatePhase.INSTALLING))),
    undecided(UPDATE_UNFINISHED, TWO_LOST),
)
LOST = reports(TELEMATICS, {"U1A10-87": FAILED})
RANKED = (
    (by.CONNECTION_DROPPED, SERVICES_LOST, (LOST, TWO_LOST)),
    (by.MEMORY_FULL, SERVICES_LOST, (LOST, ONE_LOST)),
    (by.CONNECTION_DROPPED, SERVICES_LOST, (LOST, ONE_AFTER_THE_OTHER)),
    (
        by.CONNECTION_DROPPED,
        SERVICES_LOST,
        (
            reports(TELEMATICS, {"U1A10-87": FAILED}, software="2026.38.1"),
            ONE_LOST,
        ),
    ),
    (
        by.MODEM_FAILING,
        SERVICES_LOST,
        (reports(TELEMATICS, {"U1A10-87": FAILED}, seen=3), TWO_LOST),
    ),
    (by.ANTENNA_PLUG, ANTENNA_OPEN, (says(VEHICLE_SPEED, metres_per_second(30)),)),
    (by.ANTENNA_BROKEN, ANTENNA_OPEN, (says(VEHICLE_SPEED, metres_per_second(0)),)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_telematics(case: Case) -> None:
    """Each rule fires, stays quiet or stays undecided as its story tells."""
    assert case.expected == rehearse(case)


@pytest.mark.parametrize(("cause", "rule", "story"), RANKED)
def test_telematics_look_alikes(cause: Cause, rule: Rule, story: tuple[Event, ...]) -> None:
    """How many services, how often and at which speed tells them apart."""
    assert cause.id == likeliest(rule, *story)


def test_what_is_measured_after_its_code_tells_too() -> None:
    """Over a bad link the code comes first, and how many services are missing comes later."""
    lost = reports(TELEMATICS, {"U1A10-87": FAILED}, software="2026.20.1")
    one = later(minutes(2), says(TELEMATICS_SERVICES_LOST, count(1), minutes(4)))
    [window] = judge(RULEBOOK, {}, told((lost, one))).windows.values()
    first, *_ = window.open[SERVICES_LOST.id]
    assert first.id == by.MEMORY_FULL.id
