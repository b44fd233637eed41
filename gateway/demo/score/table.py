"""The score for people: the headline first, then tables."""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import groupby
from operator import attrgetter

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from gateway.demo.score.delays import Delays
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
    for name in ("showed", "seen", "judged"):
        table.add_column(name, justify="right")
    table.add_column("our words")
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
    yield _counted(line.said)


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
    rate = score.false_cases_per_1000_days
    per = "" if rate is None else f", {rate} in 1000 days of a car"
    false = score.false_cases.total()
    yield "cases about no fault", f"{false}{per}", false > 0
    yield "first code to verdict", _spoken(score.from_first_code), False
    yield "onset to verdict", _spoken(score.from_onset), False
    for result in RemedyResult:
        count = score.remedies[result]
        yield f"remedies: {result}", count, bool(count) and result in BAD_RESULTS
    yield "tried, could not help", _counted(score.useless_remedies), False
    yield "would have helped, not tried", _counted(score.remedies_left_out), False
    yield "appointments", _counted(score.bookings), False
    yield "codes that no rule knows", _counted(score.strangers), False


def _spoken(delays: Delays) -> str:
    if not delays.count:
        return "nothing was judged"
    return f"{delays.p50:g} s (median), {delays.p95:g} s (95 %), {delays.count} faults"


def _counted(counts: Counter[str]) -> str:
    words = [f"{name} {count}" for name, count in sorted(counts.items())]
    return ", ".join(words) or "none"
