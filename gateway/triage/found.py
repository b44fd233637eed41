"""Another finding as a condition: `all_of(found(BATTERY_LOW), …)`, `not_(found(…))`."""

from dataclasses import dataclass

from gateway.triage.condition import Condition
from gateway.triage.needs import Needs
from gateway.triage.prospect import Prospect
from gateway.triage.rule import Rule
from gateway.triage.track import Instants
from gateway.triage.truth import Truth, Truths
from gateway.triage.window import Window


@dataclass(frozen=True, slots=True)
class Found(Condition):
    """What the other rule says, whether or not it has been asked yet.

    It holds the rule itself, so that rules cannot go round in circles. A finding that stands
    open only because nothing more is known of it counts as unknown.
    """

    rule: Rule

    def __str__(self) -> str:
        return f'there is a finding "{self.rule.title}"'

    @property
    def needs(self) -> Needs:
        return self.rule.when.needs

    def truth(self, window: Window, at_ms: int) -> Truth:
        return self.rule.when.truth(window, at_ms)

    def truths(self, window: Window, at_ms: Instants) -> Truths:
        return self.rule.when.truths(window, at_ms)

    def prospect(self, truth: Truth, back_ms: int) -> Prospect:
        return self.rule.when.prospect(truth, back_ms)

    def changes(self, window: Window, after_ms: int, until_ms: int) -> Instants:
        return self.rule.when.changes(window, after_ms, until_ms)

    def renewed(self, window: Window, after_ms: int, until_ms: int) -> bool:
        return self.rule.when.renewed(window, after_ms, until_ms)

    def evidence(self, window: Window, at_ms: int) -> tuple[str, ...]:
        return self.rule.when.evidence(window, at_ms)

    def missing(self, window: Window, at_ms: int) -> tuple[str, ...]:
        return self.rule.when.missing(window, at_ms)

    def missing_at(self, window: Window, at_ms: Instants) -> tuple[str, ...]:
        return self.rule.when.missing_at(window, at_ms)


def found(rule: Rule) -> Found:
    return Found(rule)
