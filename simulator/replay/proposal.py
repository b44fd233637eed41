"""A column map for a log that has none yet, as far as its header can be understood."""

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from statistics import median

from simulator.replay.clock_column import clock_column, clock_format
from simulator.replay.column_map import InvalidMap
from simulator.replay.contract_signal import own_unit
from simulator.replay.likely_unit import OTHERWISE, can_be, likely_unit
from simulator.replay.log_table import LogTable, Row, beneath, table_rows
from simulator.replay.long_form import Places, widened
from simulator.replay.measured_text import NoNumber, is_missing, parse_number
from simulator.replay.table import decode, sniff
from simulator.replay.unit_of_measure import OtherQuantity, unit_named
from simulator.replay.well_known import likely_signals, time_columns

LINES_LOOKED_AT = 50
LONG_LINES = 50_000
SAMPLES = 500


def propose(data: bytes) -> str:
    """TOML for `ColumnMap.parse`; raises InvalidMap when there is no header to start from."""
    text = decode(data)
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
    raise InvalidMap("no line of the file looks like a header with a time in it")


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
    chosen = dict(likely_signals([name for name in names if name != clock]))
    for signal, column in sorted(chosen.items(), key=lambda item: names.index(item[1])):
        index = table.header.index(column) or 0
        numbers = _numbers(table, index)
        other = OTHERWISE.get(signal, signal)
        told = table.header.unit(index)
        likely = likely_unit(signal, numbers)
        meant = signal if other in chosen or can_be(signal, likely, numbers) else other
        yield ""
        yield f"[signals.{meant.lower()}]"
        yield f"column = {_quoted(column)}"
        yield _unit(told, meant, numbers)
    others = [name for name in names if name and name not in {clock, *chosen.values()}]
    yield ""
    yield "# Not mapped:"
    yield from (f"#   {name}" for name in others)


def _unit(told: str, signal: str, numbers: Sequence[float]) -> str:
    likely = likely_unit(signal, numbers)
    if told:
        unit = unit_named(told)
        try:
            unit.convert(0.0, own_unit(signal))
        except OtherQuantity:
            return f"unit = {_quoted(likely.name)}  # the file says {told}: check it"
        return f"unit = {_quoted(unit.name)}"
    doubt = "the file does not say: check it"
    if not can_be(signal, likely, numbers):
        doubt = f"{median(numbers):g} cannot be: give unit, scale or offset"
    return f"unit = {_quoted(likely.name)}  # {doubt}"


def _numbers(table: LogTable, index: int) -> list[float]:
    """Some of the column's, from the whole of the drive."""
    cells = [row.cells[index] for row in table.rows if index < len(row.cells)]
    written = [cell for cell in cells if not is_missing(cell)]
    numbers = []
    for cell in written[:: max(len(written) // SAMPLES, 1)]:
        with suppress(NoNumber):
            numbers.append(parse_number(cell, table.dialect.decimal))
    return numbers


def _quoted(text: str) -> str:
    """A TOML string, which takes JSON's escapes."""
    return json.dumps(text, ensure_ascii=False)
