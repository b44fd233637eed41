"""What the people who write rules know, handed to the stages that need it."""

from collections.abc import Callable, Sequence
from datetime import date

from diagnostics_rules import REMEDIES, RULEBOOK
from gateway.booking.calendar import Closed, opening
from gateway.domain.component import ComponentId
from gateway.domain.service import CentreId, ServiceCentre
from gateway.domain.signal import LV_BATTERY_VOLTAGE, VEHICLE_SPEED
from gateway.domain.trouble_code import TroubleCode
from gateway.pipeline.casework import Knowledge

__all__ = ["RULEBOOK", "closing", "knowledge", "signals_that_tell"]


def knowledge(centres: Sequence[ServiceCentre]) -> Knowledge:
    return Knowledge(
        entry=RULEBOOK.entry,
        remedies={remedy.id: remedy for remedy in REMEDIES},
        centres=tuple(centres),
    )


def closing(centres: Sequence[ServiceCentre]) -> Callable[[CentreId, date], str | None]:
    """Tells why one of these centres is closed on a day; None when it is open, or not known."""
    known = {centre.id: centre for centre in centres}

    def why_closed(centre: CentreId, day: date) -> str | None:
        if centre not in known:
            return None
        found = opening(known[centre], day)
        return found.reason if isinstance(found, Closed) else None

    return why_closed


def signals_that_tell(component: ComponentId, code: TroubleCode) -> list[int]:
    """What the rules on this code read, and what puts it in context."""
    read = {
        number
        for rule in RULEBOOK.rules
        if (rule.entry.component, rule.entry.code) == (component, code)
        for number in rule.when.needs.signals
    }
    return sorted(read | {VEHICLE_SPEED.number, LV_BATTERY_VOLTAGE.number})
