"""A column map for a log that has none yet, as far as its header can be understood."""

import json
from collections.abc import Iterator, Sequence

from simulator.replay.column_header import ColumnHeader
from simulator.replay.column_map import InvalidMap
from simulator.replay.contract_signal import own_unit
from simulator.replay.log_table import LogTable, Row, beneath, table_rows
from simulator.replay.measured_text import is_missing
from simulator.replay.table import decode, sniff
from simulator.replay.timestamp import guess_format
from simulator.replay.unit_of_measure import OtherQuantity, unit_named
from simulator.replay.well_known import likely_signals, time_column

LINES_LOOKED_AT = 50
SAMPLES = 100


def propose(data: bytes) -> str:
    """TOML for `ColumnMap.parse`; raises InvalidMap when there is no header to start from."""
    text = decode(data)
    dialect = sniff(text)
    rows = table_rows(text, dialect)
    table = beneath(rows, _header_place(rows), dialect)
    return "\n".join([*_top(table), *_time(table), *_signals(table)]) + "\n"


def _header_place(rows: Sequence[Row]) -> int:
    """The first line with a time and a signal, or at least a time, or the first of all."""
    first = rows[:LINES_LOOKED_AT]
    for demanded in (True, False):
        for place, row in enumerate(first):
            signals = any(True for _ in likely_signals(row.cells))
            if time_column(row.cells) and (signals or not demanded):
                return place
    raise InvalidMap("no line of the file looks like a header with a time in it")


def _top(table: LogTable) -> Iterator[str]:
    yield f"delimiter = {_quoted(table.dialect.delimiter)}"
    yield f"decimal = {_quoted(table.dialect.decimal)}"


def _time(table: LogTable) -> Iterator[str]:
    name = time_column(table.header.names) or ""
    index = table.header.index(name) or 0
    form = guess_format(_samples(table, index), table.dialect.decimal, table.header.unit(index))
    yield ""
    yield "[time]"
    yield f"column = {_quoted(name)}"
    if form is None:
        yield '# format = "%d.%m.%Y %H:%M:%S"  # not understood: s, ms, iso or such a pattern'
    else:
        yield f"format = {_quoted(form)}"
        if form == "iso" or "%" in form:
            yield 'timezone = "UTC"  # of times that do not name one, as Europe/Berlin'


def _signals(table: LogTable) -> Iterator[str]:
    names = table.header.names
    chosen = dict(likely_signals([name for name in names if name != time_column(names)]))
    for signal, column in sorted(chosen.items(), key=lambda item: names.index(item[1])):
        yield ""
        yield f"[signals.{signal.lower()}]"
        yield f"column = {_quoted(column)}"
        yield _unit(table.header, signal, column)
    others = [name for name in names if name and name not in {*chosen.values()}]
    yield ""
    yield "# Not mapped:"
    yield from (f"#   {name}" for name in others if name != time_column(names))


def _unit(header: ColumnHeader, signal: str, column: str) -> str:
    own = own_unit(signal)
    told = header.unit(header.index(column) or 0)
    if not told:
        return f"unit = {_quoted(own.name)}  # the file does not say: check it"
    unit = unit_named(told)
    try:
        unit.convert(0.0, own)
    except OtherQuantity:
        return f"unit = {_quoted(own.name)}  # the file says {told}: check it"
    return f"unit = {_quoted(unit.name)}"


def _samples(table: LogTable, index: int) -> list[str]:
    cells = (row.cells[index] for row in table.rows[:SAMPLES] if index < len(row.cells))
    return [cell for cell in cells if not is_missing(cell)]


def _quoted(text: str) -> str:
    """A TOML string, which takes JSON's escapes."""
    return json.dumps(text, ensure_ascii=False)
