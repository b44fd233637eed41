"""A column map for a log that has none yet, as far as its header can be understood."""

import json
from collections.abc import Iterator, Sequence
from statistics import median
from typing import Final

from simulator.replay.batteries import told_apart
from simulator.replay.clock_column import clock_column, clock_format
from simulator.replay.column_map import InvalidMap
from simulator.replay.electric import without_engine
from simulator.replay.json_form import as_table
from simulator.replay.likely_unit import can_be, likely_unit
from simulator.replay.log_table import LogTable, Row, beneath, table_rows
from simulator.replay.long_form import Places, widened
from simulator.replay.suitability import Suits, numbers_in
from simulator.replay.table import decode, sniff
from simulator.replay.told_unit import told_unit
from simulator.replay.well_known import likely_signals, time_columns

LINES_LOOKED_AT = 50
LONG_LINES = 50_000
NO_HEADER: Final = (
    "no line of the file looks like a header with a time in it; put a line of names on top, as"
    " time,speed,rpm; rows without a time can be numbered, when they are a second apart"
)
NOTHING_UNDERSTOOD: Final = (
    "",
    "# No column was understood. For each that is a signal of proto/v1/signals.proto add, as:",
    "# [signals.vehicle_speed_m_per_s]",
    '# column = "..."',
    '# unit = "km/h"',
)


def propose(data: bytes) -> str:
    """TOML for `ColumnMap.parse`; raises InvalidMap when there is no header to start from."""
    text = as_table(decode(data))
    dialect = sniff(text)
    rows = table_rows(text, dialect)
    table = _wide(beneath(rows, _header_place(rows), dialect))
    clock = clock_column(table) or ""
    return "\n".join([*_top(table), *_time(table, clock), *_signals(table, clock)]) + "\n"


def _wide(table: LogTable) -> LogTable:
    names = table.header.names
    if any(True for _ in likely_signals(names)):
        return table
    places = Places.of(names, table.header.index(time_columns(names)[0]) or 0)
    return table if places is None else widened(table, places, most=LONG_LINES)


def _header_place(rows: Sequence[Row]) -> int:
    """The first line with a time and a signal, or at least a time, or the first of all."""
    first = rows[:LINES_LOOKED_AT]
    for demanded in (True, False):
        for place, row in enumerate(first):
            signals = any(True for _ in likely_signals(row.cells))
            if time_columns(row.cells) and (signals or not demanded):
                return place
    raise InvalidMap(NO_HEADER)


def _top(table: LogTable) -> Iterator[str]:
    yield f"delimiter = {_quoted(table.dialect.delimiter)}"
    yield f"decimal = {_quoted(table.dialect.decimal)}"


def _time(table: LogTable, name: str) -> Iterator[str]:
    form = clock_format(table, table.header.index(name) or 0)
    yield ""
    yield "[time]"
    yield f"column = {_quoted(name)}"
    if form is None:
        yield '# format = "%d.%m.%Y %H:%M:%S"  # not understood: s, ms, iso or such a pattern'
    else:
        yield f"format = {_quoted(form)}"
        if form == "iso" or "%" in form:
            yield 'timezone = "UTC"  # of times that do not name one, as Europe/Berlin'


def _signals(table: LogTable, clock: str) -> Iterator[str]:
    names = table.header.names
    suits, candidates = Suits(table), [name for name in names if name and name != clock]
    named = dict(likely_signals(candidates, suits))
    chosen = without_engine(told_apart(named, candidates, suits), candidates)
    if not chosen:
        yield from NOTHING_UNDERSTOOD
    for signal, column in sorted(chosen.items(), key=lambda item: names.index(item[1])):
        yield ""
        yield f"[signals.{signal.lower()}]"
        yield f"column = {_quoted(column)}"
        yield _unit(table, column, signal)
    others = [name for name in names if name and name not in {clock, *chosen.values()}]
    yield ""
    yield "# Not mapped:"
    yield from (f"#   {name}" for name in others)


def _unit(table: LogTable, column: str, signal: str) -> str:
    index = table.header.index(column) or 0
    told = told_unit(table.header, index, signal)
    numbers = numbers_in(table, index)
    unit = told or likely_unit(signal, numbers)
    doubt = "" if told else "  # the file does not say: check it"
    if not can_be(signal, unit, numbers):
        doubt = f"  # {median(numbers):g} is unusual: check unit, scale and offset"
    return f"unit = {_quoted(unit.name)}{doubt}"


def _quoted(text: str) -> str:
    """A TOML string, which takes JSON's escapes."""
    return json.dumps(text, ensure_ascii=False)
