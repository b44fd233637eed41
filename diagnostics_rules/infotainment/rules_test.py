"""Infotainment: when the rules fire, stay quiet and stay undecided; which cause ranks first."""

import pytest

from diagnostics_rules.infotainment import causes as by
from diagnostics_rules.infotainment.rules import (
    FROZEN,
    NOT_DRAWING,
    REAR_CAMERA,
    REPORTED,
    TOO_HOT,
)
from gateway.domain.component import INFOTAINMENT
from gateway.domain.signal import INFOTAINMENT_HEARTBEAT_AGE, Phase
from gateway.triage.cause import Cause
from gateway.triage.rehearsal import (
    FAILED,
    STORED,
    Case,
    Event,
    by_own_code,
    fires,
    likeliest,
    rehearse,
    reports,
    says,
    stays_quiet,
    undecided,
    while_in,
)
from gateway.triage.truth import Truth
from gateway.triage.units import minutes, seconds

DRIVING = while_in(Phase.DRIVING, minutes(2))
ASLEEP = while_in(Phase.ASLEEP, minutes(2))
DARK = says(INFOTAINMENT_HEARTBEAT_AGE, seconds(400), minutes(2))
DARK_FOR_LONG = says(INFOTAINMENT_HEARTBEAT_AGE, seconds(1_800), minutes(2))
DRAWS = says(INFOTAINMENT_HEARTBEAT_AGE, seconds(0.4), minutes(2))

CASES = (
    *by_own_code(FROZEN, TOO_HOT, REAR_CAMERA, stored=Truth.FALSE),
    *by_own_code(*REPORTED),
    fires(REAR_CAMERA, reports(INFOTAINMENT, {"B1A26-31": STORED}, seen=3)),
    fires(NOT_DRAWING, DRIVING, DARK),
    stays_quiet(NOT_DRAWING, DRIVING, DRAWS),
    undecided(NOT_DRAWING, ASLEEP, DARK),
    undecided(NOT_DRAWING, DARK),
)
AGAIN = {"B1A20-47": FAILED}
RANKED = (
    (by.SOFTWARE_HALTED, (reports(INFOTAINMENT, {"B1A20-47": FAILED}),)),
    (by.MAP_STALLS, (reports(INFOTAINMENT, AGAIN, seen=4, software="2026.8.2"),)),
    (by.SOFTWARE_HALTED, (reports(INFOTAINMENT, AGAIN, software="2026.8.2"),)),
    (
        by.DISPLAY_CONTROLLER,
        (
            reports(INFOTAINMENT, AGAIN, seen=4, software="2026.8.2"),
            DRIVING,
            DARK_FOR_LONG,
        ),
    ),
    (by.DISPLAY_CONTROLLER, (reports(INFOTAINMENT, AGAIN, seen=4, software="2026.38.1"),)),
    (by.FLASH_WORN, (reports(INFOTAINMENT, {"B1A20-47": FAILED, "B1A24-96": STORED}),)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_infotainment(case: Case) -> None:
    """Each rule fires, stays quiet or stays undecided as its story tells."""
    assert case.expected == rehearse(case)


@pytest.mark.parametrize(("cause", "story"), RANKED)
def test_why_the_screen_is_frozen(cause: Cause, story: tuple[Event, ...]) -> None:
    """Once it is the software; stalls are the map, unless they last; storage says so itself."""
    assert cause.id == likeliest(FROZEN, *story)
