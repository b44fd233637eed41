"""Room in a full outbox: telemetry becomes coarser, at last shorter; nothing else ever does."""

import sqlite3
from typing import NamedTuple

from proto.v1.telemetry_pb2 import OUT_OF_MEMORY
from simulator.agent import omissions
from simulator.agent.omissions import Span
from simulator.agent.report import Kind
from simulator.agent.thinning import thin

SPENT = 32
"""How often a batch counts as thinned that has only one row left."""

# The kind stands in the text, so that the index of telemetry alone can serve.
NEXT = f"""
SELECT row, boot_id, seq, samples, size, thinned, body FROM outbox
WHERE unit_id = ? AND kind = {Kind.TELEMETRY:d} ORDER BY thinned, row LIMIT 1
"""  # noqa: S608 - nothing but a number of our own


class Relief(NamedTuple):
    """Bytes that have become free, and how many reports were given up for it."""

    freed: int
    given_up: int


def relieve(connection: sqlite3.Connection, unit_id: int, excess: int) -> Relief:
    """Make `excess` bytes free, or as many as telemetry takes.

    The oldest of the batches that were thinned least lose every second row, until all have one
    row; then the oldest go, and are noted as omissions.
    """
    freed = given_up = 0
    while freed < excess:
        batch = connection.execute(NEXT, (unit_id,)).fetchone()
        if batch is None:
            break
        row, boot_id, seq, samples, size, times, body = batch
        if times < SPENT:
            freed += _make_coarser(connection, row, body, times)
        else:
            _give_up(connection, unit_id, row, Span(boot_id, seq, seq, samples))
            freed += size
            given_up += 1
    return Relief(freed, given_up)


def _make_coarser(connection: sqlite3.Connection, row: int, body: bytes, times: int) -> int:
    thinned = thin(body)
    freed = len(body) - len(thinned.body)
    connection.execute(
        "UPDATE outbox SET body = ?, size = size - ?, thinned = ? WHERE row = ?",
        (thinned.body, freed, SPENT if thinned.spent else times + 1, row),
    )
    return freed


def _give_up(connection: sqlite3.Connection, unit_id: int, row: int, span: Span) -> None:
    connection.execute("DELETE FROM outbox WHERE row = ?", (row,))
    connection.execute(
        "UPDATE boot SET given_up = given_up + 1 WHERE boot_id = ?", (span.boot_id,)
    )
    omissions.note(connection, unit_id, span, OUT_OF_MEMORY)
