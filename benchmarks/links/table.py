"""The table that people read: a line a group."""

from collections.abc import Callable, Sequence
from typing import Final

from benchmarks.links.verdict import Line


def _share(line: Line) -> str:
    due = line.reports - line.reports_omitted
    return f"{(due - line.reports_lost) / due:.2%}" if due else "-"


def _seconds(value: float | None) -> str:
    return "-" if value is None else f"{value:,.1f}"


COLUMNS: Final[tuple[tuple[str, Callable[[Line], str]], ...]] = (
    ("profile", lambda line: line.name),
    ("faults", lambda line: f"{line.faults_stored}/{line.faults_sent}"),
    ("delivered", _share),
    ("p50 s", lambda line: _seconds(line.delay_p50_s)),
    ("p99 s", lambda line: _seconds(line.delay_p99_s)),
    ("dup. at broker", lambda line: f"{line.repeated_at_broker:,}"),
    ("doubled effects", lambda line: f"{line.doubled_effects}"),
    ("commands", lambda line: f"{line.commands_executed}/{line.commands_sent}"),
    ("samples", lambda line: f"{line.samples_made:,}"),
    ("thinned", lambda line: f"{line.samples_thinned:,}"),
    ("given up", lambda line: f"{line.samples_omitted:,}"),
    ("lost", lambda line: f"{line.samples_lost_unaccounted:,}"),
    ("kB/car-hour", lambda line: f"{line.bytes_per_car_hour / 1000:,.0f}"),
)
LEGEND: Final = """\
faults: stored / committed on board; delivered: of all reports that were not given up on board;
p50, p99: from the commit of a fault report on board to its arrival at the gateway, in seconds
of the world; dup. at broker: publications beyond the first of a report; doubled effects: fault
reports or samples stored twice, episodes beyond what the car told of, commands executed twice;
commands: executed / sent; samples: made, thinned out on board, given up and owned up to, lost
without account; kB/car-hour: both ways, with what was sent again, in an hour of the world."""


def table(lines: Sequence[Line]) -> str:
    cells = [[name for name, _ in COLUMNS]]
    cells += [[text(line) for _, text in COLUMNS] for line in lines]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "\n".join(_row(row, widths) for row in cells)


def _row(row: Sequence[str], widths: Sequence[int]) -> str:
    first, *rest = zip(row, widths, strict=True)
    return "  ".join([first[0].ljust(first[1]), *(text.rjust(width) for text, width in rest)])
