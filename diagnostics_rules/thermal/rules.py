"""When the coolant loops of an electric car are in trouble."""

from diagnostics_rules.heat import is_cooler
from diagnostics_rules.thermal import causes, codes
from gateway.domain.finding import RuleId
from gateway.domain.signal import (
    COOLANT_PUMP_SPEED,
    COOLANT_TEMPERATURE,
    INVERTER_TEMPERATURE,
)
from gateway.triage.condition import all_of, any_of
from gateway.triage.latch import latched
from gateway.triage.measured import latest
from gateway.triage.reporting import failing, recurring, reported
from gateway.triage.rule import Rule, VehicleSystem
from gateway.triage.units import degrees_celsius, minutes, revolutions_per_minute, seconds

SYSTEM = VehicleSystem.THERMAL
PUMP = (causes.PUMP_SEIZED, causes.PUMP_LINE)
NO_FLOW = (causes.COOLANT_LEAK, causes.AIR_IN_LOOP, *PUMP, causes.FAN)

FAILING = (
    failing(codes.COOLANT_PUMP, SYSTEM, "coolant_pump_fault", *PUMP),
    failing(codes.COOLANT_HOT, SYSTEM, "coolant_reported_hot", *NO_FLOW),
    failing(
        codes.HEATER_HOT,
        SYSTEM,
        "heater_hot",
        causes.HEATER,
        causes.COOLANT_LEAK,
        causes.AIR_IN_LOOP,
    ),
)
RECURRING = (recurring(codes.SHUTTER_STUCK, SYSTEM, "shutter_stuck", causes.SHUTTER),)
REPORTED = (
    reported(codes.PUMP_LINE_OPEN, SYSTEM, "pump_line_open", causes.PUMP_LINE),
    reported(codes.COOLANT_LOW, SYSTEM, "coolant_low", causes.COOLANT_LEAK),
    reported(codes.VALVE_STUCK, SYSTEM, "valve_stuck", causes.VALVE),
    reported(codes.RADIATOR_FAN, SYSTEM, "radiator_fan", causes.FAN),
    reported(codes.COOLANT_SENSOR_SHORT, SYSTEM, "sensor_short", causes.COOLANT_SENSOR),
    reported(codes.COOLANT_SENSOR_OPEN, SYSTEM, "sensor_open", causes.COOLANT_SENSOR),
    reported(codes.BATTERY_PUMP, SYSTEM, "battery_pump", causes.BATTERY_PUMP),
)


HOT_WITHOUT_FLOW = Rule(
    id=RuleId("thermal.hot_without_flow"),
    system=SYSTEM,
    title="Inverter hot while the coolant pump stands still",
    when=latched(
        on=all_of(
            latest(INVERTER_TEMPERATURE) > degrees_celsius(85),
            latest(INVERTER_TEMPERATURE) < degrees_celsius(200),
            latest(COOLANT_PUMP_SPEED) < revolutions_per_minute(200),
        ).held_for(seconds(30)),
        off=any_of(
            is_cooler(INVERTER_TEMPERATURE, degrees_celsius(85)),
            latest(COOLANT_PUMP_SPEED) >= revolutions_per_minute(200),
        ),
    ),
    causes=PUMP,
    entry=codes.COOLANT_PUMP,
)
# A healthy loop stays below 70 °C in summer, uphill and with a trailer. Where no inverter is
# hot with it, it is the loop of an engine.
COOLANT_HOT = Rule(
    id=RuleId("thermal.coolant_hot"),
    system=SYSTEM,
    title="Coolant of the drive above 85 °C",
    when=latched(
        on=all_of(
            latest(COOLANT_TEMPERATURE) > degrees_celsius(85),
            latest(COOLANT_TEMPERATURE) < degrees_celsius(200),
            latest(INVERTER_TEMPERATURE) > degrees_celsius(60),
        ).held_for(minutes(1)),
        off=any_of(
            is_cooler(COOLANT_TEMPERATURE, degrees_celsius(85)),
            is_cooler(INVERTER_TEMPERATURE, degrees_celsius(60)),
        ),
    ),
    causes=NO_FLOW,
    entry=codes.COOLANT_HOT,
)

RULES = (*FAILING, *RECURRING, *REPORTED, HOT_WITHOUT_FLOW, COOLANT_HOT)
