"""Engine electrics: when the rules fire, stay quiet, stay undecided; which cause is first."""

import pytest

from diagnostics_rules.engine_electrics import causes as by
from diagnostics_rules.engine_electrics.rules import (
    BATTERY_LOW,
    BATTERY_LOW_AT_REST,
    NOT_CHARGED,
    OVERCHARGED,
    QUIESCENT_CURRENT,
    REPORTED,
)
from gateway.domain.component import ENERGY_MANAGEMENT
from gateway.domain.signal import ENGINE_SPEED, LV_BATTERY_CURRENT, LV_BATTERY_VOLTAGE
from gateway.triage.cause import Cause
from gateway.triage.rehearsal import (
    FAILED,
    STORED,
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
    swings,
    undecided,
    well,
)
from gateway.triage.truth import Truth
from gateway.triage.units import amperes, minutes, revolutions_per_minute, volts

TURNS = says(ENGINE_SPEED, revolutions_per_minute(1_900), minutes(5))
STANDS = says(ENGINE_SPEED, revolutions_per_minute(0), minutes(5))
FLAT = ramps(LV_BATTERY_VOLTAGE, volts(11.15), volts(11.05), minutes(5))
LAST_READ = says(LV_BATTERY_VOLTAGE, volts(10.4), minutes(5))
STILL_FLAT = says(LV_BATTERY_VOLTAGE, volts(11.1), minutes(15))
LONG_STANDS = says(ENGINE_SPEED, revolutions_per_minute(0), minutes(15))
NOT_MEASURED = says(LV_BATTERY_VOLTAGE, volts(0), minutes(5))
RESTED = says(LV_BATTERY_VOLTAGE, volts(12.3), minutes(5))
BEHIND_A_DIODE = says(LV_BATTERY_VOLTAGE, volts(11.5), minutes(5))
RUNS_DOWN = ramps(LV_BATTERY_VOLTAGE, volts(11.8), volts(11.5), minutes(5))
READ_ONCE = says(LV_BATTERY_VOLTAGE, volts(11.6), minutes(5))
FROSTY = says(LV_BATTERY_VOLTAGE, volts(15.2), minutes(5))
BOILING = says(LV_BATTERY_VOLTAGE, volts(16.6), minutes(5))
LORRY = says(LV_BATTERY_VOLTAGE, volts(27.8), minutes(5))
FEEDS = says(LV_BATTERY_CURRENT, amperes(-40), minutes(5))
CHARGES = says(LV_BATTERY_CURRENT, amperes(5), minutes(5))
CLEVER_ALTERNATOR = swings(
    LV_BATTERY_CURRENT, amperes(-30), amperes(20), every=minutes(1), during=minutes(5)
)

CASES = (
    *by_own_code(*REPORTED),
    *by_own_code(BATTERY_LOW, QUIESCENT_CURRENT, stored=Truth.FALSE),
    fires(BATTERY_LOW_AT_REST, STANDS, FLAT),
    fires(BATTERY_LOW_AT_REST, LONG_STANDS, STILL_FLAT),
    undecided(BATTERY_LOW_AT_REST, STANDS, LAST_READ),
    stays_quiet(BATTERY_LOW_AT_REST, STANDS, RESTED),
    stays_quiet(BATTERY_LOW_AT_REST, STANDS, BEHIND_A_DIODE),
    undecided(BATTERY_LOW_AT_REST, TURNS, FLAT),
    undecided(BATTERY_LOW_AT_REST, STANDS, NOT_MEASURED),
    undecided(BATTERY_LOW_AT_REST, FLAT),
    fires(NOT_CHARGED, TURNS, FEEDS, RUNS_DOWN),
    stays_quiet(NOT_CHARGED, TURNS, CHARGES, FLAT),
    undecided(NOT_CHARGED, TURNS, CLEVER_ALTERNATOR, RUNS_DOWN),
    undecided(NOT_CHARGED, STANDS, FEEDS, RUNS_DOWN),
    undecided(NOT_CHARGED, TURNS, FEEDS, READ_ONCE),
    undecided(NOT_CHARGED, TURNS, RUNS_DOWN),
    fires(OVERCHARGED, TURNS, BOILING),
    stays_quiet(OVERCHARGED, TURNS, FROSTY),
    undecided(OVERCHARGED, TURNS, LORRY),
    undecided(OVERCHARGED, BOILING),
)
JUST_STARTED = (
    later(minutes(5), says(ENGINE_SPEED, revolutions_per_minute(900))),
    later(minutes(5), says(LV_BATTERY_CURRENT, amperes(5))),
    later(minutes(5), says(LV_BATTERY_VOLTAGE, volts(11.8))),
)
ACCELERATES = (
    later(minutes(5), says(ENGINE_SPEED, revolutions_per_minute(3_500), minutes(1))),
    later(minutes(5), says(LV_BATTERY_CURRENT, amperes(-30), minutes(1))),
    later(minutes(5), says(LV_BATTERY_VOLTAGE, volts(12.6), minutes(1))),
)
CHARGED = well(ENERGY_MANAGEMENT)
RANKED = (
    (by.BATTERY_WORN, (*CHARGED, STANDS, FLAT)),
    (by.BATTERY_WORN, ()),
    (by.BATTERY_WORN, (*CHARGED, STANDS, FLAT, *JUST_STARTED)),
    (by.BATTERY_WORN, (*CHARGED, STANDS, FLAT, *ACCELERATES)),
    (by.CLAMP_OXIDISED, (*CHARGED, TURNS, CHARGES, FLAT)),
    (
        by.CLAMP_OXIDISED,
        (*CHARGED, TURNS, CHARGES, FLAT, later(minutes(6), STANDS), later(minutes(6), FLAT)),
    ),
    (by.ALTERNATOR_FAILED, (*CHARGED, TURNS, FEEDS, FLAT)),
    (
        by.ALTERNATOR_FAILED,
        (reports(ENERGY_MANAGEMENT, {"P0620-71": STORED, "P0562-16": FAILED}), STANDS, FLAT),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_engine_electrics(case: Case) -> None:
    """Each rule fires, stays quiet or stays undecided as its story tells."""
    assert case.expected == rehearse(case)


@pytest.mark.parametrize(("cause", "story"), RANKED)
def test_who_lets_the_voltage_down(cause: Cause, story: tuple[Event, ...]) -> None:
    """At rest the battery; while it is charged, a clamp; while it feeds on, the alternator."""
    assert cause.id == likeliest(BATTERY_LOW, *story)
