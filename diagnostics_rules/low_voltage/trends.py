"""What days tell of the 12 V net of an electric car before anything fails."""

from diagnostics_rules.low_voltage import causes, codes
from gateway.domain.finding import RuleId
from gateway.domain.signal import DCDC_CURRENT, LV_BATTERY_CURRENT, LV_BATTERY_VOLTAGE, Phase
from gateway.triage.condition import all_of
from gateway.triage.daily import RESTING, daily
from gateway.triage.over_days import over_days
from gateway.triage.rule import Rule, VehicleSystem
from gateway.triage.units import amperes, volts

HAS_CONVERTER = over_days(14, enough=1).median(daily(DCDC_CURRENT)) >= amperes(-1)
AT_REST = daily(LV_BATTERY_VOLTAGE, during=RESTING)
ASLEEP = daily(LV_BATTERY_CURRENT, during=(Phase.ASLEEP,))

# At 12.3 V a rested lead battery has a half left; the cold alone takes hardly anything from it.
RESTS_LOWER = Rule(
    id=RuleId("low_voltage.rests_lower"),
    system=VehicleSystem.LOW_VOLTAGE,
    title="12 V battery rests below 12.3 V, and 0.25 V lower than a week ago",
    when=all_of(
        HAS_CONVERTER,
        over_days(14).falls_by(AT_REST, volts(0.25)),
        over_days(3, enough=2).median(AT_REST) < volts(12.3),
    ),
    causes=(causes.BATTERY_WORN, causes.DRAINED_AT_REST),
    entry=codes.BATTERY_LOW,
)
# 24 Ah a day: a good battery is flat before the weekend is over.
DRAINED_ASLEEP = Rule(
    id=RuleId("low_voltage.drained_asleep"),
    system=VehicleSystem.LOW_VOLTAGE,
    title="More than 1 A drawn while the car sleeps, for days",
    when=all_of(HAS_CONVERTER, over_days(5, enough=3).median(ASLEEP) < amperes(-1)),
    causes=(causes.DRAINED_AT_REST,),
    entry=codes.QUIESCENT_CURRENT_HIGH,
)

RULES = (RESTS_LOWER, DRAINED_ASLEEP)
