"""The plainest of rules: a component reports its code."""

from gateway.domain.catalogue import CatalogueEntry
from gateway.domain.finding import RuleId
from gateway.triage.cause import Cause
from gateway.triage.reported import PRESENT, HasStatus
from gateway.triage.rule import Rule, VehicleSystem


def reported(entry: CatalogueEntry, system: VehicleSystem, name: str, *causes: Cause) -> Rule:
    """True while the code is present: failed now, pending or confirmed."""
    return Rule(
        id=RuleId(f"{system.value}.{name}"),
        system=system,
        title=f"Reported: {entry.title[0].lower()}{entry.title[1:]}",
        when=HasStatus(entry.component, entry.code, PRESENT),
        causes=causes,
        entry=entry,
    )
