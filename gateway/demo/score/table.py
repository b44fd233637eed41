"""The score for people: the headline first, then tables."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from gateway.demo.score.delays import Delays
from gateway.demo.score.link_lines import LinkLine
from gateway.demo.score.naming import Naming, share
from gateway.demo.score.remedies import RemedyResult
from gateway.demo.score.root_causes import RootCauseLine
from gateway.demo.score.score import Score
from gateway.demo.score.severities import WORDS

GOOD, BAD = "green", "bold red"
BAD_RESULTS = frozenset(
    {
        RemedyResult.MASKED,
        RemedyResult.MADE_ANOTHER,
        RemedyResult.WRONGLY_RELAPSED,
        RemedyResult.WITHOUT_CAUSE,
    }
)


def view(score: Score) -> Group:
    return Group(
        _headline(score),
        Text(),
        _root_causes(score),
        Text(),
        _confusion(score.severities.confusion),
        Text(),
        *_links(score.links),
        _figures(score),
    )


def _headline(score: Score) -> Text:
    missed = score.severities.missed_stops
    if not missed:
        return Text("No car that must stop was told less than to stop.", style=GOOD)
    unsafe = len(score.severities.unsafe_advice)
    text = f"{len(missed)} cars must stop and were not told so; {unsafe} were told to drive on:"
    causes = ", ".join(sorted({cause for pair in missed for cause in pair.causes}))
    return Text(f"{text} {causes}", style=BAD)


def _root_causes(score: Score) -> Table:
    table = Table(
        title="Root causes by a specialist's word (* another one sets the same codes)",
        title_justify="left",
        box=None,
        padding=(0, 2, 0, 0),
    )
    table.add_column("", no_wrap=True)
    for name in ("showed", "seen", "judged", "first", "in 3"):
        table.add_column(name, justify="right")
    table.add_column("our words")
    table.add_column("named in its stead")
    for severity, lines in groupby(score.root_causes, key=attrgetter("severity")):
        table.add_row(Text(severity.value, style="bold"))
        for line in lines:
            table.add_row(*_cells(line))
    return table


def _cells(line: RootCauseLine) -> Iterator[RenderableType]:
    yield f"  {line.root_cause}{' *' if line.look_alikes else ''}"
    yield f"{line.shown}/{line.planted}"
    yield str(line.seen)
    yield Text(str(line.judged), style=BAD if line.judged < line.shown else "")
    yield str(line.first)
    yield str(line.third)
    yield _counted(line.said)
    yield _counted(line.instead, nothing="")


def _confusion(confusion: Mapping[tuple[str, str], int]) -> Table:
    table = Table(
        title="Cars by a specialist's worst word (down) and ours (across)",
        title_justify="left",
        box=None,
        padding=(0, 2, 0, 0),
    )
    table.add_column("")
    for said in WORDS:
        table.add_column(said, justify="right")
    for wanted in WORDS:
        counts = [confusion.get((wanted, said), 0) for said in WORDS]
        if any(counts):
            cells = [
                Text(str(count) if count else "·", style=GOOD if said == wanted else "")
                for said, count in zip(WORDS, counts, strict=True)
            ]
            table.add_row(wanted, *cells)
    return table


def _links(lines: Sequence[LinkLine]) -> Iterator[RenderableType]:
    if not lines:
        return
    table = Table(title="Links", title_justify="left", box=None, padding=(0, 2, 0, 0))
    table.add_column("", no_wrap=True)
    for name in ("cars", "days with nothing wrong", "false cases", "showed", "judged", "first"):
        table.add_column(name, justify="right")
    for line in lines:
        first = "" if line.top1 is None else f"{line.top1:.0%}"
        counts = (line.false_cases, line.shown, line.judged)
        table.add_row(
            line.profile,
            str(line.vehicles),
            f"{line.quiet_days:.2f}",
            *map(str, counts),
            first,
        )
    yield table
    yield Text()


def _figures(score: Score) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column()
    for name, value, bad in _lines(score):
        cell: RenderableType = Text(str(value), style=BAD if bad else "")
        table.add_row(Text(name, style="dim"), cell)
    return table


def _lines(score: Score) -> Iterator[tuple[str, object, bool]]:
    severities = score.severities
    yield "judged too mildly", f"{severities.under_triaged} cars", severities.under_triaged > 0
    yield "judged too gravely", f"{severities.over_triaged} cars", False
    yield "told to stop for less", f"{len(severities.needless_stops)} cars", False
    yield "left to a person", f"{severities.left_to_person} cars", False
    yield "cause named, codes of its own", _named(score.singular), False
    yield "cause named, look-alikes", _named(score.look_alikes), False
    yield "cause named, comes and goes", _named(score.intermittents), False
    rate = score.false_cases_per_1000_days
    per = "" if rate is None else f", {rate} in 1000 days of a car with nothing wrong"
    false = score.false_cases.total()
    yield "cases about no fault", f"{false}{per}", false > 0
    yield "of these", _counted(score.false_cases), False
    yield "cases beside the fault", _counted(score.beside), False
    yield "first code heard to verdict", _spoken(score.from_first_telling), False
    yield "onset to verdict", _spoken(score.from_onset), False
    for result in RemedyResult:
        count = score.remedies[result]
        yield f"remedies: {result}", count, bool(count) and result in BAD_RESULTS
    yield "tried, could not help", _counted(score.useless_remedies), False
    yield "would have helped, not tried", _counted(score.remedies_left_out), False
    yield "appointments", _counted(score.bookings), False
    yield "codes that no rule knows", _counted(score.strangers), False


def _named(named: Sequence[Naming]) -> str:
    if not named:
        return "there were none"
    first, third = (share(named, places) or 0.0 for places in (1, 3))
    return f"{first:.1%} in the first place, {third:.1%} within three, {len(named)} faults"


def _spoken(delays: Delays) -> str:
    if not delays.count:
        return "nothing was judged"
    p50, p95, p99 = delays.p50, delays.p95, delays.p99
    return f"{p50:g} s (median), {p95:g} s (95 %), {p99:g} s (99 %), {delays.count} faults"


def _counted(counts: Counter[str], nothing: str = "none") -> str:
    words = [f"{name} {count}" for name, count in sorted(counts.items())]
    return ", ".join(words) or nothing
