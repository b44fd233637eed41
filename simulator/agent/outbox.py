"""The durable outbox of one or many units: what is in it is sent, sooner or later, in order."""

import asyncio
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence

from simulator.agent import fitting
from simulator.agent.database import Database
from simulator.agent.fitting import draw_id, fitted_unit, replace_unit
from simulator.agent.report import Backlog, Boot, Kind, Report, StoredReport

SCHEMA = (
    fitting.SCHEMA
    + """
CREATE TABLE IF NOT EXISTS boot (
    number INTEGER PRIMARY KEY,
    boot_id INTEGER NOT NULL UNIQUE,
    unit_id INTEGER NOT NULL,
    boot_count INTEGER NOT NULL,
    vin TEXT NOT NULL, -- of the car in which it happened
    last_seq INTEGER NOT NULL DEFAULT 0,
    UNIQUE (unit_id, boot_count)
);
CREATE TABLE IF NOT EXISTS outbox (
    row INTEGER PRIMARY KEY AUTOINCREMENT, -- never used twice: a PUBACK may come late
    unit_id INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    boot_id INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    uptime_ms INTEGER NOT NULL,
    wall_ms INTEGER NOT NULL,
    body BLOB NOT NULL,
    UNIQUE (boot_id, seq)
);
CREATE INDEX IF NOT EXISTS outbox_order ON outbox (unit_id, kind, row);
"""
)

APPEND = """
INSERT INTO outbox (unit_id, kind, boot_id, seq, uptime_ms, wall_ms, body)
VALUES (?, ?, ?, ?, ?, ?, ?)
"""

WAITING = """
SELECT row, boot.vin, outbox.unit_id, boot_id, boot_count, seq, kind, uptime_ms, wall_ms, body
FROM unit JOIN outbox USING (unit_id) JOIN boot USING (boot_id)
WHERE unit.vin = ? ORDER BY kind, row LIMIT ?
"""

ACKNOWLEDGE = """
DELETE FROM outbox
WHERE row = ? AND unit_id = (SELECT unit_id FROM unit WHERE vin = ?)
"""

EARLIER = """
SELECT boot_id, last_seq FROM boot
WHERE unit_id = ? AND boot_id <> ?
    AND EXISTS (SELECT 1 FROM outbox WHERE outbox.boot_id = boot.boot_id)
ORDER BY boot_count
"""


def append(connection: sqlite3.Connection, boot: Boot, report: Report) -> int:
    """Put `report` into the outbox inside the caller's transaction; returns its sequence."""
    (seq,) = connection.execute(
        "UPDATE boot SET last_seq = last_seq + 1 WHERE boot_id = ? RETURNING last_seq",
        (boot.boot_id,),
    ).fetchone()
    values = (report.uptime_ms, report.wall_ms, report.body)
    connection.execute(APPEND, (boot.unit_id, report.kind, boot.boot_id, seq, *values))
    return int(seq)


class Outbox:
    """A sequence is given at the commit, hence never to a report that got lost.

    A car is named by its VIN, and stands for the unit that is in it.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._depth: Counter[str] = Counter()
        self._news: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self.published = 0
        self.acknowledged = 0
        self.taken_out = 0

    async def load(self) -> None:
        """Count what earlier runs left; call once before anything else."""
        rows = await self._database.run(
            lambda c: c.execute(
                "SELECT vin, count(*) FROM outbox LEFT JOIN unit USING (unit_id) GROUP BY vin"
            ).fetchall()
        )
        waiting: dict[str | None, int] = dict(rows)
        (total,) = await self._database.run(
            lambda c: c.execute("SELECT coalesce(sum(last_seq), 0) FROM boot").fetchone()
        )
        self.published = total
        self.acknowledged = total - sum(waiting.values())
        self.taken_out = waiting.pop(None, 0)
        self._depth.update({vin: count for vin, count in waiting.items() if vin})

    async def begin_boot(self, vin: str) -> Boot:
        """The next boot of the unit in this car, with a random identity and the next count."""
        return await self._database.run(lambda c: _begin_boot(c, vin))

    async def replace_unit(self, vin: str) -> int:
        """Put a new unit into a car without power, and tell its id.

        It counts its boots from 1 and has nothing in its outbox and its ledger. What the old
        one had not sent is gone with it: `taken_out` counts these reports.
        """

        def count(_: int) -> None:
            self.taken_out += self._depth.pop(vin, 0)

        return await self._database.run(lambda c: replace_unit(c, vin), count)

    async def backlog_of(self, boot: Boot) -> Backlog:
        """Which sequences this boot, and earlier ones of its unit, may still have to send."""

        def look(connection: sqlite3.Connection) -> Backlog:
            (last_seq,) = connection.execute(
                "SELECT last_seq FROM boot WHERE boot_id = ?", (boot.boot_id,)
            ).fetchone()
            earlier = connection.execute(EARLIER, (boot.unit_id, boot.boot_id)).fetchall()
            return Backlog(last_seq, tuple(earlier))

        return await self._database.run(look)

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
        return [_stored(row) for row in rows]

    async def acknowledge(self, vin: str, rows: Iterable[int]) -> None:
        """Forget reports that the broker has taken over (PUBACK)."""
        keys = [(row, vin) for row in rows]
        if not keys:
            return

        def delete(connection: sqlite3.Connection) -> int:
            return connection.executemany(ACKNOWLEDGE, keys).rowcount

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
                " ORDER BY vin, number"
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
        return self.published - self.acknowledged - self.taken_out


def _begin_boot(connection: sqlite3.Connection, vin: str) -> Boot:
    unit_id = fitted_unit(connection, vin)
    (last,) = connection.execute(
        "SELECT coalesce(max(boot_count), 0) FROM boot WHERE unit_id = ?", (unit_id,)
    ).fetchone()
    boot = Boot(vin=vin, unit_id=unit_id, boot_id=draw_id(), boot_count=last + 1)
    connection.execute(
        "INSERT INTO boot (boot_id, unit_id, boot_count, vin) VALUES (?, ?, ?, ?)",
        (boot.boot_id, unit_id, boot.boot_count, vin),
    )
    return boot


def _stored(row: tuple[int, str, int, int, int, int, int, int, int, bytes]) -> StoredReport:
    number, vin, unit_id, boot_id, boot_count, seq, kind, uptime_ms, wall_ms, body = row
    return StoredReport(
        row=number,
        boot=Boot(vin=vin, unit_id=unit_id, boot_id=boot_id, boot_count=boot_count),
        seq=seq,
        report=Report(kind=Kind(kind), uptime_ms=uptime_ms, wall_ms=wall_ms, body=body),
    )
