"""Reports that were acknowledged, kept for a while: the gateway may ask for them again."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from proto.v1.commands_pb2 import Range
from proto.v1.telemetry_pb2 import NO_LONGER_KEPT
from simulator.agent import omissions
from simulator.agent.omissions import Span

COLUMNS = "row, unit_id, kind, boot_id, seq, uptime_ms, wall_ms, samples, size, thinned, body"

SCHEMA = """
CREATE TABLE IF NOT EXISTS kept (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    kept_in INTEGER NOT NULL, -- the boot in which it was acknowledged
    kept_ms INTEGER NOT NULL, -- and when, since its start
    row INTEGER NOT NULL, -- as it was in the outbox
    unit_id INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    boot_id INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    uptime_ms INTEGER NOT NULL,
    wall_ms INTEGER NOT NULL,
    samples INTEGER NOT NULL,
    size INTEGER NOT NULL,
    thinned INTEGER NOT NULL,
    body BLOB NOT NULL,
    UNIQUE (boot_id, seq)
);
CREATE INDEX IF NOT EXISTS kept_order ON kept (unit_id, number);
"""

KEEP = f"""
INSERT INTO kept (kept_in, kept_ms, {COLUMNS})
SELECT ?, ?, {COLUMNS} FROM outbox WHERE row = ? AND unit_id = ?
"""  # noqa: S608 - nothing but names
BACK = f"""
INSERT INTO outbox ({COLUMNS})
SELECT {COLUMNS} FROM kept WHERE unit_id = ? AND boot_id = ? AND seq BETWEEN ? AND ?
"""  # noqa: S608 - nothing but names
KNOWN = """
SELECT seq, seq FROM outbox WHERE boot_id = ? AND seq BETWEEN ? AND ?
UNION ALL
SELECT first_seq, last_seq FROM omission WHERE boot_id = ? AND first_seq <= ? AND last_seq >= ?
ORDER BY 1
"""
OLDEST = """
SELECT number, size, kept_in, kept_ms FROM kept WHERE unit_id = ? ORDER BY number LIMIT 1
"""


class Moment(NamedTuple):
    """On the unit's monotonic clock, which starts anew with every boot."""

    boot_id: int
    uptime_ms: int


class Resent(NamedTuple):
    """Reports that go out again, and their size."""

    reports: int
    size: int


def keep(
    connection: sqlite3.Connection, unit_id: int, rows: Sequence[int], now: Moment
) -> None:
    """Remember what stands in these rows of the outbox."""
    connection.executemany(KEEP, [(*now, row, unit_id) for row in rows])


def forget(
    connection: sqlite3.Connection, unit_id: int, excess: int, now: Moment, longest_ms: int
) -> int:
    """Drop the oldest until `excess` bytes are free and none is too old; how many are free.

    What was kept in an earlier boot is as old as this one at least.
    """
    freed = 0
    while True:
        oldest = connection.execute(OLDEST, (unit_id,)).fetchone()
        if oldest is None:
            return freed
        number, size, kept_in, kept_ms = oldest
        age_ms = now.uptime_ms - (kept_ms if kept_in == now.boot_id else 0)
        if freed >= excess and age_ms <= longest_ms:
            return freed
        connection.execute("DELETE FROM kept WHERE number = ?", (number,))
        freed += size


def resend(connection: sqlite3.Connection, unit_id: int, wanted: Iterable[Range]) -> Resent:
    """Put what is kept of these back into the outbox; note what of them is kept no longer.

    Nothing is said of sequences that never were, nor of boots of another unit.
    """
    reports = size = 0
    for each in wanted:
        row = connection.execute(
            "SELECT last_seq FROM boot WHERE boot_id = ? AND unit_id = ?",
            (each.boot_id, unit_id),
        ).fetchone()
        if row is None:
            continue
        span = (each.boot_id, each.first_seq, min(each.last_seq, row[0]))
        reports += connection.execute(BACK, (unit_id, *span)).rowcount
        size += sum(
            freed
            for (freed,) in connection.execute(
                "DELETE FROM kept WHERE boot_id = ? AND seq BETWEEN ? AND ? RETURNING size",
                span,
            )
        )
        for gone in _gone(connection, *span):
            omissions.note(connection, unit_id, gone, NO_LONGER_KEPT)
    return Resent(reports, size)


def _gone(
    connection: sqlite3.Connection, boot_id: int, first: int, last: int
) -> Iterator[Span]:
    """The holes between what the outbox now holds of these, and what will be owned up to."""
    known = connection.execute(KNOWN, (boot_id, first, last, boot_id, last, first)).fetchall()
    following = first
    for known_first, known_last in [*known, (last + 1, last + 1)]:
        if known_first > following:
            yield Span(boot_id, following, known_first - 1, 0)
        following = max(following, known_last + 1)
