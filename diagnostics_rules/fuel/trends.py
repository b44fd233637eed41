"""What days tell of the mixture: what the engine has to learn grows before a code is set."""

from diagnostics_rules.fuel import codes, rules
from gateway.domain.finding import RuleId
from gateway.domain.signal import ENGINE_SPEED, FUEL_TRIM_LONG_TERM
from gateway.triage.condition import all_of
from gateway.triage.daily import Of, daily, reached
from gateway.triage.over_days import over_days
from gateway.triage.rule import Rule, VehicleSystem
from gateway.triage.units import percent, revolutions_per_minute

RUNS = reached(ENGINE_SPEED, revolutions_per_minute(1_000))
LEANEST = daily(FUEL_TRIM_LONG_TERM, Of.HIGHEST, reached=RUNS)
RICHEST = daily(FUEL_TRIM_LONG_TERM, Of.LOWEST, reached=RUNS)

# A healthy engine, however old, stays within 15 % and where it was; none learns more than 50 %.
GROWS_LEANER = Rule(
    id=RuleId("fuel.grows_leaner"),
    system=VehicleSystem.FUEL,
    title="Learnt mixture 15 % too lean, and 8 % more than weeks ago",
    when=all_of(
        over_days(21).rises_by(LEANEST, percent(8)),
        over_days(3, enough=2).median(LEANEST) > percent(15),
        over_days(3, enough=2).median(LEANEST) < percent(60),
    ),
    causes=rules.LEAN,
    entry=codes.MIXTURE_LEAN,
)
GROWS_RICHER = Rule(
    id=RuleId("fuel.grows_richer"),
    system=VehicleSystem.FUEL,
    title="Learnt mixture 15 % too rich, and 8 % more than weeks ago",
    when=all_of(
        over_days(21).falls_by(RICHEST, percent(8)),
        over_days(3, enough=2).median(RICHEST) < percent(-15),
        over_days(3, enough=2).median(RICHEST) > percent(-60),
    ),
    causes=rules.RICH,
    entry=codes.MIXTURE_RICH,
)

RULES = (GROWS_LEANER, GROWS_RICHER)
