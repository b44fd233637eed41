"""Rules and codes as tables, and one of them as a card."""

from collections.abc import Iterable, Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from gateway.domain.catalogue import CatalogueEntry, WordsIfWorse
from gateway.domain.errors import InvalidTroubleCode, NothingToSee
from gateway.domain.finding import RuleId
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode
from gateway.triage.cause import Cause
from gateway.triage.rule import Rule
from gateway.triage.rulebook import Rulebook
from gateway.triage.shadow import is_shadow, shadow_name

_COLOURS = {
    Severity.STOP_DRIVING: "bold red",
    Severity.URGENT: "red",
    Severity.SOON: "yellow",
    Severity.UNKNOWN: "magenta",
    Severity.MONITOR: "green",
}


def severity_text(severity: Severity) -> Text:
    return Text(severity.value, style=_COLOURS[severity])


def rule_table(rules: Iterable[Rule]) -> Table:
    """A line a rule, read aloud."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("rule", "severity", "when"):
        table.add_column(heading, no_wrap=heading != "when")
    for rule in rules:
        table.add_row(rule.id, severity_text(rule.judged_severity), str(rule.when))
    return table


def code_table(entries: Iterable[CatalogueEntry]) -> Table:
    """A line a trouble code."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("code", "component", "severity", "remedy", "title"):
        table.add_column(heading, no_wrap=heading != "title")
    for entry in sorted(entries, key=lambda one: (one.code, one.component)):
        severity = severity_text(entry.severity)
        table.add_row(
            str(entry.code), entry.component, severity, entry.remedy or "-", entry.title
        )
    return table


def card(rulebook: Rulebook, name: str) -> RenderableType:
    """Everything about a rule, or about a code and the rules that speak of it.

    Raises `NothingToSee` for what the rulebook does not know.
    """
    names = dict.fromkeys((RuleId(name), shadow_name(RuleId(name))))
    rules = [rule for rule in map(rulebook.rule, names) if rule is not None]
    if rules:
        return Group(*map(_rule_card, rules), Text(), _entry_card(rules[0].entry))
    entries = [one for one in rulebook.catalogue if one.code == _code(name)]
    if not entries:
        raise NothingToSee(f"no rule and no code {name}; see vdg rules list")
    return Group(*_entry_parts(rulebook, entries))


def _code(name: str) -> TroubleCode | None:
    try:
        return TroubleCode.parse(name.upper())
    except InvalidTroubleCode:
        return None


def _entry_parts(
    rulebook: Rulebook, entries: Iterable[CatalogueEntry]
) -> Iterator[RenderableType]:
    for entry in entries:
        yield _entry_card(entry)
        yield Text()
        for rule in rulebook.rules:
            if rule.entry == entry:
                yield _rule_card(rule)
                yield Text()


def _rule_card(rule: Rule) -> Table:
    table = _lines(rule.id)
    if is_shadow(rule.id):
        table.add_row("shadow", "judged and compared, but nothing acts on it: vdg rules shadow")
    table.add_row("title", rule.title)
    table.add_row("when", str(rule.when))
    table.add_row("severity", severity_text(rule.judged_severity))
    for place, cause in enumerate(rule.causes, start=1):
        table.add_row(f"cause {place}", _cause_words(cause))
    return table


def _cause_words(cause: Cause) -> Text:
    words = Text(cause.title).append(f"  {cause.id}, {cause.frequency.name.lower()}", "dim")
    for sign in cause.signs:
        mark = "-" if sign.against else "+"
        words.append(f"\n  {mark} {sign.when} ({sign.weight.name.lower()})")
    return words


def _entry_card(entry: CatalogueEntry) -> Table:
    table = _lines(f"{entry.code} of {entry.component}")
    table.add_row("title", entry.title)
    table.add_row("severity", severity_text(entry.severity))
    table.add_row("drivability", entry.drivability)
    table.add_row("advice", entry.advice)
    table.add_row("to the owner", entry.owner_text)
    table.add_row("to the workshop", entry.service_text)
    skills = ", ".join(sorted(skill.value for skill in entry.skills))
    table.add_row("repair", f"{entry.repair_minutes} min; {skills}{', tow' * entry.tow}")
    table.add_row("remedy", entry.remedy or f"none: {entry.no_remedy_because}")
    if entry.if_worse is not None:
        _add_if_worse(table, entry.if_worse)
    return table


def _add_if_worse(table: Table, words: WordsIfWorse) -> None:
    severity = severity_text(words.severity)
    table.add_row("if worse", severity.append(f": {words.title}"))
    table.add_row("  drivability", words.drivability)
    table.add_row("  advice", words.advice)
    table.add_row("  to the owner", words.owner_text)


def _lines(title: str) -> Table:
    table = Table(title=title, title_justify="left", box=None, show_header=False)
    table.add_column(no_wrap=True, style="dim")
    return table
