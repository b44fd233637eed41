"""Exhaust: when the rules fire, stay quiet and stay undecided; which cause ranks first."""

import pytest

from diagnostics_rules.exhaust import causes as by
from diagnostics_rules.exhaust.rules import (
    CATALYST_WORN,
    GLOWS,
    REDUCTANT_NEARLY_EMPTY,
    REPORTED,
    SENSOR_OPEN,
    SOOT_HIGH,
    TOO_HOT,
)
from gateway.domain.component import ENGINE_CONTROL
from gateway.domain.signal import (
    EXHAUST_GAS_TEMPERATURE,
    PARTICULATE_FILTER_SOOT,
    REDUCTANT_LEVEL,
    VEHICLE_SPEED,
)
from gateway.triage.cause import Cause
from gateway.triage.rehearsal import (
    FAILED,
    Case,
    Event,
    by_own_code,
    fires,
    likeliest,
    rehearse,
    reports,
    says,
    stays_quiet,
    swings,
    undecided,
)
from gateway.triage.rule import Rule
from gateway.triage.units import degrees_celsius, metres_per_second, minutes, percent

FULL_THROTTLE = swings(
    EXHAUST_GAS_TEMPERATURE,
    degrees_celsius(1_060),
    degrees_celsius(620),
    every=minutes(1),
    during=minutes(4),
)
GLOWING = says(EXHAUST_GAS_TEMPERATURE, degrees_celsius(1_080), minutes(2))

CASES = (
    *by_own_code(*REPORTED),
    fires(SOOT_HIGH, says(PARTICULATE_FILTER_SOOT, percent(108), minutes(10))),
    stays_quiet(SOOT_HIGH, says(PARTICULATE_FILTER_SOOT, percent(102), minutes(10))),
    undecided(SOOT_HIGH, says(PARTICULATE_FILTER_SOOT, percent(108), minutes(2))),
    fires(REDUCTANT_NEARLY_EMPTY, says(REDUCTANT_LEVEL, percent(2), minutes(10))),
    stays_quiet(REDUCTANT_NEARLY_EMPTY, says(REDUCTANT_LEVEL, percent(9), minutes(10))),
    undecided(REDUCTANT_NEARLY_EMPTY, says(REDUCTANT_LEVEL, percent(0), minutes(10))),
    undecided(REDUCTANT_NEARLY_EMPTY, says(REDUCTANT_LEVEL, percent(0.8), minutes(10))),
    undecided(REDUCTANT_NEARLY_EMPTY, says(REDUCTANT_LEVEL, percent(2), minutes(1))),
    fires(GLOWS, GLOWING),
    stays_quiet(GLOWS, says(EXHAUST_GAS_TEMPERATURE, degrees_celsius(940), minutes(2))),
    undecided(GLOWS, FULL_THROTTLE),
    undecided(GLOWS, says(EXHAUST_GAS_TEMPERATURE, degrees_celsius(1_080), minutes(1))),
)
MISFIRES = reports(ENGINE_CONTROL, {"P0303-00": FAILED})
RANKED = (
    (by.SENSOR_PLUG_LOOSE, SENSOR_OPEN, (says(VEHICLE_SPEED, metres_per_second(25)),)),
    (by.TEMPERATURE_SENSOR, SENSOR_OPEN, (says(VEHICLE_SPEED, metres_per_second(0)),)),
    (by.UNBURNT_FUEL, TOO_HOT, (MISFIRES,)),
    (by.CATALYST, CATALYST_WORN, ()),
    (by.UNBURNT_FUEL, CATALYST_WORN, (MISFIRES,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_exhaust(case: Case) -> None:
    """Each rule fires, stays quiet or stays undecided as its story tells."""
    assert case.expected == rehearse(case)


@pytest.mark.parametrize(("cause", "rule", "story"), RANKED)
def test_exhaust_look_alikes(cause: Cause, rule: Rule, story: tuple[Event, ...]) -> None:
    """Speed tells a loose plug from a broken sensor; misfires explain what they heat."""
    assert cause.id == likeliest(rule, *story)
