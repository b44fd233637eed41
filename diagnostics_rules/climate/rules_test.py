"""Climate: when the rules fire, stay quiet and stay undecided; which cause ranks first."""

import pytest

from diagnostics_rules.climate import causes as by
from diagnostics_rules.climate.rules import (
    AMBIENT_IMPLAUSIBLE,
    AMBIENT_IMPOSSIBLE,
    CABIN_SENSOR,
    REFRIGERANT_MISSING,
    REPORTED,
)
from gateway.domain.component import THERMAL_MANAGEMENT
from gateway.domain.signal import AMBIENT_TEMPERATURE, REFRIGERANT_PRESSURE, VEHICLE_SPEED
from gateway.triage.cause import Cause
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
    undecided,
    well,
)
from gateway.triage.truth import Truth
from gateway.triage.units import degrees_celsius, kilopascals, metres_per_second, minutes

MOVING = says(VEHICLE_SPEED, metres_per_second(12), minutes(3))
PARKED_IN_THE_SUN = says(VEHICLE_SPEED, metres_per_second(0), minutes(3))
MILD = says(AMBIENT_TEMPERATURE, degrees_celsius(18), minutes(5))
FREEZING = says(AMBIENT_TEMPERATURE, degrees_celsius(-24), minutes(5))
EMPTY = says(REFRIGERANT_PRESSURE, kilopascals(20), minutes(5))
HOT = says(AMBIENT_TEMPERATURE, degrees_celsius(87), minutes(3))
SENSIBLE = says(AMBIENT_TEMPERATURE, degrees_celsius(18), minutes(2))
FAHRENHEIT = says(AMBIENT_TEMPERATURE, degrees_celsius(87), minutes(10))
IMPLAUSIBLE = reports(THERMAL_MANAGEMENT, {"P0071-62": FAILED})

CASES = (
    *by_own_code(*REPORTED),
    *by_own_code(CABIN_SENSOR, stored=Truth.FALSE),
    fires(AMBIENT_IMPOSSIBLE, SENSIBLE, later(minutes(3), MOVING), later(minutes(3), HOT)),
    undecided(AMBIENT_IMPOSSIBLE, MOVING, FAHRENHEIT),
    undecided(AMBIENT_IMPOSSIBLE, PARKED_IN_THE_SUN, HOT),
    stays_quiet(
        AMBIENT_IMPOSSIBLE, MOVING, says(AMBIENT_TEMPERATURE, degrees_celsius(48), minutes(3))
    ),
    undecided(AMBIENT_IMPOSSIBLE, HOT),
    fires(REFRIGERANT_MISSING, MILD, EMPTY, *well(THERMAL_MANAGEMENT)),
    stays_quiet(REFRIGERANT_MISSING, FREEZING, EMPTY, *well(THERMAL_MANAGEMENT)),
    stays_quiet(
        REFRIGERANT_MISSING, MILD, EMPTY, reports(THERMAL_MANAGEMENT, {"B10B5-11": FAILED})
    ),
    undecided(REFRIGERANT_MISSING, MILD, EMPTY),
)
RANKED = (
    (by.AMBIENT_GLITCH, (IMPLAUSIBLE, HOT)),
    (by.AMBIENT_GLITCH, (MOVING, HOT, later(minutes(3), IMPLAUSIBLE))),
    (by.AMBIENT_SENSOR_WORN, (IMPLAUSIBLE, MOVING, HOT)),
    (by.AMBIENT_SENSOR_WORN, (reports(THERMAL_MANAGEMENT, {"P0071-62": FAILED}, seen=3),)),
    (
        by.AMBIENT_SENSOR_WORN,
        (IMPLAUSIBLE, says(AMBIENT_TEMPERATURE, degrees_celsius(61))),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_climate(case: Case) -> None:
    """Each rule fires, stays quiet or stays undecided as its story tells."""
    assert case.expected == rehearse(case)


@pytest.mark.parametrize(("cause", "story"), RANKED)
def test_ambient_look_alikes(cause: Cause, story: tuple[Event, ...]) -> None:
    """A single jump is a glitch; what drifts or comes again is the sensor."""
    assert cause.id == likeliest(AMBIENT_IMPLAUSIBLE, *story)
