"""How the unit and the numbers of a log's columns suit a signal."""

from collections.abc import Sequence
from contextlib import suppress

from simulator.replay.likely_unit import can_be, likely_unit
from simulator.replay.log_table import LogTable
from simulator.replay.measured_text import QUANTITY, NoNumber, is_missing, parse_number
from simulator.replay.told_unit import tells_another, told_unit
from simulator.replay.well_known import Fit

SAMPLES = 500


class Suits:
    """Judges columns of one table; reads the numbers of each once."""

    def __init__(self, table: LogTable) -> None:
        self._table = table
        self._numbers: dict[str, Sequence[float] | None] = {}

    def __call__(self, signal: str, column: str) -> Fit:
        """An empty column may be meant, if there is no better one; one of mere words is not."""
        index = self._table.header.index(column) or 0
        numbers = self._of(column)
        if numbers is None or tells_another(self._table.header, index, signal):
            return Fit.NONE
        return Fit.DOUBTFUL if not numbers or self.cannot_be(signal, column) else Fit.GOOD

    def cannot_be(self, signal: str, column: str) -> bool:
        """In the unit that is told, or in any usual one."""
        numbers = self._of(column) or []
        told = told_unit(self._table.header, self._table.header.index(column) or 0, signal)
        return not can_be(signal, told or likely_unit(signal, numbers), numbers)

    def _of(self, column: str) -> Sequence[float] | None:
        if column not in self._numbers:
            index = self._table.header.index(column) or 0
            cells = written_in(self._table, index)
            self._numbers[column] = numbers_in(self._table, index) or (None if cells else [])
        return self._numbers[column]


def written_in(table: LogTable, index: int) -> list[str]:
    """Some of a column's cells that are not empty, from the whole of the drive."""
    cells = [row.cells[index] for row in table.rows if index < len(row.cells)]
    written = [cell for cell in cells if not is_missing(cell)]
    return written[:: max(len(written) // SAMPLES, 1)]


def numbers_in(table: LogTable, index: int) -> list[float]:
    """What these are, whatever unit stands behind them."""
    numbers = []
    for cell in written_in(table, index):
        if match := QUANTITY.fullmatch(cell.strip()):
            with suppress(NoNumber):
                numbers.append(parse_number(match["number"], table.dialect.decimal))
    return numbers
