"""Which column of a log is its clock: one that rises, and never falls but for a slip."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from simulator.replay.column_header import IN_BRACKETS, ColumnHeader
from simulator.replay.log_table import LogTable
from simulator.replay.measured_text import is_missing
from simulator.replay.spelling import plain_words
from simulator.replay.timestamp import NoTime, TimeFormat, counted_unit, guess_format
from simulator.replay.well_known import time_columns

ROWS: Final = 5_000
SAMPLES: Final = 100
SLIPS: Final = 0.05
LONGEST_DRIVE_S: Final = 86_400.0
SINCE_1970_S: Final = 1e8
"""Seconds from 1970 are more, those of any drive are fewer."""
ABOUT: Final = 1.2
"""A clock with a fifth more times than another is finer."""


def clock_column(table: LogTable) -> str | None:
    """By its name and by what stands in it; by its name alone where none of them moves."""
    named = time_columns([name for name in table.header.names if name])
    readings = {name: _readings(table, table.header.index(name) or 0) for name in named}
    moving = {name: len({*times}) for name, times in readings.items() if _moves(times)}
    finest = max(moving.values(), default=0)
    fine = [name for name, times in moving.items() if times * ABOUT >= finest]
    return next(iter([*fine, *named]), None)


def clock_format(table: LogTable, index: int) -> str | None:
    """How its times are written; None when that is not understood."""
    unit = _clock_unit(table.header, index)
    samples = [text for text in _texts(table, index) if not is_missing(text)]
    form = guess_format(samples[:SAMPLES], table.dialect.decimal, unit)
    return "ms" if form == "s" and not unit and _lasts_days(table, index) else form


def _clock_unit(header: ColumnHeader, index: int) -> str:
    name = header.names[index]
    brackets = IN_BRACKETS.match(name)
    written = [brackets["unit"] if brackets else "", header.units[index], *plain_words(name)]
    return next(filter(None, map(counted_unit, written)), "")


def _lasts_days(table: LogTable, index: int) -> bool:
    """Whether a clock that starts with the drive would count days of seconds."""
    ends = [
        row.cells[index : index + 1] for row in (*table.rows[:SAMPLES], *table.rows[-SAMPLES:])
    ]
    times = _parsed([text for cell in ends for text in cell], TimeFormat("s"), table)
    return (
        bool(times) and min(times) < SINCE_1970_S and max(times) - min(times) > LONGEST_DRIVE_S
    )


def _texts(table: LogTable, index: int) -> list[str]:
    return [row.cells[index] for row in table.rows[:ROWS] if index < len(row.cells)]


def _readings(table: LogTable, index: int) -> Sequence[float]:
    form = clock_format(table, index)
    return [] if form is None else _parsed(_texts(table, index), TimeFormat(form), table)


def _parsed(texts: Sequence[str], form: TimeFormat, table: LogTable) -> list[float]:
    times = []
    for text in texts:
        try:
            times.append(form.parse(text, table.dialect.decimal))
        except NoTime:
            continue
    return times


def _moves(times: Sequence[float]) -> bool:
    falls = sum(after < before for before, after in pairwise(times))
    return len({*times}) > 1 and falls <= SLIPS * len(times)
