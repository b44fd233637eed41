"""The line of a log that names its columns, and the units that it tells with them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

from simulator.replay.measured_text import is_missing
from simulator.replay.unit_of_measure import UnknownUnit, unit_named

IN_BRACKETS: Final = re.compile(r"^(?P<name>.*?)\s*[(\[{](?P<unit>[^()\[\]{}]*)[)\]}]\s*$")
BRACKETS: Final = "()[]{} "
SOME: Final = 3
"""So many units are no chance."""


@dataclass(frozen=True, slots=True)
class ColumnHeader:
    """`units` are what a line beneath the names tells; empty texts where there is none."""

    names: tuple[str, ...]
    units: tuple[str, ...]

    @classmethod
    def of(cls, names: Sequence[str]) -> Self:
        """Without a line of units."""
        return cls(tuple(names), ("",) * len(names))

    def index(self, column: str) -> int | None:
        """Where a column stands: the very name, or one but for case and spaces."""
        if column in self.names:
            return self.names.index(column)
        folded = [fold(name) for name in self.names]
        wanted = fold(column)
        return folded.index(wanted) if wanted in folded else None

    def unit(self, index: int) -> str:
        """The unit as written behind the name or beneath it, empty when neither is one."""
        behind = IN_BRACKETS.match(self.names[index])
        for written in (behind["unit"] if behind else "", self.units[index].strip(BRACKETS)):
            if written and is_unit(written):
                return written
        return ""

    def repeated_by(self, cells: Sequence[str]) -> bool:
        return all(
            fold(cell) == fold(name) for cell, name in zip(cells, self.names, strict=True)
        )


def fold(name: str) -> str:
    return re.sub(r"\s+", " ", name).strip().casefold()


def is_unit(text: str) -> bool:
    try:
        unit_named(text.strip(BRACKETS))
    except UnknownUnit:
        return False
    return True


def is_units_line(cells: Sequence[str]) -> bool:
    """Whether half of what is written here are units, or some of many; nothing is a number."""
    written = [cell for cell in cells if not is_missing(cell)]
    units = sum(is_unit(cell) for cell in written)
    enough = units * 2 >= len(written) or (units >= SOME and units * 3 >= len(written))
    return bool(written) and enough and not _has_number(written)


def _has_number(cells: Sequence[str]) -> bool:
    return any(re.fullmatch(r"[+-]?\d[\d.,]*", cell) for cell in cells)
