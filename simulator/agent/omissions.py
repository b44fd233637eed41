"""Reports that were given up, until the unit has owned up to them."""

import sqlite3
from typing import NamedTuple

from proto.v1.telemetry_pb2 import Omission, OmissionReason, Telemetry

SCHEMA = """
CREATE TABLE IF NOT EXISTS omission (
    unit_id INTEGER NOT NULL,
    boot_id INTEGER NOT NULL,
    reason INTEGER NOT NULL,
    first_seq INTEGER NOT NULL,
    last_seq INTEGER NOT NULL,
    samples INTEGER NOT NULL,
    PRIMARY KEY (unit_id, boot_id, reason, first_seq)
) WITHOUT ROWID;
"""

MOST_A_REPORT = 1000
"""Omissions of some 30 bytes each."""

TOUCHING = """
DELETE FROM omission
WHERE unit_id = ? AND boot_id = ? AND reason = ? AND first_seq <= ? AND last_seq >= ?
RETURNING first_seq, last_seq, samples
"""
TAKE = """
DELETE FROM omission WHERE (unit_id, boot_id, reason, first_seq) IN (
    SELECT unit_id, boot_id, reason, first_seq FROM omission WHERE unit_id = ? LIMIT ?)
RETURNING boot_id, first_seq, last_seq, samples, reason
"""


class Span(NamedTuple):
    """Sequences of one boot, both ends included, and the samples that were in them."""

    boot_id: int
    first_seq: int
    last_seq: int
    samples: int


def note(
    connection: sqlite3.Connection, unit_id: int, span: Span, reason: OmissionReason
) -> None:
    """Write down what is given up, in one piece with its neighbours."""
    boot_id, first, last, samples = span
    key = (unit_id, boot_id, reason)
    for other_first, other_last, others in connection.execute(
        TOUCHING, (*key, last + 1, first - 1)
    ).fetchall():
        first, last = min(first, other_first), max(last, other_last)
        samples += others
    connection.execute(
        "INSERT INTO omission VALUES (?, ?, ?, ?, ?, ?)", (*key, first, last, samples)
    )


def untold(connection: sqlite3.Connection, unit_id: int) -> int:
    """How many omissions are in no report yet."""
    (count,) = connection.execute(
        "SELECT count(*) FROM omission WHERE unit_id = ?", (unit_id,)
    ).fetchone()
    return int(count)


def take(connection: sqlite3.Connection, unit_id: int) -> Telemetry:
    """The batch that owns up to them, or to the first thousand; they are forgotten here."""
    rows = connection.execute(TAKE, (unit_id, MOST_A_REPORT)).fetchall()
    return Telemetry(
        omissions=[
            Omission(
                boot_id=boot_id,
                first_seq=first,
                last_seq=last,
                samples=samples,
                reason=reason,
            )
            for boot_id, first, last, samples, reason in sorted(rows)
        ]
    )
