"""What days tell of the battery of a car with an engine before it fails."""

from diagnostics_rules.engine_electrics import causes as by
from diagnostics_rules.engine_electrics import codes
from gateway.domain.finding import RuleId
from gateway.domain.signal import ENGINE_SPEED, LV_BATTERY_CURRENT, LV_BATTERY_VOLTAGE, Phase
from gateway.triage.condition import all_of
from gateway.triage.daily import RESTING, daily
from gateway.triage.over_days import over_days
from gateway.triage.rule import Rule, VehicleSystem
from gateway.triage.units import amperes, revolutions_per_minute, volts

HAS_ENGINE = over_days(14, enough=1).median(daily(ENGINE_SPEED)) >= revolutions_per_minute(0)
AT_REST = daily(LV_BATTERY_VOLTAGE, during=RESTING)
ASLEEP = daily(LV_BATTERY_CURRENT, during=(Phase.ASLEEP,))

RESTS_LOWER = Rule(
    id=RuleId("engine_electrics.rests_lower"),
    system=VehicleSystem.ENGINE_ELECTRICS,
    title="Starter battery rests below 12.3 V, and 0.25 V lower than a week ago",
    when=all_of(
        HAS_ENGINE,
        over_days(14).falls_by(AT_REST, volts(0.25)),
        over_days(3, enough=2).median(AT_REST) < volts(12.3),
    ),
    causes=(by.BATTERY_WORN, by.DRAINED_AT_REST, by.ALTERNATOR_FAILED),
    entry=codes.BATTERY_LOW,
)
DRAINED_ASLEEP = Rule(
    id=RuleId("engine_electrics.drained_asleep"),
    system=VehicleSystem.ENGINE_ELECTRICS,
    title="More than 1 A drawn while the car sleeps, for days",
    when=all_of(HAS_ENGINE, over_days(5, enough=3).median(ASLEEP) < amperes(-1)),
    causes=(by.DRAINED_AT_REST,),
    entry=codes.QUIESCENT_CURRENT_HIGH,
)

RULES = (RESTS_LOWER, DRAINED_ASLEEP)
