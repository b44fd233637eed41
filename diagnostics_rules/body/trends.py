"""What days tell of tyres: air that one of them loses and the others do not."""

from diagnostics_rules.body import causes, rules
from gateway.domain.finding import RuleId
from gateway.domain.quantity import Kilopascal
from gateway.domain.signal import Signal
from gateway.triage.condition import AtLeast, all_of
from gateway.triage.daily import Of, daily
from gateway.triage.over_days import over_days
from gateway.triage.rule import Rule, VehicleSystem
from gateway.triage.units import kilopascals

TYRES = tuple(tyre for tyre, _ in rules.WHEELS.values())


# Weather and warmth go through all four; a sensor that sleeps says 0, and never more.
def _loses_air(tyre: Signal[Kilopascal]) -> AtLeast:
    others = tuple(each for each in TYRES if each is not tyre)
    apart = daily(tyre, Of.HIGHEST, less=others)
    return all_of(
        over_days(14).falls_by(apart, kilopascals(15)),
        over_days(1).median(apart) < kilopascals(-8),
    )


LOSES_AIR = tuple(
    Rule(
        id=RuleId(f"body.tyre_loses_air_{wheel}"),
        system=VehicleSystem.BODY,
        title=f"{tyre.title} has lost 15 kPa against the others within two weeks",
        when=_loses_air(tyre),
        causes=(causes.SLOW_LEAK,),
        entry=entry,
    )
    for wheel, (tyre, entry) in rules.WHEELS.items()
)

RULES = LOSES_AIR
