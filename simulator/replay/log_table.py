"""A log as header and rows: what stands above them is passed over."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from simulator.replay.column_header import ColumnHeader, is_units_line
from simulator.replay.column_map import ColumnMap, InvalidMap, near
from simulator.replay.json_form import as_table
from simulator.replay.table import Dialect, Line, decode, lines, sniff

LOOKED_AT: Final = 50


@dataclass(frozen=True, slots=True)
class Row:
    line: Line
    cells: list[str]


@dataclass(frozen=True, slots=True)
class LogTable:
    header: ColumnHeader
    rows: Sequence[Row]
    dialect: Dialect


def open_table(data: bytes, columns: ColumnMap) -> LogTable:
    """Find the line that names the time column, and what lies beneath; raises InvalidMap."""
    text = as_table(_decoded(data, columns.encoding))
    dialect = sniff(text, columns.delimiter, columns.decimal)
    rows = table_rows(text, dialect)
    wanted = columns.time_column
    for place, row in enumerate(rows):
        if ColumnHeader.of(row.cells).index(wanted) is not None:
            return beneath(rows, place, dialect)
    first = rows[0].cells if rows else []
    raise InvalidMap(f"[time] the file has no column {wanted!r}; {near(wanted, first)}")


def table_rows(text: str, dialect: Dialect) -> list[Row]:
    return [Row(line, dialect.cells(line.text)) for line in lines(text)]


def beneath(rows: Sequence[Row], place: int, dialect: Dialect) -> LogTable:
    """The table whose header is the row at `place`; a line of units may follow it."""
    below = rows[place + 1 :]
    header = ColumnHeader.of(_rejoined(rows[place].cells, below, dialect.delimiter))
    if below and len(below[0].cells) == len(header.names) and is_units_line(below[0].cells):
        return LogTable(ColumnHeader(header.names, tuple(below[0].cells)), below[1:], dialect)
    return LogTable(header, below, dialect)


def _rejoined(names: Sequence[str], below: Sequence[Row], delimiter: str) -> Sequence[str]:
    """Names that were cut within their brackets, where the rows show that they were."""
    widths = Counter(len(row.cells) for row in below[:LOOKED_AT])
    whole: list[str] = []
    for name in names:
        if whole and whole[-1].count("(") > whole[-1].count(")"):
            whole[-1] += f"{delimiter} {name}"
        else:
            whole.append(name)
    return whole if widths[len(whole)] > widths[len(names)] else names


def _decoded(data: bytes, encoding: str | None) -> str:
    try:
        return decode(data, encoding)
    except (LookupError, ValueError) as error:
        raise InvalidMap(f"encoding: {error}") from error
