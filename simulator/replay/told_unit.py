"""The unit that a log tells: in brackets, beneath the name, or as the last word of the name."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from simulator.replay.column_header import IN_BRACKETS, ColumnHeader, fold
from simulator.replay.contract_signal import own_unit
from simulator.replay.spelling import written_words
from simulator.replay.unit_of_measure import UNITS, Unit, UnknownUnit, unit_named

# Words that are a unit for those who know the logger.
AS_WORDS: Final = {"vEgo": "m/s"}
# Of volumes, what flows or is used of them, energy and the like: no signal is one.
OF_NO_SIGNAL: Final = frozenset(
    {
        *("l", "litres", "liters", "gal", "gallons", "cc", "m³", "m3", "cfm", "m³/h", "m3/h"),
        *("l/h", "l/hr", "lph", "l/min", "lpm", "l/m", "cc/min", "gph", "gal/h", "gal/hr"),
        *("l/100km", "l/100 km", "km/l", "kpl", "mpg", "g/km", "g/l", "ppm", "afr", "λ"),
        *("wh", "kwh", "wh/km", "kwh/100km", "kwh/100 km", "ah", "mg/str", "mg/str.", "mg/h"),
    }
)


def told_unit(header: ColumnHeader, index: int, signal: str) -> Unit | None:
    """None when the file tells none for such a signal."""
    quantity = own_unit(signal).quantity
    return next((unit for unit in _told(header, index) if unit.quantity == quantity), None)


def tells_another(header: ColumnHeader, index: int, signal: str) -> bool:
    """Whether the unit with the name or beneath it is one of another quantity."""
    if _raw(header, index) in OF_NO_SIGNAL:
        return True
    with suppress(UnknownUnit):
        told = unit_named(header.unit(index))
        return told.quantity not in {UNITS["count"].quantity, own_unit(signal).quantity}
    return False


def _raw(header: ColumnHeader, index: int) -> str:
    """What stands in brackets, else beneath the name, whether it is a unit or not."""
    behind = IN_BRACKETS.match(header.names[index])
    return fold(behind["unit"] if behind else header.units[index].strip("()[]{} "))


def _told(header: ColumnHeader, index: int) -> Iterator[Unit]:
    words = written_words(header.names[index])
    with_last = [f"{words[-2]}/{words[-1]}", " ".join(words[-2:])] if len(words) > 1 else []
    known = [AS_WORDS[word] for word in words if word in AS_WORDS]
    for written in (header.unit(index), *known, *with_last, *words[-1:]):
        with suppress(UnknownUnit):
            yield unit_named(written)
