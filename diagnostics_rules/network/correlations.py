"""What the network sees of troubles that have begun elsewhere."""

from collections.abc import Iterator

from diagnostics_rules.engine_electrics import rules as electrics
from diagnostics_rules.infotainment import rules as infotainment
from diagnostics_rules.low_voltage import rules as low_voltage
from diagnostics_rules.network import silence_codes
from diagnostics_rules.network.rules import UNDERSUPPLIED, UNHEARD
from diagnostics_rules.telematics import rules as telematics
from gateway.domain.component import INFOTAINMENT, TELEMATICS, ComponentId
from gateway.domain.finding import RuleId
from gateway.triage.correlation import comes_from
from gateway.triage.rule import Rule


def _named(*names: str) -> Iterator[Rule]:
    """Of the 12 V supply, rules that are made of its codes; raises KeyError for another."""
    made = {rule.id: rule for rule in (*low_voltage.FAILING, *low_voltage.REPORTED)}
    return (made[RuleId(name)] for name in names)


WEAK_SUPPLY = (
    low_voltage.BATTERY_LOW,
    low_voltage.NET_BREAKS_DOWN,
    *_named("low_voltage.supply_fault", "low_voltage.converter_silent"),
    electrics.BATTERY_LOW,
    electrics.BATTERY_LOW_AT_REST,
    electrics.NOT_CHARGED,
)
DRAINED_OR_SILENT = (
    *UNDERSUPPLIED,
    *UNHEARD,
    low_voltage.BATTERY_LOW,
    *_named("low_voltage.supply_fault", "low_voltage.quiescent_current_high"),
    electrics.BATTERY_LOW,
    electrics.BATTERY_LOW_AT_REST,
    electrics.QUIESCENT_CURRENT,
    infotainment.FROZEN,
    telematics.SERVICES_LOST,
    telematics.SERVICES_MISSING,
)
RESTARTED: dict[ComponentId, str] = {
    INFOTAINMENT: "the infotainment",
    TELEMATICS: "the telematics unit",
}


def _about(other: str) -> tuple[Rule, ...]:
    """The rules of those that do not hear it."""
    lost = zip(silence_codes.LOST, UNHEARD, strict=True)
    return tuple(rule for one, rule in lost if one.other == other)


CORRELATIONS = (
    comes_from(
        WEAK_SUPPLY,
        symptoms=(*UNDERSUPPLIED, *UNHEARD),
        because="On a weak 12 V supply components fall silent one after the other.",
    ),
    comes_from(
        (),
        updates=True,
        symptoms=DRAINED_OR_SILENT,
        because="What gets new software is silent, all restart, and the 12 V net sags.",
    ),
    comes_from(
        (telematics.UPDATE_FAILED, telematics.UPDATE_UNFINISHED),
        symptoms=UNHEARD,
        because="Nobody hears a component that an update has left without software.",
    ),
    *(
        comes_from(
            (),
            resets=(component,),
            symptoms=_about(other),
            because=f"While {other} restarts, nobody hears it.",
        )
        for component, other in RESTARTED.items()
    ),
)
