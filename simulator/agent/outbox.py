"""The durable outbox of one or many units: what is in it is sent, sooner or later, in order."""

import asyncio
import secrets
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence

from simulator.agent.database import Database
from simulator.agent.report import Boot, Kind, Report, StoredReport

SCHEMA = """
CREATE TABLE IF NOT EXISTS boot (
    vin TEXT NOT NULL,
    boot_count INTEGER NOT NULL,
    boot_id INTEGER NOT NULL UNIQUE,
    last_seq INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (vin, boot_count)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS outbox (
    row INTEGER PRIMARY KEY AUTOINCREMENT, -- never used twice: a PUBACK may come late
    vin TEXT NOT NULL,
    kind INTEGER NOT NULL,
    boot_count INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    uptime_ms INTEGER NOT NULL,
    wall_ms INTEGER NOT NULL,
    body BLOB NOT NULL,
    UNIQUE (vin, boot_count, seq)
);
CREATE INDEX IF NOT EXISTS outbox_order ON outbox (vin, kind, row);
"""

APPEND = """
INSERT INTO outbox (vin, kind, boot_count, seq, uptime_ms, wall_ms, body)
VALUES (?, ?, ?, ?, ?, ?, ?)
"""

WAITING = """
SELECT row, boot_id, boot_count, seq, kind, uptime_ms, wall_ms, body
FROM outbox JOIN boot USING (vin, boot_count)
WHERE vin = ? ORDER BY kind, row LIMIT ?
"""


def append(connection: sqlite3.Connection, boot: Boot, report: Report) -> int:
    """Put `report` into the outbox inside the caller's transaction; returns its sequence."""
    (seq,) = connection.execute(
        "UPDATE boot SET last_seq = last_seq + 1 WHERE vin = ? AND boot_count = ?"
        " RETURNING last_seq",
        (boot.vin, boot.boot_count),
    ).fetchone()
    values = (report.uptime_ms, report.wall_ms, report.body)
    connection.execute(APPEND, (boot.vin, report.kind, boot.boot_count, seq, *values))
    return int(seq)


class Outbox:
    """A sequence is given at the commit, hence never to a report that got lost."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._depth: Counter[str] = Counter()
        self._news: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self.published = 0
        self.acknowledged = 0

    async def load(self) -> None:
        """Count what earlier runs left; call once before anything else."""
        rows = await self._database.run(
            lambda c: c.execute("SELECT vin, count(*) FROM outbox GROUP BY vin").fetchall()
        )
        self._depth.update(dict(rows))
        (total,) = await self._database.run(
            lambda c: c.execute("SELECT coalesce(sum(last_seq), 0) FROM boot").fetchone()
        )
        self.published = total
        self.acknowledged = total - self._depth.total()

    async def begin_boot(self, vin: str) -> Boot:
        """The next boot of this unit, with a random identity and the next count."""

        def begin(connection: sqlite3.Connection) -> Boot:
            (last,) = connection.execute(
                "SELECT coalesce(max(boot_count), 0) FROM boot WHERE vin = ?", (vin,)
            ).fetchone()
            boot = Boot(vin, 1 + secrets.randbelow(2**63 - 1), last + 1)
            connection.execute(
                "INSERT INTO boot (vin, boot_count, boot_id) VALUES (?, ?, ?)",
                (vin, boot.boot_count, boot.boot_id),
            )
            return boot

        return await self._database.run(begin)

    async def commit(
        self, boot: Boot, compose: Callable[[sqlite3.Connection], Sequence[Report]]
    ) -> list[int]:
        """Store what `compose` gives, in the same transaction; the sequences of the reports."""

        def store(connection: sqlite3.Connection) -> list[int]:
            return [append(connection, boot, report) for report in compose(connection)]

        def count(seqs: list[int]) -> None:
            self.published += len(seqs)
            self._depth[boot.vin] += len(seqs)
            self._news[boot.vin].set()

        return await self._database.run(store, count)

    async def waiting(self, vin: str, limit: int) -> list[StoredReport]:
        """The reports to send next: faults, then replies, then telemetry, each oldest first."""
        rows = await self._database.run(lambda c: c.execute(WAITING, (vin, limit)).fetchall())
        return [_stored(vin, row) for row in rows]

    async def acknowledge(self, vin: str, rows: Iterable[int]) -> None:
        """Forget reports that the broker has taken over (PUBACK)."""
        keys = [(row,) for row in rows]
        if not keys:
            return

        def delete(connection: sqlite3.Connection) -> int:
            return connection.executemany("DELETE FROM outbox WHERE row = ?", keys).rowcount

        def count(gone: int) -> None:
            self._depth[vin] -= gone
            self.acknowledged += gone

        await self._database.run(delete, count)

    async def news(self, vin: str) -> None:
        """Wait until this unit has something to send."""
        event = self._news[vin]
        while not self._depth[vin]:
            event.clear()
            await event.wait()

    async def sequences(self) -> dict[str, list[tuple[str, int]]]:
        """The boots of each unit as (boot id in decimal, last sequence); all before exist."""
        rows = await self._database.run(
            lambda c: c.execute(
                "SELECT vin, boot_id, last_seq FROM boot WHERE last_seq > 0"
                " ORDER BY vin, boot_count"
            ).fetchall()
        )
        boots: dict[str, list[tuple[str, int]]] = {}
        for vin, boot_id, last_seq in rows:
            boots.setdefault(vin, []).append((str(boot_id), last_seq))
        return boots

    def depth(self, vin: str) -> int:
        return self._depth[vin]

    @property
    def backlog(self) -> int:
        """Reports that wait, over all units."""
        return self.published - self.acknowledged


def _stored(vin: str, row: tuple[int, int, int, int, int, int, int, bytes]) -> StoredReport:
    number, boot_id, boot_count, seq, kind, uptime_ms, wall_ms, body = row
    report = Report(kind=Kind(kind), uptime_ms=uptime_ms, wall_ms=wall_ms, body=body)
    return StoredReport(row=number, boot=Boot(vin, boot_id, boot_count), seq=seq, report=report)
