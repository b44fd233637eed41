"""Engine: when the rules fire, stay quiet and stay undecided; which cause ranks first."""

import pytest

from diagnostics_rules.engine import causes as by
from diagnostics_rules.engine.rules import (
    AIR_FLOW_IMPOSSIBLE,
    COOLANT_HOT,
    COOLING,
    IGNITION,
    MISFIRES_COUNTED,
    OIL_PRESSURE_MISSING,
    REPORTED,
    STAYS_COLD,
)
from gateway.domain.component import THERMAL_MANAGEMENT
from gateway.domain.signal import (
    AMBIENT_TEMPERATURE,
    ENGINE_COOLANT_TEMPERATURE,
    ENGINE_MISFIRES,
    ENGINE_OIL_PRESSURE,
    ENGINE_SPEED,
    FUEL_TRIM_LONG_TERM,
    MASS_AIR_FLOW,
    VEHICLE_SPEED,
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
    swings,
    undecided,
    well,
)
from gateway.triage.rule import Rule
from gateway.triage.units import (
    degrees_celsius,
    kilograms_per_second,
    kilopascals,
    metres_per_second,
    minutes,
    percent,
    revolutions_per_minute,
    times_per_minute,
)

OVERHEATED, *_ = COOLING
MISFIRES, *_ = IGNITION
CRANKSHAFT = next(rule for rule in IGNITION if rule.id == "engine.crankshaft_sensor_open")

AT_WORK = says(ENGINE_SPEED, revolutions_per_minute(2_000), minutes(16))
IDLES = says(ENGINE_SPEED, revolutions_per_minute(800), minutes(16))
REVS = says(ENGINE_SPEED, revolutions_per_minute(5_500), minutes(16))
BRISK = says(VEHICLE_SPEED, metres_per_second(22), minutes(16))
MILD = says(AMBIENT_TEMPERATURE, degrees_celsius(15), minutes(16))
FREEZING = says(AMBIENT_TEMPERATURE, degrees_celsius(-20), minutes(16))
LUKEWARM = swings(
    ENGINE_COOLANT_TEMPERATURE,
    degrees_celsius(49),
    degrees_celsius(51),
    every=minutes(1),
    during=minutes(16),
)
READ_ONCE = says(ENGINE_COOLANT_TEMPERATURE, degrees_celsius(50), minutes(16))
WARMING_UP = ramps(
    ENGINE_COOLANT_TEMPERATURE, degrees_celsius(8), degrees_celsius(92), minutes(16)
)
TOWING_UPHILL = says(ENGINE_COOLANT_TEMPERATURE, degrees_celsius(114), minutes(5))
BOILING = says(ENGINE_COOLANT_TEMPERATURE, degrees_celsius(128), minutes(1))
BOILS_ON = says(ENGINE_COOLANT_TEMPERATURE, degrees_celsius(128), minutes(3))
BOILS_WITHIN_MINUTES = ramps(
    ENGINE_COOLANT_TEMPERATURE, degrees_celsius(20), degrees_celsius(125), minutes(4)
)
BROKEN_WIRE = says(ENGINE_COOLANT_TEMPERATURE, degrees_celsius(215), minutes(1))
FULL_THROTTLE = says(MASS_AIR_FLOW, kilograms_per_second(0.45), minutes(12))
BREATHING = says(MASS_AIR_FLOW, kilograms_per_second(0.004), minutes(2))
BROKEN = later(minutes(3), says(MASS_AIR_FLOW, kilograms_per_second(0.45), minutes(5)))
IDLES_BRIEFLY = says(ENGINE_SPEED, revolutions_per_minute(800), minutes(2))
IDLED = says(ENGINE_SPEED, revolutions_per_minute(800), minutes(8))
WORKED = says(ENGINE_SPEED, revolutions_per_minute(2_000), minutes(10))
NO_PRESSURE = says(ENGINE_OIL_PRESSURE, kilopascals(0), minutes(12))
PRESSURE = says(ENGINE_OIL_PRESSURE, kilopascals(320), minutes(8))
READS_NOTHING = says(ENGINE_OIL_PRESSURE, kilopascals(0), minutes(16))
NO_OIL_YET = later(minutes(16), says(ENGINE_OIL_PRESSURE, kilopascals(0)))
NOTHING = says(ENGINE_OIL_PRESSURE, kilopascals(0), minutes(1))
LITTLE_PRESSURE = says(ENGINE_OIL_PRESSURE, kilopascals(45), minutes(1))
POUNDS = says(ENGINE_OIL_PRESSURE, kilopascals(45), minutes(12))

CASES = (
    *by_own_code(*REPORTED),
    fires(MISFIRES_COUNTED, says(ENGINE_MISFIRES, times_per_minute(50), minutes(2))),
    stays_quiet(MISFIRES_COUNTED, says(ENGINE_MISFIRES, times_per_minute(6), minutes(2))),
    undecided(MISFIRES_COUNTED, says(ENGINE_MISFIRES, times_per_minute(50), minutes(1))),
    fires(AIR_FLOW_IMPOSSIBLE, IDLED, BREATHING, BROKEN),
    stays_quiet(AIR_FLOW_IMPOSSIBLE, IDLES_BRIEFLY, BREATHING),
    undecided(AIR_FLOW_IMPOSSIBLE, IDLES, FULL_THROTTLE),
    undecided(AIR_FLOW_IMPOSSIBLE, REVS, FULL_THROTTLE),
    undecided(AIR_FLOW_IMPOSSIBLE, BREATHING, BROKEN),
    fires(COOLANT_HOT, TOWING_UPHILL, later(minutes(6), BOILING)),
    fires(COOLANT_HOT, BOILS_ON),
    stays_quiet(COOLANT_HOT, TOWING_UPHILL),
    undecided(COOLANT_HOT, BROKEN_WIRE),
    undecided(COOLANT_HOT, BOILING),
    fires(STAYS_COLD, BRISK, AT_WORK, MILD, LUKEWARM),
    undecided(STAYS_COLD, BRISK, AT_WORK, FREEZING, LUKEWARM),
    stays_quiet(STAYS_COLD, BRISK, AT_WORK, MILD, WARMING_UP),
    undecided(STAYS_COLD, BRISK, AT_WORK, MILD, READ_ONCE),
    undecided(STAYS_COLD, BRISK, MILD, LUKEWARM),
    fires(OIL_PRESSURE_MISSING, WORKED, PRESSURE, later(minutes(9), LITTLE_PRESSURE)),
    undecided(OIL_PRESSURE_MISSING, AT_WORK, POUNDS),
    undecided(OIL_PRESSURE_MISSING, IDLES, PRESSURE, later(minutes(9), LITTLE_PRESSURE)),
    fires(OIL_PRESSURE_MISSING, WORKED, PRESSURE, later(minutes(9), NOTHING)),
    undecided(OIL_PRESSURE_MISSING, AT_WORK, NO_PRESSURE),
    stays_quiet(OIL_PRESSURE_MISSING, PRESSURE),
    undecided(OIL_PRESSURE_MISSING, LITTLE_PRESSURE),
)
RANKED = (
    (by.COIL_WEAK, MISFIRES, (says(FUEL_TRIM_LONG_TERM, percent(1)),)),
    (by.COIL_WEAK, MISFIRES, ()),
    (by.INJECTOR_CLOGGED, MISFIRES, (says(FUEL_TRIM_LONG_TERM, percent(8)),)),
    (by.COOLANT_LOST, OVERHEATED, well(THERMAL_MANAGEMENT)),
    (by.FAN_WIRE, OVERHEATED, (reports(THERMAL_MANAGEMENT, {"P0480-13": FAILED}),)),
    (by.THERMOSTAT_STUCK_CLOSED, OVERHEATED, (BOILS_WITHIN_MINUTES,)),
    (by.OIL_PUMP_WORN, OIL_PRESSURE_MISSING, (REVS, LITTLE_PRESSURE)),
    (by.OIL_PRESSURE_SENSOR_FAULTY, OIL_PRESSURE_MISSING, (REVS, READS_NOTHING)),
    (by.OIL_PUMP_WORN, OIL_PRESSURE_MISSING, (REVS, LITTLE_PRESSURE, NO_OIL_YET)),
    (by.CRANKSHAFT_SENSOR_HEAT, CRANKSHAFT, (TOWING_UPHILL,)),
    (by.CRANKSHAFT_SENSOR_WIRE, CRANKSHAFT, (LUKEWARM,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_engine(case: Case) -> None:
    """Each rule fires, stays quiet or stays undecided as its story tells."""
    assert case.expected == rehearse(case)


@pytest.mark.parametrize(("cause", "rule", "story"), RANKED)
def test_engine_look_alikes(cause: Cause, rule: Rule, story: tuple[Event, ...]) -> None:
    """Signs tell apart what sets the same codes."""
    assert cause.id == likeliest(rule, *story)
