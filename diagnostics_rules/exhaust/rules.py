"""Rules of the exhaust aftertreatment: what it reports, and what its signals show."""

from diagnostics_rules.exhaust import causes as by
from diagnostics_rules.exhaust import codes
from diagnostics_rules.heat import is_hot
from gateway.domain.finding import RuleId
from gateway.domain.signal import (
    EXHAUST_GAS_TEMPERATURE,
    PARTICULATE_FILTER_SOOT,
    REDUCTANT_LEVEL,
)
from gateway.triage.condition import all_of
from gateway.triage.latch import latched
from gateway.triage.measured import latest
from gateway.triage.reporting import reported
from gateway.triage.rule import Rule, VehicleSystem
from gateway.triage.units import degrees_celsius, minutes, percent

EXHAUST = VehicleSystem.EXHAUST

FULL = (by.SHORT_TRIPS, by.FILTER_ASH, by.PRESSURE_SENSOR)
HOT = (by.UNBURNT_FUEL, by.REGENERATION_RUNS_ON)
REDUCTANT = (by.REDUCTANT_USED_UP, by.REDUCTANT_SENSOR)

SENSOR_OPEN = reported(
    codes.TEMPERATURE_SENSOR_OPEN,
    EXHAUST,
    "temperature_sensor_open",
    by.SENSOR_PLUG_LOOSE,
    by.TEMPERATURE_SENSOR,
)
TOO_HOT = reported(codes.EXHAUST_TOO_HOT, EXHAUST, "too_hot", *HOT)
CATALYST_WORN = reported(
    codes.CATALYST_WORN,
    EXHAUST,
    "catalyst_worn",
    by.CATALYST,
    by.LEAK_BEFORE_PROBE,
    by.UNBURNT_FUEL,
)
REPORTED = (
    SENSOR_OPEN,
    TOO_HOT,
    CATALYST_WORN,
    reported(
        codes.FILTER_INEFFICIENT,
        EXHAUST,
        "filter_inefficient",
        by.FILTER_CRACKED,
        by.PRESSURE_SENSOR,
    ),
    reported(codes.FILTER_FULL, EXHAUST, "filter_full", *FULL),
    reported(codes.FILTER_BLOCKED, EXHAUST, "filter_blocked", *FULL),
    reported(
        codes.PRESSURE_SENSOR_IMPLAUSIBLE,
        EXHAUST,
        "pressure_sensor_implausible",
        by.PRESSURE_SENSOR,
    ),
    reported(codes.REDUCTANT_LOW, EXHAUST, "reductant_low", *REDUCTANT),
    reported(codes.REDUCTANT_POOR, EXHAUST, "reductant_poor", by.REDUCTANT_WRONG),
    reported(
        codes.NOX_CATALYST_WORN,
        EXHAUST,
        "nox_catalyst_worn",
        by.DOSING_INJECTOR,
        by.REDUCTANT_WRONG,
        by.NOX_SENSOR,
        by.CATALYST,
    ),
    reported(codes.NOX_SENSOR_OPEN, EXHAUST, "nox_sensor_open", by.NOX_SENSOR),
)

# The car burns its filter free from 100 % on, as soon as it may.
SOOT_HIGH = Rule(
    id=RuleId("exhaust.soot_high"),
    system=EXHAUST,
    title="Particulate filter loaded above 105 %",
    when=latched(
        on=all_of(
            latest(PARTICULATE_FILTER_SOOT) > percent(105),
            latest(PARTICULATE_FILTER_SOOT) < percent(200),
        ).held_for(minutes(10)),
        off=latest(PARTICULATE_FILTER_SOOT) <= percent(105),
    ),
    causes=FULL,
    entry=codes.FILTER_FULL,
)
# Every car warns from a quarter full on; who gets here has not noticed. A car without such a
# tank says 0; from 0 to 1 may be a share of the whole.
REDUCTANT_NEARLY_EMPTY = Rule(
    id=RuleId("exhaust.reductant_nearly_empty"),
    system=EXHAUST,
    title="Reductant below 4 %",
    when=latched(
        on=all_of(
            latest(REDUCTANT_LEVEL) < percent(4),
            latest(REDUCTANT_LEVEL) > percent(1),
        ).held_for(minutes(10)),
        off=latest(REDUCTANT_LEVEL) >= percent(4),
    ),
    causes=REDUCTANT,
    entry=codes.REDUCTANT_LOW,
)
# Turbines of petrol engines stand 1,050 °C; none may glow more for minutes.
GLOWS = Rule(
    id=RuleId("exhaust.glows"),
    system=EXHAUST,
    title="Exhaust gas above 1,050 °C for two minutes",
    when=is_hot(EXHAUST_GAS_TEMPERATURE, degrees_celsius(1_050), unread=degrees_celsius(1_400)),
    causes=HOT,
    entry=codes.EXHAUST_TOO_HOT,
)

RULES = (*REPORTED, SOOT_HIGH, REDUCTANT_NEARLY_EMPTY, GLOWS)
