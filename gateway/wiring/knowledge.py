"""What the people who write rules know, handed to the stages that need it."""

from collections.abc import Callable, Sequence
from datetime import date

from diagnostics_rules import REMEDIES, RULEBOOK
from gateway.booking.calendar import Closed, opening
from gateway.domain.catalogue import CatalogueEntry, RemedyId
from gateway.domain.component import ComponentId
from gateway.domain.finding import RuleId
from gateway.domain.service import CentreId, ServiceCentre
from gateway.domain.signal import LV_BATTERY_VOLTAGE, VEHICLE_SPEED
from gateway.domain.trouble_code import TroubleCode
from gateway.domain.what_if import WhatIf
from gateway.pipeline.casework import Knowledge
from gateway.remedy.playbook import Remedy
from gateway.triage.rulebook import Rulebook
from gateway.wiring.edition import Edition

__all__ = ["INSTALLED", "RULEBOOK", "Knowing", "closing", "signals_that_tell"]

INSTALLED = Edition(RULEBOOK, REMEDIES)


class Knowing:
    """What the stages know, by the edition that is in force when they ask."""

    def __init__(self, edition: Edition, centres: Sequence[ServiceCentre] = ()) -> None:
        self.centres = tuple(centres)
        self.learn(edition)

    @property
    def edition(self) -> Edition:
        return self._edition

    def learn(self, edition: Edition) -> None:
        """From now on."""
        self._edition = edition
        self._remedies = {remedy.id: remedy for remedy in edition.remedies}

    def entry(self, component: ComponentId, code: TroubleCode) -> CatalogueEntry | None:
        return self._edition.rulebook.entry(component, code)

    def remedy(self, remedy: RemedyId) -> Remedy | None:
        return self._remedies.get(remedy)

    def roots(self, symptom: RuleId) -> frozenset[RuleId]:
        return self._edition.rulebook.roots(symptom)

    def resets(self, symptom: RuleId) -> frozenset[ComponentId]:
        return self._edition.rulebook.resets(symptom)

    def is_made_by_updates(self, symptom: RuleId) -> bool:
        return self._edition.rulebook.is_made_by_updates(symptom)

    def reads_its_code_alone(self, rule: RuleId) -> bool:
        return self._edition.rulebook.reads_its_code_alone(rule)

    def what_ifs(self, rule: RuleId) -> tuple[WhatIf, ...]:
        return self._edition.rulebook.what_ifs(rule)

    @property
    def knowledge(self) -> Knowledge:
        return Knowledge(
            entry=self.entry,
            remedy=self.remedy,
            centres=self.centres,
            roots=self.roots,
            resets=self.resets,
            made_by_updates=self.is_made_by_updates,
            by_code_alone=self.reads_its_code_alone,
            what_ifs=self.what_ifs,
        )

    def signals_that_tell(self, component: ComponentId, code: TroubleCode) -> list[int]:
        return signals_that_tell(component, code, self._edition.rulebook)


def closing(centres: Sequence[ServiceCentre]) -> Callable[[CentreId, date], str | None]:
    """Tells why one of these centres is closed on a day; None when it is open, or not known."""
    known = {centre.id: centre for centre in centres}

    def why_closed(centre: CentreId, day: date) -> str | None:
        if centre not in known:
            return None
        found = opening(known[centre], day)
        return found.reason if isinstance(found, Closed) else None

    return why_closed


def signals_that_tell(
    component: ComponentId, code: TroubleCode, rulebook: Rulebook = RULEBOOK
) -> list[int]:
    """What the rules on this code read, and what puts it in context."""
    read = {
        number
        for rule in rulebook.acting
        if (rule.entry.component, rule.entry.code) == (component, code)
        for number in (*rule.when.needs.signals, *rule.when.needs.days)
    }
    return sorted(read | {VEHICLE_SPEED.number, LV_BATTERY_VOLTAGE.number})
