"""The plainest of rules: a component reports its code."""

from gateway.domain.catalogue import CatalogueEntry
from gateway.domain.finding import RuleId
from gateway.triage.cause import Cause
from gateway.triage.condition import Condition, any_of
from gateway.triage.reported import Fault, HasStatus, OccurredAtLeast
from gateway.triage.rule import Rule, VehicleSystem

TIME_AND_AGAIN = 3


def reported(entry: CatalogueEntry, system: VehicleSystem, name: str, *causes: Cause) -> Rule:
    """True while the code is present: failed now, pending or confirmed."""
    return _rule(Fault(entry.component, entry.code).present, entry, system, name, causes)


def failing(entry: CatalogueEntry, system: VehicleSystem, name: str, *causes: Cause) -> Rule:
    """True while the test fails: a stored code of what is well again says nothing."""
    return _rule(_failed(entry), entry, system, name, causes)


def recurring(entry: CatalogueEntry, system: VehicleSystem, name: str, *causes: Cause) -> Rule:
    """True while the test fails, and for good once it has failed time and again."""
    often = OccurredAtLeast(entry.component, entry.code, TIME_AND_AGAIN)
    return _rule(any_of(_failed(entry), often), entry, system, name, causes)


def _failed(entry: CatalogueEntry) -> HasStatus:
    return Fault(entry.component, entry.code).failed


def _rule(
    when: Condition,
    entry: CatalogueEntry,
    system: VehicleSystem,
    name: str,
    causes: tuple[Cause, ...],
) -> Rule:
    return Rule(
        id=RuleId(f"{system.value}.{name}"),
        system=system,
        title=f"Reported: {entry.title[0].lower()}{entry.title[1:]}",
        when=when,
        causes=causes,
        entry=entry,
    )
