"""What stands in a unit's durable memory, table by table, and what it adds up to."""

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from simulator.agent import fitting, omissions, retention
from simulator.agent.fitting import Draw, fitted_unit
from simulator.agent.report import Boot, Kind, Report, StoredReport

SCHEMA = (
    fitting.SCHEMA
    + omissions.SCHEMA
    + retention.SCHEMA
    + """
CREATE TABLE IF NOT EXISTS boot (
    number INTEGER PRIMARY KEY,
    boot_id INTEGER NOT NULL UNIQUE,
    unit_id INTEGER NOT NULL,
    boot_count INTEGER NOT NULL,
    vin TEXT NOT NULL, -- of the car in which it happened
    by_watchdog INTEGER NOT NULL, -- the unit has started itself again
    last_seq INTEGER NOT NULL DEFAULT 0,
    given_up INTEGER NOT NULL DEFAULT 0, -- reports
    samples INTEGER NOT NULL DEFAULT 0, -- made
    phases INTEGER NOT NULL DEFAULT 0, -- reports of this kind, like the following
    faults INTEGER NOT NULL DEFAULT 0,
    replies INTEGER NOT NULL DEFAULT 0,
    omissions INTEGER NOT NULL DEFAULT 0,
    telemetry INTEGER NOT NULL DEFAULT 0,
    UNIQUE (unit_id, boot_count)
);
CREATE TABLE IF NOT EXISTS outbox (
    row INTEGER PRIMARY KEY AUTOINCREMENT, -- never given to another: a PUBACK may come late
    unit_id INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    boot_id INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    uptime_ms INTEGER NOT NULL,
    wall_ms INTEGER NOT NULL,
    samples INTEGER NOT NULL, -- when it was made
    size INTEGER NOT NULL,
    thinned INTEGER NOT NULL DEFAULT 0, -- how often
    body BLOB NOT NULL,
    UNIQUE (boot_id, seq)
);
CREATE INDEX IF NOT EXISTS outbox_order ON outbox (unit_id, kind, row);
CREATE INDEX IF NOT EXISTS outbox_relief ON outbox (unit_id, thinned, row)
    WHERE kind = 3; -- telemetry
"""
)

ROW_BYTES = 64
"""What a report takes beside its body."""

NEXT_SEQ = {
    kind: f"UPDATE boot SET last_seq = last_seq + 1, samples = samples + ?,"  # noqa: S608
    f" {kind.name.lower()} = {kind.name.lower()} + 1 WHERE boot_id = ? RETURNING last_seq"
    for kind in Kind
}
APPEND = """
INSERT INTO outbox (unit_id, kind, boot_id, seq, uptime_ms, wall_ms, samples, size, body)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
WAITING = """
SELECT row, boot.vin, outbox.unit_id, boot_id, boot_count, seq, kind, uptime_ms, wall_ms,
    outbox.samples, body
FROM unit JOIN outbox USING (unit_id) JOIN boot USING (boot_id)
WHERE unit.vin = ? AND {which} LIMIT ?
"""
URGENT = WAITING.format(which=f"kind < {Kind.TELEMETRY:d} ORDER BY kind, row")
TELEMETRY = WAITING.format(which=f"kind = {Kind.TELEMETRY:d} ORDER BY row DESC")

TOTALS = """
SELECT vin, sum(reports), sum(size), sum(untold), sum(kept) FROM (
    SELECT unit_id, count(*) AS reports, sum(size) AS size, 0 AS untold, 0 AS kept
    FROM outbox GROUP BY unit_id
    UNION ALL SELECT unit_id, 0, 0, count(*), 0 FROM omission GROUP BY unit_id
    UNION ALL SELECT unit_id, 0, 0, 0, sum(size) FROM kept GROUP BY unit_id
) LEFT JOIN unit USING (unit_id) GROUP BY vin
"""
EARLIER = """
SELECT boot_id, last_seq, boot_count FROM boot
WHERE unit_id = ? AND boot_id <> ?
    AND EXISTS (SELECT 1 FROM outbox WHERE outbox.boot_id = boot.boot_id)
ORDER BY boot_count
"""


class Total(NamedTuple):
    """What one car has on board; `vin` None: units that have been taken out."""

    vin: str | None
    reports: int
    size: int
    untold: int
    kept: int


class _Row(NamedTuple):
    number: int
    vin: str
    unit_id: int
    boot_id: int
    boot_count: int
    seq: int
    kind: int
    uptime_ms: int
    wall_ms: int
    samples: int
    body: bytes


def size_of(report: Report) -> int:
    return len(report.body) + ROW_BYTES


def append(connection: sqlite3.Connection, boot: Boot, report: Report) -> int:
    """Put `report` into the outbox inside the caller's transaction; returns its sequence."""
    (seq,) = connection.execute(
        NEXT_SEQ[report.kind], (report.samples, boot.boot_id)
    ).fetchone()
    times = (report.uptime_ms, report.wall_ms)
    content = (report.samples, size_of(report), report.body)
    connection.execute(APPEND, (boot.unit_id, report.kind, boot.boot_id, seq, *times, *content))
    return int(seq)


def delete(connection: sqlite3.Connection, unit_id: int, rows: Sequence[int]) -> list[int]:
    """Take these out of the outbox, as far as they are still in it, and tell their sizes."""
    gone = (
        connection.execute(
            "DELETE FROM outbox WHERE row = ? AND unit_id = ? RETURNING size", (row, unit_id)
        ).fetchone()
        for row in rows
    )
    return [size for (size,) in filter(None, gone)]


def waiting(connection: sqlite3.Connection, vin: str, limit: int) -> list[StoredReport]:
    """Faults, replies and omissions, oldest first; then telemetry, newest first."""
    rows = connection.execute(URGENT, (vin, limit)).fetchall()
    if len(rows) < limit:
        rows += connection.execute(TELEMETRY, (vin, limit - len(rows))).fetchall()
    return [_stored(_Row(*row)) for row in rows]


def is_fitted(connection: sqlite3.Connection, boot: Boot) -> bool:
    """Whether the unit of this boot is still in its car."""
    row = connection.execute(
        "SELECT 1 FROM unit WHERE unit_id = ? AND vin = ?", (boot.unit_id, boot.vin)
    ).fetchone()
    return row is not None


def begin_boot(
    connection: sqlite3.Connection, vin: str, draw: Draw, *, by_watchdog: bool
) -> Boot:
    """The next boot of the unit in this car, with a random identity and the next count."""
    unit_id = fitted_unit(connection, vin, draw)
    (last,) = connection.execute(
        "SELECT coalesce(max(boot_count), 0) FROM boot WHERE unit_id = ?", (unit_id,)
    ).fetchone()
    boot = Boot(vin=vin, unit_id=unit_id, boot_id=draw(), boot_count=last + 1)
    connection.execute(
        "INSERT INTO boot (boot_id, unit_id, boot_count, vin, by_watchdog)"
        " VALUES (?, ?, ?, ?, ?)",
        (boot.boot_id, unit_id, boot.boot_count, vin, by_watchdog),
    )
    return boot


def _stored(row: _Row) -> StoredReport:
    return StoredReport(
        row=row.number,
        boot=Boot(
            vin=row.vin, unit_id=row.unit_id, boot_id=row.boot_id, boot_count=row.boot_count
        ),
        seq=row.seq,
        report=Report(
            kind=Kind(row.kind),
            uptime_ms=row.uptime_ms,
            wall_ms=row.wall_ms,
            body=row.body,
            samples=row.samples,
        ),
    )
