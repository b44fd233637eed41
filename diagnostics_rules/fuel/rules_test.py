"""Fuel: when the rules fire, stay quiet and stay undecided; which cause ranks first."""

import pytest

from diagnostics_rules.fuel import causes as by
from diagnostics_rules.fuel.rules import (
    LEARNT_LEAN,
    LEARNT_RICH,
    RAIL_REPORTED_LOW,
    RAIL_STARVED,
    REPORTED,
)
from gateway.domain.component import FUEL_SYSTEM
from gateway.domain.signal import (
    ENGINE_COOLANT_TEMPERATURE,
    ENGINE_SPEED,
    FUEL_RAIL_PRESSURE,
    FUEL_TRIM_LONG_TERM,
)
from gateway.triage.cause import Cause
from gateway.triage.rehearsal import (
    FAILED,
    Case,
    Event,
    by_own_code,
    fires,
    later,
    likeliest,
    ramps,
    rehearse,
    reports,
    says,
    stays_quiet,
    undecided,
)
from gateway.triage.units import (
    degrees_celsius,
    kilopascals,
    minutes,
    percent,
    revolutions_per_minute,
)

TURNS = says(ENGINE_SPEED, revolutions_per_minute(1_800), minutes(5))
TURNS_ON = says(ENGINE_SPEED, revolutions_per_minute(1_800), minutes(11))
STANDS = says(ENGINE_SPEED, revolutions_per_minute(0), minutes(5))
STARVED = says(FUEL_RAIL_PRESSURE, kilopascals(1_800), minutes(5))
PORT_INJECTION = says(FUEL_RAIL_PRESSURE, kilopascals(380), minutes(5))
DIRECT_INJECTION = says(FUEL_RAIL_PRESSURE, kilopascals(5_200), minutes(5))
FADING = ramps(FUEL_RAIL_PRESSURE, kilopascals(5_200), kilopascals(2_900), minutes(5))
BREAKS_DOWN = says(FUEL_RAIL_PRESSURE, kilopascals(2_300))
PRESSED = says(FUEL_RAIL_PRESSURE, kilopascals(5_200), minutes(2))
POUNDS = says(FUEL_RAIL_PRESSURE, kilopascals(1_800), minutes(11))
WARM = says(ENGINE_COOLANT_TEMPERATURE, degrees_celsius(88), minutes(15))
COLD = says(ENGINE_COOLANT_TEMPERATURE, degrees_celsius(20), minutes(15))
LEAN = says(FUEL_TRIM_LONG_TERM, percent(28), minutes(15))
RICH = says(FUEL_TRIM_LONG_TERM, percent(-28), minutes(15))
NOT_MEASURED = says(FUEL_TRIM_LONG_TERM, percent(-100), minutes(15))
OLD_BUT_WELL = says(FUEL_TRIM_LONG_TERM, percent(13), minutes(15))

CASES = (
    *by_own_code(*REPORTED),
    fires(RAIL_STARVED, TURNS_ON, PRESSED, later(minutes(6), STARVED)),
    undecided(RAIL_STARVED, TURNS_ON, POUNDS),
    undecided(RAIL_STARVED, TURNS, PORT_INJECTION),
    stays_quiet(RAIL_STARVED, TURNS, DIRECT_INJECTION),
    undecided(RAIL_STARVED, STANDS, STARVED),
    undecided(RAIL_STARVED, PRESSED, later(minutes(3), STARVED)),
    fires(LEARNT_LEAN, WARM, LEAN),
    stays_quiet(LEARNT_LEAN, WARM, OLD_BUT_WELL),
    undecided(LEARNT_LEAN, COLD, LEAN),
    undecided(LEARNT_LEAN, LEAN),
    fires(LEARNT_RICH, WARM, RICH),
    stays_quiet(LEARNT_RICH, WARM, OLD_BUT_WELL),
    undecided(LEARNT_RICH, WARM, NOT_MEASURED),
    undecided(LEARNT_RICH, RICH),
)
FAILING = reports(FUEL_SYSTEM, {"P0087-00": FAILED})
RANKED = (
    (by.HIGH_PRESSURE_PUMP_WORN, (FAILING,)),
    (by.HIGH_PRESSURE_PUMP_WORN, (STARVED, FAILING)),
    (by.HIGH_PRESSURE_PUMP_WORN, (FADING, FAILING)),
    (by.FILTER_CLOGGED, (DIRECT_INJECTION, later(minutes(5), BREAKS_DOWN), FAILING)),
    (by.FILTER_CLOGGED, (DIRECT_INJECTION, reports(FUEL_SYSTEM, {"P0087-00": FAILED}, seen=3))),
    (by.TANK_PUMP_WEAK, (reports(FUEL_SYSTEM, {"P0087-00": FAILED, "P0627-13": FAILED}),)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_fuel(case: Case) -> None:
    """Each rule fires, stays quiet or stays undecided as its story tells."""
    assert case.expected == rehearse(case)


@pytest.mark.parametrize(("cause", "story"), RANKED)
def test_who_lets_the_pressure_down(cause: Cause, story: tuple[Event, ...]) -> None:
    """A worn pump stays weak, a full filter comes and goes, a pump without a line is silent."""
    assert cause.id == likeliest(RAIL_REPORTED_LOW, *story)
