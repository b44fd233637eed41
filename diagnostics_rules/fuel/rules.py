"""Rules of the fuel system: what it reports, and what its signals show before that."""

from diagnostics_rules.fuel import causes as by
from diagnostics_rules.fuel import codes
from gateway.domain.finding import RuleId
from gateway.domain.signal import (
    ENGINE_COOLANT_TEMPERATURE,
    ENGINE_SPEED,
    FUEL_RAIL_PRESSURE,
    FUEL_TRIM_LONG_TERM,
)
from gateway.triage.condition import all_of
from gateway.triage.hindsight import within
from gateway.triage.latch import latched
from gateway.triage.measured import latest
from gateway.triage.reporting import reported
from gateway.triage.rule import Rule, VehicleSystem
from gateway.triage.units import (
    degrees_celsius,
    kilopascals,
    minutes,
    percent,
    revolutions_per_minute,
    seconds,
)

FUEL = VehicleSystem.FUEL

PRESSURE = (by.HIGH_PRESSURE_PUMP_WORN, by.FILTER_CLOGGED, by.TANK_PUMP_WEAK)
LEAN = (by.INTAKE_LEAKS, by.FUEL_SHORT, by.AIR_FLOW_READ_WRONG)
RICH = (by.AIR_FLOW_READ_WRONG, by.INJECTOR_LEAKS, by.TANK_VENT_VALVE_OPEN)

RAIL_REPORTED_LOW = reported(codes.RAIL_PRESSURE_LOW, FUEL, "rail_pressure_low", *PRESSURE)
REPORTED = (
    RAIL_REPORTED_LOW,
    reported(codes.RAIL_PRESSURE_HIGH, FUEL, "rail_pressure_high", by.PRESSURE_VALVE_STICKS),
    reported(codes.RAIL_SENSOR_OPEN, FUEL, "rail_sensor_open", by.RAIL_SENSOR),
    reported(codes.MIXTURE_LEAN, FUEL, "mixture_lean", *LEAN),
    reported(codes.MIXTURE_RICH, FUEL, "mixture_rich", *RICH),
    reported(
        codes.TANK_VENT_SMALL_LEAK,
        FUEL,
        "tank_vent_small_leak",
        by.FUEL_CAP_LEAKS,
        by.TANK_VENT_LEAKS,
    ),
    reported(
        codes.TANK_VENT_LARGE_LEAK,
        FUEL,
        "tank_vent_large_leak",
        by.FUEL_CAP_LEAKS,
        by.TANK_VENT_LEAKS,
    ),
    reported(codes.LEVEL_SENSOR_SHORT, FUEL, "level_sensor_short", by.LEVEL_SENSOR),
    reported(codes.PUMP_CONTROL_OPEN, FUEL, "pump_control_open", by.PUMP_CONTROL_WIRE),
)

# Port injection works with 300 to 500 kPa, direct injection with 4,000 and more: what lies
# between them is neither. It has to come down from there, or the unit is not ours.
PRESSED = (latest(FUEL_RAIL_PRESSURE) > kilopascals(3_000)).held_for(seconds(10))
RAIL_STARVED = Rule(
    id=RuleId("fuel.rail_starved"),
    system=FUEL,
    title="Fuel rail between 0.8 and 2 MPa for two minutes",
    when=latched(
        on=all_of(
            all_of(
                latest(ENGINE_SPEED) > revolutions_per_minute(1_000),
                latest(FUEL_RAIL_PRESSURE) > kilopascals(800),
                latest(FUEL_RAIL_PRESSURE) < kilopascals(2_000),
            ).held_for(minutes(2)),
            within(PRESSED, minutes(10)),
        ),
        off=PRESSED,
    ),
    causes=PRESSURE,
    entry=codes.RAIL_PRESSURE_LOW,
)
# A healthy engine, however old, stays within 15 %, but for the first tank of ethanol; none can
# learn more than 50 %.
LEARNT_LEAN = Rule(
    id=RuleId("fuel.learnt_lean"),
    system=FUEL,
    title="Learnt mixture more than 25 % too lean, warm, for a quarter of an hour",
    when=latched(
        on=all_of(
            latest(ENGINE_COOLANT_TEMPERATURE) > degrees_celsius(70),
            latest(FUEL_TRIM_LONG_TERM) > percent(25),
            latest(FUEL_TRIM_LONG_TERM) < percent(60),
        ).held_for(minutes(15)),
        off=all_of(
            latest(FUEL_TRIM_LONG_TERM) <= percent(25),
            latest(FUEL_TRIM_LONG_TERM) > percent(-60),
        ),
    ),
    causes=LEAN,
    entry=codes.MIXTURE_LEAN,
)
LEARNT_RICH = Rule(
    id=RuleId("fuel.learnt_rich"),
    system=FUEL,
    title="Learnt mixture more than 25 % too rich, warm, for a quarter of an hour",
    when=latched(
        on=all_of(
            latest(ENGINE_COOLANT_TEMPERATURE) > degrees_celsius(70),
            latest(FUEL_TRIM_LONG_TERM) < percent(-25),
            latest(FUEL_TRIM_LONG_TERM) > percent(-60),
        ).held_for(minutes(15)),
        off=all_of(
            latest(FUEL_TRIM_LONG_TERM) >= percent(-25),
            latest(FUEL_TRIM_LONG_TERM) < percent(60),
        ),
    ),
    causes=RICH,
    entry=codes.MIXTURE_RICH,
)

RULES = (*REPORTED, RAIL_STARVED, LEARNT_LEAN, LEARNT_RICH)
