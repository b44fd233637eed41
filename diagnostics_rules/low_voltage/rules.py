"""When the 12 V net of an electric car is in trouble."""

from diagnostics_rules.low_voltage import causes, codes
from gateway.domain.finding import RuleId
from gateway.domain.severity import Severity
from gateway.domain.signal import DCDC_CURRENT, LV_BATTERY_VOLTAGE, Phase
from gateway.triage.condition import all_of
from gateway.triage.latch import latched
from gateway.triage.measured import latest, phase
from gateway.triage.reporting import failing, reported
from gateway.triage.rule import Rule, VehicleSystem
from gateway.triage.units import amperes, minutes, seconds, volts

SYSTEM = VehicleSystem.LOW_VOLTAGE
HAS_CONVERTER = latest(DCDC_CURRENT) >= amperes(0)
"""Cars with an alternator do not measure it; their battery has rules of its own."""

IS_THERE = latest(LV_BATTERY_VOLTAGE) > volts(4)
"""Below that no unit would be there to measure it."""

IS_OF_12_V = latest(LV_BATTERY_VOLTAGE) < volts(20)

# Only while it fails: a battery that was charged again leaves a stored code behind.
FAILING = (
    failing(codes.BATTERY_LOW, SYSTEM, "supply_fault", *causes.SUPPLY),
    failing(
        codes.SUPPLY_HIGH,
        SYSTEM,
        "supply_reported_high",
        causes.CONVERTER_OVERCHARGES,
        causes.SENSE_LINE,
    ),
    failing(codes.CONVERTER_HOT, SYSTEM, "converter_hot", causes.CONVERTER_COOLING),
    failing(
        codes.QUIESCENT_CURRENT_HIGH,
        SYSTEM,
        "quiescent_current_high",
        causes.DRAINED_AT_REST,
    ),
)

REPORTED = (
    reported(
        codes.CONVERTER_SILENT,
        SYSTEM,
        "converter_silent",
        causes.CONVERTER_DEAD,
        causes.ENABLE_LINE,
    ),
    reported(
        codes.CONVERTER_DEFECTIVE, SYSTEM, "converter_defective", causes.CONVERTER_ELECTRONICS
    ),
    reported(codes.VOLTAGES_DISAGREE, SYSTEM, "voltages_disagree", causes.SENSE_LINE),
    reported(codes.ENABLE_LINE_OPEN, SYSTEM, "enable_line_open", causes.ENABLE_LINE),
    reported(
        codes.BATTERY_SENSOR_SILENT, SYSTEM, "battery_sensor_silent", causes.BATTERY_SENSOR
    ),
)

BATTERY_LOW = Rule(
    id=RuleId("low_voltage.battery_low"),
    system=SYSTEM,
    title="12 V battery below 11.6 V",
    when=latched(
        on=all_of(
            all_of(latest(LV_BATTERY_VOLTAGE) < volts(11.6), IS_THERE).held_for(minutes(2)),
            HAS_CONVERTER,
        ),
        off=all_of(latest(LV_BATTERY_VOLTAGE) >= volts(11.6), IS_OF_12_V),
    ),
    causes=causes.SUPPLY,
    entry=codes.BATTERY_LOW,
)
# No battery, however worn, pulls the net down so far while its converter delivers.
NET_BREAKS_DOWN = Rule(
    id=RuleId("low_voltage.net_breaks_down"),
    system=SYSTEM,
    title="12 V net below 10.5 V while driving",
    when=latched(
        on=all_of(
            all_of(
                phase(Phase.DRIVING), latest(LV_BATTERY_VOLTAGE) < volts(10.5), IS_THERE
            ).held_for(seconds(20)),
            HAS_CONVERTER,
        ),
        off=all_of(
            phase(Phase.DRIVING), latest(LV_BATTERY_VOLTAGE) > volts(10.8), IS_OF_12_V
        ).held_for(minutes(1)),
    ),
    causes=(causes.CONVERTER_DEAD, causes.GROUND_CORRODED, causes.CONVERTER_WEAK),
    entry=codes.BATTERY_LOW,
    severity=Severity.URGENT,
)
# Lithium batteries of four cells are charged with 16 V; far more is a high-voltage battery.
OVERCHARGED = Rule(
    id=RuleId("low_voltage.overcharged"),
    system=SYSTEM,
    title="12 V net above 16.3 V",
    when=latched(
        on=all_of(
            all_of(latest(LV_BATTERY_VOLTAGE) > volts(16.3), IS_OF_12_V).held_for(minutes(1)),
            HAS_CONVERTER,
        ),
        off=all_of(latest(LV_BATTERY_VOLTAGE) <= volts(16.3), IS_THERE),
    ),
    causes=(causes.CONVERTER_OVERCHARGES, causes.SENSE_LINE),
    entry=codes.SUPPLY_HIGH,
)

RULES = (*FAILING, *REPORTED, BATTERY_LOW, NET_BREAKS_DOWN, OVERCHARGED)
