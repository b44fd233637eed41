"""The unit that a log tells: in brackets, beneath the name, or as the last word of the name."""

from collections.abc import Iterator
from contextlib import suppress

from simulator.replay.column_header import ColumnHeader
from simulator.replay.contract_signal import own_unit
from simulator.replay.spelling import written_words
from simulator.replay.unit_of_measure import UNITS, Unit, UnknownUnit, unit_named

# Words that are a unit for those who know the logger.
AS_WORDS = {"vEgo": "m/s"}


def told_unit(header: ColumnHeader, index: int, signal: str) -> Unit | None:
    """None when the file tells none for such a signal."""
    quantity = own_unit(signal).quantity
    return next((unit for unit in _told(header, index) if unit.quantity == quantity), None)


def tells_another(header: ColumnHeader, index: int, signal: str) -> bool:
    """Whether the unit with the name or beneath it is one of another quantity."""
    with suppress(UnknownUnit):
        told = unit_named(header.unit(index))
        return told.quantity not in {UNITS["count"].quantity, own_unit(signal).quantity}
    return False


def _told(header: ColumnHeader, index: int) -> Iterator[Unit]:
    words = written_words(header.names[index])
    with_last = [f"{words[-2]}/{words[-1]}", " ".join(words[-2:])] if len(words) > 1 else []
    known = [AS_WORDS[word] for word in words if word in AS_WORDS]
    for written in (header.unit(index), *known, *with_last, *words[-1:]):
        with suppress(UnknownUnit):
            yield unit_named(written)
