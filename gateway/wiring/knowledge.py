"""What the people who write rules know, handed to the stages that need it."""

from collections.abc import Sequence

from diagnostics_rules import REMEDIES, RULEBOOK
from gateway.domain.component import ComponentId
from gateway.domain.service import ServiceCentre
from gateway.domain.signal import LV_BATTERY_VOLTAGE, VEHICLE_SPEED
from gateway.domain.trouble_code import TroubleCode
from gateway.pipeline.casework import Knowledge

__all__ = ["RULEBOOK", "knowledge", "signals_that_tell"]


def knowledge(centres: Sequence[ServiceCentre]) -> Knowledge:
    return Knowledge(
        entry=RULEBOOK.entry,
        remedies={remedy.id: remedy for remedy in REMEDIES},
        centres=tuple(centres),
    )


def signals_that_tell(component: ComponentId, code: TroubleCode) -> list[int]:
    """What the rules on this code read, and what puts it in context."""
    read = {
        number
        for rule in RULEBOOK.rules
        if (rule.entry.component, rule.entry.code) == (component, code)
        for number in rule.when.needs.signals
    }
    return sorted(read | {VEHICLE_SPEED.number, LV_BATTERY_VOLTAGE.number})
