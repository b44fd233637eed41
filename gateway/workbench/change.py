"""What comes out otherwise, by finding and by verdict."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final, NamedTuple

from rich.table import Table

from gateway.domain.finding import Finding, RuleId
from gateway.domain.severity import Severity
from gateway.domain.vin import Vin
from gateway.store.history import StoredFinding
from gateway.triage.rule import unknown_rule
from gateway.triage.rulebook import CatalogueKey, Rulebook, key_of
from gateway.triage.shadow import is_shadow
from gateway.workbench.listing import severity_text

SECOND: Final = timedelta(seconds=1)
NOT_LATER: Final = timedelta()
LATER: Final = 10 * SECOND
"""What comes later by no more is as soon as before: reports are that far apart."""


class Opening(NamedTuple):
    """`at`: the event time at which it was first opened so grave."""

    severity: Severity
    at: datetime


Openings = dict[tuple[Vin, RuleId], Opening]
Opened = Mapping[tuple[Vin, RuleId], Opening]
"""Findings that were opened at least once; a rule that comes and goes counts once a vehicle."""

Matters = Mapping[RuleId, CatalogueKey]
"""Which trouble code each rule speaks of: findings of one code make one verdict."""

Verdicts = Mapping[tuple[Vin, CatalogueKey | RuleId], Opening]
"""How grave the verdict on each matter of each vehicle was at its worst, and from when on."""


def matters(rulebooks: Iterable[Rulebook]) -> Matters:
    """Of codes, too, that one of them knows and another does not."""
    known: dict[RuleId, CatalogueKey] = {}
    for rulebook in rulebooks:
        known |= {unknown_rule(*key_of(entry)): key_of(entry) for entry in rulebook.catalogue}
        known |= {rule.id: key_of(rule.entry) for rule in rulebook.rules}
    return known


@dataclass(frozen=True, kw_only=True)
class Changed:
    """What is otherwise; `shadows`: what rules in the shadow find, which changes nothing.

    `before`, `after`: the verdicts, by what of them is in force.
    """

    new: Opened
    gone: Opened
    severities: Mapping[tuple[Vin, RuleId], tuple[Severity, Severity]]
    later: Opened
    shadows: Opened
    before: Verdicts
    after: Verdicts

    @cached_property
    def verdicts(self) -> list[tuple[Severity | None, Severity | None]]:
        """Those that are otherwise; None: there was none, or is none any more."""
        keys = self.before.keys() | self.after.keys()
        both = [(_grave(self.before.get(key)), _grave(self.after.get(key))) for key in keys]
        return [(old, new) for old, new in both if old is not new]

    @property
    def extra_visits(self) -> int:
        """Verdicts that would ask for a workshop, and did not."""
        return sum(_asks(new) and not _asks(old) for old, new in self.verdicts)

    @property
    def missed_stops(self) -> int:
        """Verdicts that said stop, and would not any more."""
        return sum(old is Severity.STOP_DRIVING for old, _ in self.verdicts)

    @cached_property
    def later_stops(self) -> list[timedelta]:
        """By how much verdicts would say stop later than they did."""
        stops = (
            self.after[key].at - old.at
            for key, old in self.before.items()
            if key in self.after
            and old.severity is self.after[key].severity is Severity.STOP_DRIVING
        )
        return [delay for delay in stops if delay > LATER]

    @property
    def figures(self) -> dict[str, int]:
        """By name, for machines."""
        return {
            "new_findings": len(self.new),
            "gone_findings": len(self.gone),
            "changed_severities": len(self.severities),
            "changed_verdicts": len(self.verdicts),
            "extra_visits": self.extra_visits,
            "missed_stop_driving": self.missed_stops,
            "later_stop_driving": len(self.later_stops),
            "later_stop_driving_s": round(max(self.later_stops, default=NOT_LATER) / SECOND),
            "shadow_findings": len(self.shadows),
        }


def _grave(opening: Opening | None) -> Severity | None:
    return opening and opening.severity


def _asks(severity: Severity | None) -> bool:
    return severity is not None and severity >= Severity.SOON


def note(openings: Openings, finding: Finding | StoredFinding) -> None:
    """As grave as it was at its worst, from when it first was."""
    key, opening = (finding.vin, finding.rule), Opening(finding.severity, finding.at)
    openings[key] = _worse(opening, openings.get(key, opening))


def compare(before: Opened, after: Opened, known: Matters) -> Changed:
    """By vehicle and rule, and by vehicle and matter. A rule that nobody knows is its own."""
    shadows = {key: after[key] for key in after if is_shadow(key[1])}
    before, after = _acting(before), _acting(after)
    both = {key: (before[key], after[key]) for key in before.keys() & after.keys()}
    return Changed(
        new={key: after[key] for key in after.keys() - before.keys()},
        gone={key: before[key] for key in before.keys() - after.keys()},
        severities={
            key: (old.severity, new.severity)
            for key, (old, new) in both.items()
            if old.severity is not new.severity
        },
        later={key: new for key, (old, new) in both.items() if new.at - old.at > LATER},
        shadows=shadows,
        before=_verdicts(before, known),
        after=_verdicts(after, known),
    )


def _acting(opened: Opened) -> Opened:
    return {key: opened[key] for key in opened if not is_shadow(key[1])}


def _verdicts(opened: Opened, known: Matters) -> Verdicts:
    worst: dict[tuple[Vin, CatalogueKey | RuleId], Opening] = {}
    for (vin, rule), opening in opened.items():
        matter = vin, known.get(rule, rule)
        worst[matter] = _worse(opening, worst.get(matter, opening))
    return worst


def _worse(one: Opening, other: Opening) -> Opening:
    """The graver; of two that are as grave, the earlier."""
    if one.severity is other.severity:
        return min(one, other, key=lambda each: each.at)
    return max(one, other, key=lambda each: each.severity)


def change_table(changed: Changed, before: str, after: str) -> Table:
    """A line a rule: how many vehicles it would concern that it did not, and no longer does.

    And those that it would concern later, or if it were not in the shadow.
    """
    table = Table(title=f"{before} → {after}", title_justify="left", box=None, pad_edge=False)
    table.add_column("rule", no_wrap=True)
    table.add_column("severity")
    for heading in ("new", "gone", "later", "shadow"):
        table.add_column(heading, justify="right")
    lines: dict[tuple[RuleId, Severity], list[int]] = {}
    columns = changed.new, changed.gone, changed.later, changed.shadows
    for place, opened in enumerate(columns):
        for (_, rule), opening in opened.items():
            lines.setdefault((rule, opening.severity), [0] * len(columns))[place] += 1
    ordered = sorted(lines.items(), key=lambda line: (-line[0][1].rank, line[0][0]))
    for (rule, severity), counts in ordered:
        table.add_row(rule, severity_text(severity), *(str(count or "-") for count in counts))
    if not lines:
        table.add_row("nothing comes out otherwise", *[""] * (1 + len(columns)))
    return table
