"""What comes out otherwise, by finding and by verdict."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from rich.table import Table

from gateway.domain.finding import RuleId
from gateway.domain.severity import Severity
from gateway.domain.vin import Vin
from gateway.triage.rule import unknown_rule
from gateway.triage.rulebook import CatalogueKey, Rulebook, key_of
from gateway.triage.shadow import is_shadow
from gateway.workbench.listing import severity_text

Opened = Mapping[tuple[Vin, RuleId], Severity]
"""Findings that were opened at least once; a rule that comes and goes counts once a vehicle."""

Matters = Mapping[RuleId, CatalogueKey]
"""Which trouble code each rule speaks of: findings of one code make one verdict."""

Verdicts = Mapping[tuple[Vin, CatalogueKey | RuleId], Severity]
"""How grave the verdict on each matter of each vehicle was at its worst."""


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
    shadows: Opened
    before: Verdicts
    after: Verdicts

    @cached_property
    def verdicts(self) -> list[tuple[Severity | None, Severity | None]]:
        """Those that are otherwise; None: there was none, or is none any more."""
        keys = self.before.keys() | self.after.keys()
        both = [(self.before.get(key), self.after.get(key)) for key in keys]
        return [(old, new) for old, new in both if old is not new]

    @property
    def extra_visits(self) -> int:
        """Verdicts that would ask for a workshop, and did not."""
        return sum(_asks(new) and not _asks(old) for old, new in self.verdicts)

    @property
    def missed_stops(self) -> int:
        """Verdicts that said stop, and would not any more."""
        return sum(old is Severity.STOP_DRIVING for old, _ in self.verdicts)

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
            "shadow_findings": len(self.shadows),
        }


def _asks(severity: Severity | None) -> bool:
    return severity is not None and severity >= Severity.SOON


def compare(before: Opened, after: Opened, known: Matters) -> Changed:
    """By vehicle and rule, and by vehicle and matter. A rule that nobody knows is its own."""
    shadows = {key: after[key] for key in after if is_shadow(key[1])}
    before, after = _acting(before), _acting(after)
    return Changed(
        new={key: after[key] for key in after.keys() - before.keys()},
        gone={key: before[key] for key in before.keys() - after.keys()},
        severities={
            key: (before[key], after[key])
            for key in before.keys() & after.keys()
            if before[key] is not after[key]
        },
        shadows=shadows,
        before=_verdicts(before, known),
        after=_verdicts(after, known),
    )


def _acting(opened: Opened) -> Opened:
    return {key: opened[key] for key in opened if not is_shadow(key[1])}


def _verdicts(opened: Opened, known: Matters) -> Verdicts:
    worst: dict[tuple[Vin, CatalogueKey | RuleId], Severity] = {}
    for (vin, rule), severity in opened.items():
        matter = vin, known.get(rule, rule)
        worst[matter] = max(severity, worst.get(matter, severity))
    return worst


def change_table(changed: Changed, before: str, after: str) -> Table:
    """A line a rule: how many vehicles it would concern that it did not, and no longer does.

    And those that it would concern if it were not in the shadow.
    """
    table = Table(title=f"{before} → {after}", title_justify="left", box=None, pad_edge=False)
    table.add_column("rule", no_wrap=True)
    table.add_column("severity")
    table.add_column("new", justify="right")
    table.add_column("gone", justify="right")
    table.add_column("shadow", justify="right")
    lines: dict[tuple[RuleId, Severity], list[int]] = {}
    for place, opened in enumerate((changed.new, changed.gone, changed.shadows)):
        for (_, rule), severity in opened.items():
            lines.setdefault((rule, severity), [0, 0, 0])[place] += 1
    ordered = sorted(lines.items(), key=lambda line: (-line[0][1].rank, line[0][0]))
    for (rule, severity), counts in ordered:
        table.add_row(rule, severity_text(severity), *(str(count or "-") for count in counts))
    if not lines:
        table.add_row("nothing comes out otherwise", "", "", "", "")
    return table
