"""Rules of battery, alternator and starter. Only a car with an engine measures its speed."""

from diagnostics_rules.engine_electrics import causes as by
from diagnostics_rules.engine_electrics import codes
from gateway.domain.finding import RuleId
from gateway.domain.signal import (
    ENGINE_SPEED,
    LV_BATTERY_CURRENT,
    LV_BATTERY_VOLTAGE,
)
from gateway.triage.condition import all_of, any_of
from gateway.triage.latch import latched
from gateway.triage.measured import latest
from gateway.triage.reporting import failing, recurring, reported
from gateway.triage.rule import Rule, VehicleSystem
from gateway.triage.statistic import spread
from gateway.triage.units import amperes, minutes, revolutions_per_minute, seconds, volts

ELECTRICS = VehicleSystem.ENGINE_ELECTRICS

LOW = (by.BATTERY_WORN, by.CLAMP_OXIDISED, by.ALTERNATOR_FAILED, by.DRAINED_AT_REST)
HIGH = (by.REGULATOR_STUCK, by.SENSE_WIRE)

# A battery that was left with the lights on once and charged again is well; a clamp comes back.
BATTERY_LOW = recurring(codes.BATTERY_LOW, ELECTRICS, "battery_reported_low", *LOW)
REPORTED = (
    reported(codes.SUPPLY_HIGH, ELECTRICS, "supply_reported_high", *HIGH),
    reported(
        codes.ALTERNATOR_SILENT,
        ELECTRICS,
        "alternator_silent",
        by.ALTERNATOR_FAILED,
        by.ALTERNATOR_LINE,
    ),
    reported(codes.STARTER_RELAY_OPEN, ELECTRICS, "starter_relay_open", by.STARTER_RELAY_WET),
    reported(
        codes.ALTERNATOR_LINE_SILENT, ELECTRICS, "alternator_line_silent", by.ALTERNATOR_LINE
    ),
    reported(
        codes.BATTERY_SENSOR_SILENT, ELECTRICS, "battery_sensor_silent", by.BATTERY_SENSOR
    ),
)
# Only while it fails: a lamp that was left on once is no fault of the car.
QUIESCENT_CURRENT = failing(
    codes.QUIESCENT_CURRENT_HIGH, ELECTRICS, "quiescent_current_high", by.DRAINED_AT_REST
)

IS_THERE = latest(LV_BATTERY_VOLTAGE) > volts(4)
"""Below that no unit would be there to measure it."""

IS_OF_12_V = latest(LV_BATTERY_VOLTAGE) < volts(20)
"""Lorries with 24 V are none of our business."""

# A healthy battery rests above 12.2 V, in frost too, and recovers within seconds of a start;
# with the lights on, behind the diode of a cheap adapter, 11.5 V may be read. What never moves
# may be the last that an adapter has read before the starter took its supply, unless it lasts.
RUN_DOWN = all_of(
    latest(ENGINE_SPEED) < revolutions_per_minute(200),
    latest(LV_BATTERY_VOLTAGE) < volts(11.3),
    IS_THERE,
)
BATTERY_LOW_AT_REST = Rule(
    id=RuleId("engine_electrics.battery_low_at_rest"),
    system=ELECTRICS,
    title="Starter battery below 11.3 V while the engine stands",
    when=latched(
        on=all_of(
            RUN_DOWN.held_for(minutes(5)),
            any_of(
                spread(LV_BATTERY_VOLTAGE, over=minutes(4)) > volts(0.005),
                RUN_DOWN.held_for(minutes(15)),
            ),
        ),
        off=all_of(latest(LV_BATTERY_VOLTAGE) >= volts(11.3), IS_OF_12_V),
    ),
    causes=LOW,
    entry=codes.BATTERY_LOW,
)
# A clever alternator rests for a minute when the car accelerates, and never with a low battery.
# What never moves was read only once.
NOT_CHARGED = Rule(
    id=RuleId("engine_electrics.not_charged"),
    system=ELECTRICS,
    title="The battery feeds the car for four minutes although the engine turns",
    when=latched(
        on=all_of(
            all_of(
                latest(ENGINE_SPEED) > revolutions_per_minute(600),
                latest(LV_BATTERY_CURRENT) < amperes(-15),
                latest(LV_BATTERY_VOLTAGE) < volts(12.0),
            ).held_for(minutes(4)),
            spread(LV_BATTERY_VOLTAGE, over=minutes(4)) > volts(0.02),
        ),
        off=all_of(
            latest(ENGINE_SPEED) > revolutions_per_minute(600),
            any_of(
                latest(LV_BATTERY_CURRENT) > amperes(0),
                all_of(latest(LV_BATTERY_VOLTAGE) > volts(12.6), IS_OF_12_V),
            ),
        ).held_for(seconds(30)),
    ),
    causes=(by.ALTERNATOR_FAILED, by.ALTERNATOR_LINE),
    entry=codes.ALTERNATOR_SILENT,
)
# In hard frost a battery is charged with 15.2 V.
OVERCHARGED = Rule(
    id=RuleId("engine_electrics.overcharged"),
    system=ELECTRICS,
    title="12 V supply above 15.8 V while the engine turns",
    when=latched(
        on=all_of(
            latest(ENGINE_SPEED) > revolutions_per_minute(600),
            latest(LV_BATTERY_VOLTAGE) > volts(15.8),
            IS_OF_12_V,
        ).held_for(minutes(1)),
        off=all_of(
            latest(ENGINE_SPEED) > revolutions_per_minute(600),
            latest(LV_BATTERY_VOLTAGE) < volts(15.3),
            IS_THERE,
        ).held_for(minutes(1)),
    ),
    causes=HIGH,
    entry=codes.SUPPLY_HIGH,
)

RULES = (
    *REPORTED,
    BATTERY_LOW,
    QUIESCENT_CURRENT,
    BATTERY_LOW_AT_REST,
    NOT_CHARGED,
    OVERCHARGED,
)
