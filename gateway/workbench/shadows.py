"""Rules in the shadow on the bench: how often each would have fired, and who agrees."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from gateway.domain.errors import SettingsInvalid
from gateway.pipeline.shadows import (
    ENOUGH_VEHICLE_DAYS,
    LONG_ENOUGH,
    Missed,
    ShadowFinding,
    ShadowStory,
    Tally,
)
from gateway.store.shadows import read_story, read_tallies
from gateway.wiring.reach import stored_data
from gateway.workbench.listing import severity_text


@dataclass(frozen=True, slots=True, kw_only=True)
class ShadowOptions:
    """`rule`: one of them, finding by finding; `since`: UTC without a zone."""

    rule: str | None
    since: datetime | None
    data: Path
    database: str | None


async def print_shadows(options: ShadowOptions, console: Console) -> int:
    """Raises `SettingsInvalid` for a rule that is not in the shadow."""
    since = None if options.since is None else options.since.replace(tzinfo=UTC)
    store = stored_data(options.data, options.database)
    async with store as pool, pool.connection() as connection:
        if options.rule is None:
            shown = overview(await read_tallies(connection, since))
        else:
            shown = _one(await read_story(connection, options.rule, since), options.rule)
    console.print(shown)
    return 0


def overview(tallies: Sequence[Tally]) -> RenderableType:
    """A card a rule."""
    if not tallies:
        return Text("No rule is in the shadow.")
    return Group(*map(_card, tallies))


def _card(tally: Tally) -> RenderableType:
    watched = tally.watched
    lines = Table(box=None, show_header=False, padding=(0, 2, 0, 2))
    lines.add_column(no_wrap=True, style="dim")
    lines.add_column()
    lines.add_row("since", f"{watched.since:%Y-%m-%d %H:%M} UTC, {watched.versions[-1]}")
    lines.add_row("seen", _seen(tally))
    lines.add_row("fired", f"{tally.fired} times, on {tally.vehicles} vehicles")
    lines.add_row("agreed", f"{tally.agreed} with findings in force{_than_they(tally.earlier)}")
    lines.add_row("graver", f"{tally.graver} of these; milder: {tally.milder}")
    lines.add_row("alone", f"{tally.alone}")
    lines.add_row("missed", f"{tally.missed} findings in force of {watched.shadow.code}")
    cases = (f"{count} {_words(what)}" for what, count in sorted(tally.outcomes.items()))
    lines.add_row("cases", ", ".join(cases) or "none")
    lines.add_row("would be", _in_force(tally))
    return Group(Text(watched.shadow.rule, style="bold"), lines, Text())


def _seen(tally: Tally) -> str:
    seen = f"{tally.seen.days} days, {tally.vehicle_days:,} vehicle-days"
    if tally.is_enough:
        return seen
    return (
        f"{seen}: not yet long enough to say"
        f" ({LONG_ENOUGH.days} days and {ENOUGH_VEHICLE_DAYS:,} vehicle-days)"
    )


def _in_force(tally: Tally) -> str:
    return (
        f"{tally.new_cases} vehicles with a case that nobody else opens, {tally.new_visits}"
        f" extra visits, {tally.new_stops} told to stop; {tally.missed_stops} times less than"
        " stop driving where the rules in force say so"
    )


def _one(story: ShadowStory | None, rule: str) -> RenderableType:
    if story is None:
        raise SettingsInvalid(f"{rule} is not in the shadow; see vdg rules shadow")
    left_out = story.tally.fired + story.tally.missed - len(story.findings) - len(story.missed)
    more = [Text(f"and {left_out:,} that are older", style="dim")] if left_out else []
    return Group(_card(story.tally), *more, _lines(story))


def _lines(story: ShadowStory) -> Table:
    """Finding by finding, those that it missed among them, by event time."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("vehicle", "at (UTC)", "until", "severity", "in force", "earlier", "case"):
        table.add_column(heading, no_wrap=heading == "vehicle")
    lines = [(one.opened_at, _found(one)) for one in reversed(story.findings)]
    lines += [(one.opened_at, _missed(one)) for one in reversed(story.missed)]
    for _, line in sorted(lines, key=lambda line: line[0]):
        table.add_row(*line)
    return table


def _found(one: ShadowFinding) -> tuple[str | Text, ...]:
    return (
        one.vin.text,
        f"{one.opened_at:%Y-%m-%d %H:%M:%S}",
        f"{one.ended_at:%Y-%m-%d %H:%M:%S}" if one.ended_at else "stands",
        severity_text(one.severity),
        one.acting or "alone",
        _lead(one.lead),
        _words(one.outcome or "no case"),
    )


def _missed(one: Missed) -> tuple[str | Text, ...]:
    at = f"{one.opened_at:%Y-%m-%d %H:%M:%S}"
    return (one.vin.text, at, "missed", severity_text(one.severity), one.acting, "-", "-")


def _than_they(lead: timedelta | None) -> str:
    if lead is None:
        return ""
    return f", {_lead(abs(lead))} {'later' if lead < timedelta() else 'earlier'} than they"


def _lead(lead: timedelta | None) -> str:
    return "-" if lead is None else f"{lead.total_seconds():,.0f} s"


def _words(outcome: str) -> str:
    return outcome.replace("_", " ")
