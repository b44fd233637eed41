"""Which telematics unit sits in which car; a unit keeps its memory when it is taken out."""

import secrets
import sqlite3
from collections.abc import Callable

SCHEMA = """
CREATE TABLE IF NOT EXISTS unit (
    unit_id INTEGER PRIMARY KEY,
    vin TEXT UNIQUE -- NULL: taken out of its car
);
"""

LARGEST_ID = 2**63 - 1

Draw = Callable[[], int]


def draw_id() -> int:
    """A random identity of a unit or a boot, from 1 to 2^63 - 1."""
    return 1 + secrets.randbelow(LARGEST_ID)


def fitted_unit(connection: sqlite3.Connection, vin: str, draw: Draw) -> int:
    """The unit in this car; one that is new from the factory when it has none yet."""
    row = connection.execute("SELECT unit_id FROM unit WHERE vin = ?", (vin,)).fetchone()
    return int(row[0]) if row else _fit(connection, vin, draw)


def replace_unit(connection: sqlite3.Connection, vin: str, draw: Draw) -> int:
    """Take out the unit of this car, with all that it holds, and fit a new one."""
    connection.execute("UPDATE unit SET vin = NULL WHERE vin = ?", (vin,))
    return _fit(connection, vin, draw)


def _fit(connection: sqlite3.Connection, vin: str, draw: Draw) -> int:
    unit_id = draw()
    connection.execute("INSERT INTO unit (unit_id, vin) VALUES (?, ?)", (unit_id, vin))
    return unit_id
