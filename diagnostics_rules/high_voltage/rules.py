"""When the high-voltage system is in trouble."""

from diagnostics_rules.high_voltage import battery_codes as battery
from diagnostics_rules.high_voltage import causes, circuit_codes, sensor_codes
from gateway.domain.finding import RuleId
from gateway.domain.signal import (
    HV_BATTERY_STATE_OF_CHARGE,
    HV_BATTERY_TEMPERATURE_MAX,
    HV_CELL_VOLTAGE_MAX,
    HV_CELL_VOLTAGE_MIN,
    HV_ISOLATION_RESISTANCE,
    Phase,
)
from gateway.triage.condition import all_of, any_of, not_
from gateway.triage.difference import difference
from gateway.triage.hindsight import within
from gateway.triage.latch import latched
from gateway.triage.measured import latest, phase
from gateway.triage.reporting import failing, reported
from gateway.triage.rule import Rule, VehicleSystem
from gateway.triage.statistic import slope
from gateway.triage.units import degrees_celsius, kilohms, minutes, percent, seconds, volts

SYSTEM = VehicleSystem.HIGH_VOLTAGE
ISOLATION_LIMIT = kilohms(500)
ISOLATION = (causes.CONNECTOR_INSULATION, causes.COMPRESSOR_WET)
HEAT = (causes.CELL_SHORT, causes.TEMPERATURE_SENSOR, causes.COOLING_FAILS)
CELLS = (causes.CELL_WEAK, causes.PACK_AGED)
SENSOR = (causes.TEMPERATURE_SENSOR, causes.SENSOR_CABLE)

CIRCUIT = (
    reported(circuit_codes.ISOLATION_LOST, SYSTEM, "isolation_fault", *ISOLATION),
    reported(circuit_codes.ISOLATION_FALLING, SYSTEM, "isolation_warning", *ISOLATION),
    reported(circuit_codes.INTERLOCK_OPEN, SYSTEM, "interlock_open", causes.INTERLOCK_PLUG),
    reported(
        circuit_codes.POSITIVE_CONTACTOR_WELDED,
        SYSTEM,
        "positive_contactor_welded",
        causes.CONTACTOR_WELDED,
    ),
    reported(
        circuit_codes.NEGATIVE_CONTACTOR_WELDED,
        SYSTEM,
        "negative_contactor_welded",
        causes.CONTACTOR_WELDED,
    ),
    reported(
        circuit_codes.POSITIVE_CONTACTOR_OPEN,
        SYSTEM,
        "positive_contactor_open",
        causes.CONTACTOR_COIL,
    ),
    reported(
        circuit_codes.NEGATIVE_CONTACTOR_OPEN,
        SYSTEM,
        "negative_contactor_open",
        causes.CONTACTOR_COIL,
    ),
    reported(
        circuit_codes.DISCHARGE_TOO_SLOW, SYSTEM, "discharge_too_slow", causes.ACTIVE_DISCHARGE
    ),
    reported(
        circuit_codes.PRECHARGE_TOO_LONG,
        SYSTEM,
        "precharge_too_long",
        causes.PRECHARGE_RESISTOR,
        causes.SHORT_BEHIND_THE_FUSE,
    ),
    reported(circuit_codes.FUSE_OPEN, SYSTEM, "fuse_open", causes.SHORT_BEHIND_THE_FUSE),
    reported(circuit_codes.PYRO_FUSE_FIRED, SYSTEM, "pyro_fuse_fired", causes.CRASH),
)
BATTERY = (
    reported(battery.BATTERY_TOO_HOT, SYSTEM, "battery_over_temperature", *HEAT),
    reported(battery.TEMPERATURE_RISES_FAST, SYSTEM, "battery_heats_up", *HEAT),
    reported(battery.LIQUID_IN_HOUSING, SYSTEM, "liquid_in_housing", causes.HOUSING_LEAKS),
    reported(battery.VOLTAGE_TOO_HIGH, SYSTEM, "voltage_too_high", causes.CHARGE_CONTROL),
    reported(battery.BATTERY_AGED, SYSTEM, "battery_aged", *CELLS),
    reported(battery.REPLACE_PACK, SYSTEM, "replace_pack", causes.PACK_AGED),
    reported(battery.CELLS_APART, SYSTEM, "cells_apart", *CELLS),
    reported(battery.COOLING_POOR, SYSTEM, "cooling_poor", causes.COOLING_FAILS),
)
# Only while it fails: a battery that was charged again leaves a stored code behind.
VOLTAGE_TOO_LOW = failing(
    battery.VOLTAGE_TOO_LOW, SYSTEM, "voltage_too_low", causes.LEFT_EMPTY, *CELLS
)
SENSORS = (
    reported(
        sensor_codes.CONTROL_UNIT_DEFECTIVE,
        SYSTEM,
        "control_unit_defective",
        causes.CONTROL_UNIT,
    ),
    reported(
        sensor_codes.TEMPERATURE_SENSOR_IMPLAUSIBLE,
        SYSTEM,
        "temperature_sensor_implausible",
        *SENSOR,
    ),
    reported(
        sensor_codes.TEMPERATURE_SENSOR_SHORT, SYSTEM, "temperature_sensor_short", *SENSOR
    ),
    reported(sensor_codes.TEMPERATURE_SENSOR_OPEN, SYSTEM, "temperature_sensor_open", *SENSOR),
    reported(sensor_codes.VOLTAGE_SENSE_LOW, SYSTEM, "voltage_sense_low", causes.SENSOR_CABLE),
    reported(
        sensor_codes.CURRENT_SENSOR_IMPLAUSIBLE,
        SYSTEM,
        "current_sensor_implausible",
        causes.CURRENT_SENSOR,
    ),
)
REPORTED = (*CIRCUIT, *BATTERY, *SENSORS)

# Who shows less than 20 kΩ without having shown a sound isolation before counts in kilohms, or
# has not measured yet; 65,535 kΩ is no measurement.
INSULATES = latest(HV_ISOLATION_RESISTANCE) >= ISOLATION_LIMIT
WAS_SOUND = all_of(INSULATES, latest(HV_ISOLATION_RESISTANCE) < kilohms(60_000))
HAS_LOST_ISOLATION = all_of(
    latest(HV_ISOLATION_RESISTANCE) < ISOLATION_LIMIT,
    latest(HV_ISOLATION_RESISTANCE) > kilohms(20),
).held_for(seconds(30))
HAS_NO_ISOLATION = all_of(
    all_of(
        latest(HV_ISOLATION_RESISTANCE) <= kilohms(20),
        latest(HV_ISOLATION_RESISTANCE) > kilohms(1),
    ).held_for(seconds(30)),
    within(WAS_SOUND.held_for(seconds(10)), minutes(10)),
)
ISOLATION_LOW = Rule(
    id=RuleId("high_voltage.isolation_low"),
    system=SYSTEM,
    title="Isolation resistance low",
    when=latched(on=HAS_LOST_ISOLATION, off=INSULATES),
    causes=ISOLATION,
    entry=circuit_codes.ISOLATION_LOST,
)
ISOLATION_GONE = Rule(
    id=RuleId("high_voltage.isolation_gone"),
    system=SYSTEM,
    title="Isolation resistance below 20 kΩ, and sound ten minutes before",
    when=latched(on=HAS_NO_ISOLATION, off=INSULATES),
    causes=ISOLATION,
    entry=circuit_codes.ISOLATION_LOST,
)
# What is worse takes its place, and not before it is found.
ISOLATION_FALLING = Rule(
    id=RuleId("high_voltage.isolation_falling"),
    system=SYSTEM,
    title="Isolation below 700 kΩ, lower than in any dry and healthy car",
    when=latched(
        on=all_of(
            latest(HV_ISOLATION_RESISTANCE) < kilohms(700),
            latest(HV_ISOLATION_RESISTANCE) >= ISOLATION_LIMIT,
        ).held_for(minutes(10)),
        off=any_of(
            latest(HV_ISOLATION_RESISTANCE) >= kilohms(700),
            HAS_LOST_ISOLATION,
            HAS_NO_ISOLATION,
        ),
    ),
    causes=ISOLATION,
    entry=circuit_codes.ISOLATION_FALLING,
)
# All bits set stand for 200 °C and more: nobody has read that sensor yet. Nor may one have been
# read that has not been cooler before, unless it lasts.
HOT = all_of(
    latest(HV_BATTERY_TEMPERATURE_MAX) > degrees_celsius(65),
    latest(HV_BATTERY_TEMPERATURE_MAX) < degrees_celsius(200),
)
HAS_BEEN_COOLER = all_of(
    latest(HV_BATTERY_TEMPERATURE_MAX) > degrees_celsius(-30),
    latest(HV_BATTERY_TEMPERATURE_MAX) < degrees_celsius(64),
).held_for(seconds(10))
COOLS_DOWN = all_of(
    latest(HV_BATTERY_TEMPERATURE_MAX) > degrees_celsius(-30),
    latest(HV_BATTERY_TEMPERATURE_MAX) < degrees_celsius(60),
).held_for(minutes(1))
BATTERY_HOT = Rule(
    id=RuleId("high_voltage.battery_hot"),
    system=SYSTEM,
    title="Warmest cell above its limit",
    when=latched(
        on=all_of(
            HOT.held_for(seconds(20)),
            any_of(within(HAS_BEEN_COOLER, minutes(10)), HOT.held_for(minutes(3))),
        ),
        off=COOLS_DOWN,
    ),
    causes=HEAT,
    entry=battery.BATTERY_TOO_HOT,
)
# Who was below 20 °C within these minutes was not read yet: no cell heats up so fast unseen.
HEATS_UP = Rule(
    id=RuleId("high_voltage.heats_up_by_itself"),
    system=SYSTEM,
    title="Warmest cell above 50 °C and rising by 2.5 °C a minute",
    when=all_of(
        latest(HV_BATTERY_TEMPERATURE_MAX) > degrees_celsius(50),
        slope(HV_BATTERY_TEMPERATURE_MAX, over=minutes(5)) > degrees_celsius(2.5),
        not_(within(latest(HV_BATTERY_TEMPERATURE_MAX) < degrees_celsius(20), minutes(5))),
    ),
    causes=HEAT,
    entry=battery.BATTERY_TOO_HOT,
)
# By driving, for iron phosphate cells part company at the end of every charge.
CELLS_APART = Rule(
    id=RuleId("high_voltage.cells_drift_apart"),
    system=SYSTEM,
    title="Cells 0.25 V apart while driving",
    when=latched(
        on=all_of(
            phase(Phase.DRIVING),
            latest(HV_BATTERY_STATE_OF_CHARGE) > percent(20),
            difference(HV_CELL_VOLTAGE_MAX, HV_CELL_VOLTAGE_MIN) > volts(0.25),
        ).held_for(minutes(4)),
        off=all_of(
            phase(Phase.DRIVING),
            difference(HV_CELL_VOLTAGE_MAX, HV_CELL_VOLTAGE_MIN) < volts(0.2),
            difference(HV_CELL_VOLTAGE_MAX, HV_CELL_VOLTAGE_MIN) > volts(-0.2),
        ).held_for(minutes(1)),
    ),
    causes=CELLS,
    entry=battery.BATTERY_AGED,
)
# Below what cells of 3 V and more show under full load; 0 is no measurement. Where even the
# highest cell stays below 2.9 V, they are of another chemistry: titanate, nickel. No cell has
# 5 V: a logger that says so takes millivolts for volts.
CELL_EMPTY = Rule(
    id=RuleId("high_voltage.cell_empty"),
    system=SYSTEM,
    title="Lowest cell below 2.4 V",
    when=latched(
        on=all_of(
            latest(HV_CELL_VOLTAGE_MIN) < volts(2.4),
            latest(HV_CELL_VOLTAGE_MIN) > volts(0),
            latest(HV_CELL_VOLTAGE_MAX) > volts(2.9),
            latest(HV_CELL_VOLTAGE_MAX) < volts(5),
        ).held_for(minutes(2)),
        off=latest(HV_CELL_VOLTAGE_MIN) >= volts(2.4),
    ),
    causes=(causes.CELL_WEAK, causes.LEFT_EMPTY),
    entry=battery.VOLTAGE_TOO_LOW,
)

RULES = (
    *REPORTED,
    VOLTAGE_TOO_LOW,
    ISOLATION_LOW,
    ISOLATION_GONE,
    ISOLATION_FALLING,
    BATTERY_HOT,
    HEATS_UP,
    CELLS_APART,
    CELL_EMPTY,
)
