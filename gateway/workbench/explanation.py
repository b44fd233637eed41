"""What each rule says of a vehicle at a moment, by what is stored, and why."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from gateway.care.conclusion import conclude, wondering, worst
from gateway.domain.errors import NothingToSee
from gateway.domain.finding import Finding
from gateway.domain.severity import Severity
from gateway.domain.verdict import Verdict
from gateway.domain.vin import Vin
from gateway.pipeline.surveys import SurveyBook
from gateway.store.history import History
from gateway.store.surveys import PostgresSurveyBook
from gateway.triage.instant import BEGINNING, to_ms, to_time
from gateway.triage.judge import judge
from gateway.triage.latch import beginning
from gateway.triage.rule import Rule
from gateway.triage.rulebook import Rulebook
from gateway.triage.shadow import is_shadow
from gateway.triage.truth import Truth
from gateway.triage.window import Window
from gateway.wiring.reach import stored_data
from gateway.workbench.days import survey_at
from gateway.workbench.listing import severity_text
from gateway.workbench.shelf import read_rulebook

LOOKED_BACK: Final = timedelta(days=1)
"""So far, and as long as windows are: a finding from before that is not seen to stand."""
FRESH: Final = timedelta(minutes=5)
"""Who asks about a later moment than that is told when the vehicle was heard last."""
MOST_OPEN: Final = 8
"""Rules that could be worse, named one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainOptions:
    """`at`: UTC without a zone, as a shell gives it; None: the newest report."""

    vin: str
    at: datetime | None
    everything: bool
    folder: Path | None
    data: Path
    database: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What triage would have remembered then; `standing`: opened before, and not ended.

    `heard_at`: its newest report, None when there was none in the day before. `shadows`: what
    stood in the shadow.
    """

    vin: Vin
    at: datetime
    heard_at: datetime | None
    window: Window
    standing: tuple[Finding, ...]
    shadows: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """One rule at the moment."""

    rule: Rule
    truth: Truth
    evidence: tuple[str, ...]
    missing: tuple[str, ...]


async def print_explanation(options: ExplainOptions, console: Console) -> int:
    """Raises `GatewayError` for a vehicle or a database that is not there."""
    rulebook, vin = read_rulebook(options.folder), Vin(options.vin)
    async with stored_data(options.data, options.database) as pool:
        moment = await moment_of(History(pool), rulebook, vin, options.at)
        moment = await with_days(PostgresSurveyBook(pool), rulebook, moment)
    console.print(view(rulebook, moment, everything=options.everything))
    return 0


async def moment_of(
    history: History, rulebook: Rulebook, vin: Vin, at: datetime | None
) -> Moment:
    """Judges what led up to it again. Raises `NothingToSee` where nothing is known."""
    known = await history.vehicles([vin])
    if not known:
        raise NothingToSee(f"nothing is stored of {vin.text}")
    newest = await history.newest(known[0])
    if newest is None:
        raise NothingToSee(f"{vin.text} has not reported anything yet")
    moment = newest if at is None else at.replace(tzinfo=UTC)
    since = moment - rulebook.span - LOOKED_BACK
    new = {vin: Window(vehicle_type=known[0].vehicle_type)}
    judged = judge(rulebook, new, await history.heard(known[0], since, moment))
    window = judged.windows.get(vin, new[vin])
    said = {one.rule: one for one in judged.findings if isinstance(one, Finding)}
    standing = [said[rule] for rule in sorted(window.open)]
    return Moment(
        vin=vin,
        at=moment,
        heard_at=newest if newest <= moment else _newest(window),
        window=window,
        standing=tuple(one for one in standing if not is_shadow(one.rule)),
        shadows=tuple(one for one in standing if is_shadow(one.rule)),
    )


def _newest(window: Window) -> datetime | None:
    return to_time(window.now_ms) if window.now_ms > BEGINNING else None


async def with_days(book: SurveyBook, rulebook: Rulebook, moment: Moment) -> Moment:
    """With the days that roll-ups tell of, and what rules over days find on that day."""
    car, fleet, found = await survey_at(book, rulebook, moment.vin, moment.at)
    return replace(
        moment,
        window=moment.window._replace(days=car.among(fleet)),
        standing=(*moment.standing, *(one for one in found if not is_shadow(one.rule))),
        shadows=(*moment.shadows, *(one for one in found if is_shadow(one.rule))),
    )


def ask(rules: Iterable[Rule], window: Window, at: datetime) -> list[Said]:
    """Every rule, the gravest first."""
    at_ms = to_ms(at)
    said = [
        Said(
            rule,
            rule.when.truth(window, at_ms),
            rule.when.evidence(window, at_ms),
            rule.when.missing(window, at_ms),
        )
        for rule in rules
    ]
    return sorted(said, key=lambda one: (-one.rule.judged_severity.rank, one.rule.id))


def view(rulebook: Rulebook, moment: Moment, *, everything: bool) -> Group:
    said, at = ask(rulebook.rules, moment.window, moment.at), moment.at
    verdict = _concluded(rulebook, moment)
    title = f"{moment.vin.text} at {at:%Y-%m-%d %H:%M:%S} UTC, by {rulebook.version}"
    parts: list[RenderableType] = [Text(title, style="bold"), *_heard(moment)]
    parts += _verdict(verdict)
    parts += map(_finding, sorted(moment.standing, key=lambda one: -one.severity.rank))
    parts += _could_be_worse(said, verdict, moment.window)
    if moment.shadows:
        parts.append(Text("\nIn the shadow, where nothing acts on it:", style="bold"))
        parts += map(_finding, moment.shadows)
    if everything:
        parts += [Text(), _table(said)]
    return Group(*parts)


def _concluded(rulebook: Rulebook, moment: Moment) -> Verdict | None:
    """As a case would be told, but for what has been tried and booked for it."""
    judged = [
        conclude(one, rulebook.entry(one.component, one.code), moment.at)
        for one in moment.standing
    ]
    verdict = worst(judged)
    if verdict is None:
        return None
    return wondering(verdict, rulebook.what_ifs(verdict.rule), judged)


def _heard(moment: Moment) -> Iterator[Text]:
    """Whoever asks about a moment long after must not take the silence for health."""
    if moment.heard_at is None:
        yield Text("Nothing was heard of it in the day before.", style="yellow")
    elif moment.at - moment.heard_at > FRESH:
        said = f"Nothing was heard of it after {moment.heard_at:%Y-%m-%d %H:%M:%S} UTC."
        yield Text(said, style="yellow")


def _verdict(verdict: Verdict | None) -> Iterator[RenderableType]:
    if verdict is None:
        yield Text("No finding stands.", style="green")
        return
    yield Text.assemble(severity_text(verdict.severity), f"  {verdict.title}")
    yield Text(verdict.drivability)
    yield Text(verdict.advice)
    remedy = verdict.remedy or f"none: {verdict.no_remedy_because}"
    yield Text(f"Remedy from afar: {remedy}", style="dim")
    for one in verdict.what_ifs:
        would = Text.assemble("Would be ", severity_text(one.severity))
        yield would.append(f" if {one.condition}")


def _finding(finding: Finding) -> Text:
    words = Text(f"\n{finding.rule}", style="bold")
    words.append(f"  since {finding.at:%Y-%m-%d %H:%M:%S} UTC", "not bold dim")
    for line in finding.evidence:
        words.append(f"\n  {line}", "not bold")
    for place, cause in enumerate(finding.causes, start=1):
        words.append(f"\n  {place}. {cause.title}", "not bold")
        for line in cause.speaks_for:
            words.append(f"\n     + {line}", "not bold green")
        for line in cause.speaks_against:
            words.append(f"\n     - {line}", "not bold red")
    return words


def _could_be_worse(
    said: Sequence[Said], verdict: Verdict | None, window: Window
) -> Iterator[Text]:
    """How the answer could change: graver rules for which data is missing.

    By name only those about what the vehicle has: an electric car has no oil pressure to miss.
    """
    floor = Severity.MONITOR if verdict is None else verdict.severity
    graver = [
        one
        for one in said
        if one.truth is Truth.UNKNOWN
        and one.rule.judged_severity > floor
        and not is_shadow(one.rule.id)
    ]
    if not graver:
        return
    yield Text("\nNot known for want of data:", style="bold")
    own = [one for one in graver if _has_spoken(one.rule, window)]
    for one in own[:MOST_OPEN]:
        would = Text.assemble("  would be ", severity_text(one.rule.judged_severity))
        when = beginning(one.rule.when)
        yield would.append(f" if {when}; missing: {', '.join(one.missing)}")
    if len(own) > MOST_OPEN:
        yield Text(f"  and {len(own) - MOST_OPEN} more; see --all", style="dim")
    if others := len(graver) - len(own):
        words = "rules about parts that it has not spoken of; see --all"
        yield Text(f"  {others} {words}", style="dim")


def _has_spoken(rule: Rule, window: Window) -> bool:
    """Has the vehicle told of this component, or measured any of this?"""
    measured = (window.track(signal).at_ms.size for signal in rule.when.needs.signals)
    return rule.entry.component in window.memories or any(measured)


def _table(said: Iterable[Said]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("rule", "says", "why"):
        table.add_column(heading, no_wrap=heading != "why")
    for one in said:
        unknown = one.truth is Truth.UNKNOWN
        why = f"missing: {', '.join(one.missing)}" if unknown else " ".join(one.evidence)
        table.add_row(one.rule.id, one.truth.name.lower(), why)
    return table
