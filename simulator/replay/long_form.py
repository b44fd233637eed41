"""Logs with one value a line: a time, the name of what was measured, its value and its unit."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, Self

from simulator.replay.column_header import ColumnHeader, fold
from simulator.replay.log_table import LogTable, Row

NAMES: Final = (
    *("pid", "parameter", "sensor", "signal", "channel", "name", "label", "diagnostic"),
    *("measurement", "metric", "variable", "telemetry_name"),
)
VALUES: Final = ("value", "wert", "reading", "telemetry_value")
UNITS: Final = ("units", "unit", "einheit", "unitofmeasure", "unit of measure", "uom")
NOTHING: Final = [""]
"""The cells of a line of which nothing is wanted."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where a line of a long log has what; `unit` is None where it has none."""

    time: int
    name: int
    value: int
    unit: int | None

    @classmethod
    def of(cls, names: Sequence[str], time: int) -> Self | None:
        """None for a table of the usual form, with a column for each signal."""
        folded = [fold(each) for each in names]
        name, value, unit = (_first(folded, known) for known in (NAMES, VALUES, UNITS))
        return None if name is None or value is None else cls(time, name, value, unit)

    def in_(self, cells: Sequence[str]) -> bool:
        return len(cells) > max(self.time, self.name, self.value, self.unit or 0)


def widened(
    table: LogTable, places: Places, wanted: Collection[str] = (), most: int | None = None
) -> LogTable:
    """With a column for each name, or for those that are wanted when all of them are there.

    Of no more than `most` lines. One that is torn is left without any cell.
    """
    units = _units(table, places)
    folded = {fold(name) for name in wanted}
    chosen = [name for name in units if fold(name) in folded]
    names = chosen if folded and len(chosen) == len(folded) else [*units]
    columns = {name: place for place, name in enumerate(names, 1)}
    header = ColumnHeader(
        (table.header.names[places.time], *names), ("", *(units[name] for name in names))
    )
    wide = (Row(row.line, _cells(row.cells, places, columns)) for row in table.rows[:most])
    return LogTable(header, [row for row in wide if row.cells != NOTHING], table.dialect)


def _first(folded: Sequence[str], known: Sequence[str]) -> int | None:
    return next((folded.index(name) for name in known if name in folded), None)


def _units(table: LogTable, places: Places) -> dict[str, str]:
    """By name, in the order of their first lines: the unit that is told first."""
    units: dict[str, str] = {}
    for row in table.rows:
        if places.in_(row.cells):
            told = row.cells[places.unit] if places.unit is not None else ""
            name = row.cells[places.name]
            units[name] = units.get(name, "") or told
    units.pop(table.header.names[places.name], None)
    return units


def _cells(cells: Sequence[str], places: Places, columns: dict[str, int]) -> list[str]:
    if not places.in_(cells):
        return []
    column = columns.get(cells[places.name])
    if column is None:
        return NOTHING
    wide = [""] * (len(columns) + 1)
    wide[0], wide[column] = cells[places.time], cells[places.value]
    return wide
