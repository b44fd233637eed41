"""What is proposed for a log, as a table to compare with."""

from simulator.replay.column_map import ColumnMap
from simulator.replay.proposal import propose
from simulator.replay.reading import read
from simulator.replay.recording import Recording


def proposed(log: str) -> dict[str, tuple[str, str]]:
    """Signal → column and unit."""
    columns = ColumnMap.parse(propose(log.encode()))
    return {
        each.signal: (each.column, each.unit.name if each.unit else "")
        for each in columns.signals
    }


def read_as_proposed(log: str) -> Recording:
    """Without anything that a user would have changed in the map."""
    return read(log.encode(), ColumnMap.parse(propose(log.encode())))
