"""All root causes in words, for people: a table of the library itself."""

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter
from typing import Final

from rich.table import Table

from proto.v1.signals_pb2 import SignalNumber
from simulator.faults.library import look_alikes, never_first, root_causes
from simulator.faults.root_cause import Condition, Outcome, Response, RootCause
from simulator.trouble_code import spelling

HEADINGS: Final = ("root cause", "cars", "codes", "begins, acts", "done to it", "a specialist")
CODES_SHOWN: Final = 3
MINUTE_S: Final = 60
HOUR_S: Final = 3600


def cause_table() -> Table:
    """For a terminal: each cause with what is wrong, system by system."""
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    for system, causes in groupby(root_causes().values(), key=attrgetter("system")):
        table.add_row(f"[bold]{_spoken(system)}[/bold]")
        for cause in causes:
            table.add_row(f"  {cause.id}", cause.title)
    return table


def cause_card(cause: RootCause) -> Table:
    """For a terminal: all about one cause."""
    table = Table(title=cause.title, title_justify="left", box=None, show_header=False)
    table.add_column(no_wrap=True, style="dim")
    for heading, cell in zip(HEADINGS, row(cause), strict=True):
        table.add_row(heading, cell)
    if others := look_alikes(cause, root_causes()):
        table.add_row("same codes", ", ".join(sorted(others)))
    table.add_row("repair", f"{cause.repair.part}: {cause.repair.outcome.replace('_', ' ')}")
    return table


def markdown() -> str:
    """The same for the documentation, one line a cause, a heading a system."""
    dashes = tuple("---" for _ in HEADINGS)
    sections = [
        f"### {_spoken(system)}\n\n"
        + "\n".join(
            f"| {' | '.join(cells)} |" for cells in (HEADINGS, dashes, *map(row, causes))
        )
        for system, causes in groupby(root_causes().values(), key=attrgetter("system"))
    ]
    return "\n\n".join(sections)


def _spoken(system: str) -> str:
    return system.replace("_", " ").capitalize()


def row(cause: RootCause) -> tuple[str, ...]:
    """One cell for each of HEADINGS."""
    expected = cause.expected
    needs = ", ".join(sorted(expected.needs))
    remote = "" if expected.remote == "none" else f"; {expected.remote} helps"
    twins = len(look_alikes(cause, root_causes()))
    alike = f" (like {twins} other{'s' * (twins > 1)})" if twins else ""
    return (
        str(cause.id),
        ", ".join(sorted(cause.cars)) + _software(cause),
        _codes(cause) + alike,
        "; ".join(_course(cause)),
        "; ".join(_done(cause)) or "nothing helps",
        f"{expected.severity}, drive {expected.drive.replace('_', ' ')}, {needs}{remote}",
    )


def _software(cause: RootCause) -> str:
    return f"; release {', '.join(sorted(cause.software))}" if cause.software else ""


def _codes(cause: RootCause) -> str:
    shown = [f"{spelling(code.dtc)} {code.component}" for code in cause.codes[:CODES_SHOWN]]
    more = len(cause.codes) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def _course(cause: RootCause) -> Iterator[str]:
    onset = cause.onset
    if cause.id in never_first(root_causes()):
        yield "comes of another"
    elif onset.gradual_over_s:
        yield f"grows over {_span(onset.gradual_over_s)}"
    elif onset.after_cycles:
        yield f"from the {onset.after_cycles}. cycle on"
    elif onset.below_celsius is not None:
        yield f"once it is below {onset.below_celsius:g} °C"
    elif onset.ending is not None:
        ending = onset.ending.replace("_", " ")
        yield f"once an update of {onset.update_of} is {ending}"
    else:
        yield "at once"
    yield from map(_condition, cause.only_while)
    if (pattern := cause.intermittence) is not None:
        yield f"{_span(pattern.acts_s)} on, {_span(pattern.rests_s)} off"
    if cause.silences:
        yield f"{', '.join(cause.silences)} silent"
    if cause.ends_after_s is not None:
        yield f"gone after {_span(cause.ends_after_s)}"
    if cause.ends_after_code_s is not None:
        yield f"gone {_span(cause.ends_after_code_s)} after its code"


def _condition(condition: Condition) -> str:
    name = SignalNumber.Name(condition.signal)
    low = "" if condition.above is None else f"{condition.above:g} < "
    high = "" if condition.below is None else f" < {condition.below:g}"
    return f"while {low}{name}{high}"


def _done(cause: RootCause) -> Iterator[str]:
    own = cause.responses
    for what, response in (
        ("hard reset", own.hard_reset),
        ("soft reset", own.soft_reset),
        ("clear", own.clear),
        ("12 V loss", own.power_loss),
    ):
        if response.outcome is not Outcome.NOTHING:
            yield f"{what} {_effect(response)}"


def _effect(response: Response) -> str:
    match response.outcome:
        case Outcome.MASKS:
            return f"hides it for {_span(response.for_s)}"
        case Outcome.TURNS_INTO:
            return f"makes it {response.successor}"
        case Outcome.WORSENS:
            return "makes it worse"
        case _:
            return "cures"


def _span(seconds: float) -> str:
    if seconds >= 2 * HOUR_S:
        return f"{seconds / HOUR_S:.2g} h"
    return f"{seconds / MINUTE_S:.2g} min" if seconds >= 2 * MINUTE_S else f"{seconds:g} s"
