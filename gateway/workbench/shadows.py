"""Rules in the shadow on the bench: how often each would have fired, and who agrees."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from gateway.domain.errors import SettingsInvalid
from gateway.store.shadows import Comparison, Missed, ShadowFinding, Watched, compare_shadows
from gateway.triage.shadow import acting_name
from gateway.wiring.reach import reached_store
from gateway.workbench.listing import severity_text


@dataclass(frozen=True, slots=True, kw_only=True)
class ShadowOptions:
    """`rule`: one of them, finding by finding; `since`: UTC without a zone."""

    rule: str | None
    since: datetime | None
    data: Path
    database: str | None


@dataclass(frozen=True, slots=True)
class Tally:
    """What one of them has found, and what it has not."""

    watched: Watched
    findings: Sequence[ShadowFinding]
    missed: Sequence[Missed]

    @property
    def agreed(self) -> int:
        """Findings near which a rule that acts found the same."""
        return sum(one.acting is not None for one in self.findings)

    @property
    def vehicles(self) -> int:
        return len({one.vin for one in self.findings})

    @property
    def earlier(self) -> timedelta | None:
        """By how much it saw it before the others, by the median; below 0: after them."""
        leads = [one.acting_at - one.opened_at for one in self.findings if one.acting_at]
        return median(leads) if leads else None  # type: ignore[type-var] # they have an order

    @property
    def outcomes(self) -> Counter[str]:
        """How the cases of its code ended that were open when it fired."""
        return Counter(one.outcome or "no case" for one in self.findings)


async def print_shadows(options: ShadowOptions, console: Console) -> int:
    """Raises `SettingsInvalid` for a rule that is not in the shadow."""
    since = None if options.since is None else options.since.replace(tzinfo=UTC)
    async with reached_store(options.data, options.database) as pool:
        tallies = list(tally(await compare_shadows(pool, since)))
    console.print(_one(tallies, options.rule) if options.rule else overview(tallies))
    return 0


def tally(comparison: Comparison) -> Iterator[Tally]:
    for watched in comparison.watched:
        rule = watched.shadow.rule
        yield Tally(
            watched,
            [one for one in comparison.findings if one.rule == rule],
            [one for one in comparison.missed if one.rule == rule],
        )


def overview(tallies: Sequence[Tally]) -> RenderableType:
    """A card a rule."""
    if not tallies:
        return Text("No rule is in the shadow.")
    return Group(*map(_card, tallies))


def _card(tally: Tally) -> RenderableType:
    watched, fired = tally.watched, len(tally.findings)
    lines = Table(box=None, show_header=False, padding=(0, 2, 0, 2))
    lines.add_column(no_wrap=True, style="dim")
    lines.add_row("since", f"{watched.since:%Y-%m-%d %H:%M} UTC, {watched.versions[-1]}")
    lines.add_row("fired", f"{fired} times, on {tally.vehicles} vehicles")
    lead = "" if tally.earlier is None else f", {_lead(tally.earlier)} earlier than they"
    lines.add_row("agreed", f"{tally.agreed} with findings in force{lead}")
    lines.add_row("alone", f"{fired - tally.agreed}")
    lines.add_row("missed", f"{len(tally.missed)} findings in force of {watched.shadow.code}")
    cases = (f"{count} {_words(what)}" for what, count in tally.outcomes.most_common())
    lines.add_row("cases", ", ".join(cases) or "none")
    return Group(Text(watched.shadow.rule, style="bold"), lines, Text())


def _one(tallies: Iterable[Tally], rule: str) -> RenderableType:
    for one in tallies:
        if rule in {one.watched.shadow.rule, acting_name(one.watched.shadow.rule)}:
            return Group(_card(one), _lines(one))
    raise SettingsInvalid(f"{rule} is not in the shadow; see vdg rules shadow")


def _lines(tally: Tally) -> Table:
    """Finding by finding, those that it missed among them, by event time."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("vehicle", "at (UTC)", "until", "severity", "in force", "earlier", "case"):
        table.add_column(heading, no_wrap=heading == "vehicle")
    lines = [(one.opened_at, _found(one)) for one in tally.findings]
    lines += [(one.opened_at, _missed(one)) for one in tally.missed]
    for _, line in sorted(lines, key=lambda line: line[0]):
        table.add_row(*line)
    return table


def _found(one: ShadowFinding) -> tuple[str | Text, ...]:
    lead = one.acting_at - one.opened_at if one.acting_at else None
    return (
        one.vin.text,
        f"{one.opened_at:%Y-%m-%d %H:%M:%S}",
        f"{one.ended_at:%Y-%m-%d %H:%M:%S}" if one.ended_at else "stands",
        severity_text(one.severity),
        one.acting or "alone",
        _lead(lead),
        _words(one.outcome or "no case"),
    )


def _missed(one: Missed) -> tuple[str | Text, ...]:
    at = f"{one.opened_at:%Y-%m-%d %H:%M:%S}"
    return (one.vin.text, at, "missed", severity_text(one.severity), one.acting, "-", "-")


def _lead(lead: timedelta | None) -> str:
    return "-" if lead is None else f"{lead.total_seconds():,.0f} s"


def _words(outcome: str) -> str:
    return outcome.replace("_", " ")
