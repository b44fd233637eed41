"""What really happened in the simulated world, on disk: the truth of every score."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

from simulator.agent.database import Database
from simulator.faults.root_cause import RootCauseId
from simulator.faults.truth import InjectedFault, InjectedTruth
from simulator.links.weather import LinkEvent
from simulator.trouble_code import spelling

SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS fleet (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    seed INTEGER NOT NULL,
    started_s REAL NOT NULL,
    vins TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS planned_fault (
    vin TEXT NOT NULL, root_cause TEXT NOT NULL, onset_s REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS power_failure (
    vin TEXT NOT NULL,
    at_s REAL NOT NULL,
    lasts_s REAL NOT NULL,
    happened_s REAL NOT NULL,
    PRIMARY KEY (vin, at_s)
);
CREATE TABLE IF NOT EXISTS set_code (
    vin TEXT NOT NULL,
    component TEXT NOT NULL,
    dtc INTEGER NOT NULL,
    root_cause TEXT NOT NULL,
    onset_s REAL NOT NULL,
    set_at_s REAL NOT NULL,
    PRIMARY KEY (vin, component, dtc, root_cause)
);
CREATE TABLE IF NOT EXISTS change (
    id INTEGER PRIMARY KEY,
    vin TEXT NOT NULL,
    at_s REAL NOT NULL,
    component TEXT, -- NULL: the whole car lost its power
    request BLOB
);
CREATE TABLE IF NOT EXISTS rejection (
    kind TEXT NOT NULL, -- command, clock or resend
    reason TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (kind, reason)
);
CREATE TABLE IF NOT EXISTS execution (
    command_id BLOB PRIMARY KEY, count INTEGER NOT NULL
);
"""


REJECT: Final = """
INSERT INTO rejection VALUES (?, ?, 1)
ON CONFLICT (kind, reason) DO UPDATE SET count = count + 1
"""


class InvalidData(Exception):
    """The cars do not fit the data folder or the passwords."""


class Change(NamedTuple):
    """What a car remembers: a diagnostic request, or (no component) a loss of power."""

    at_s: float
    component: str | None
    request: bytes | None


class Executions(NamedTuple):
    """How many commands have been executed, and how many of them more than once."""

    commands: int
    twice: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """`started_s` is the world time at which the fleet was made."""

    seed: int
    started_s: float
    faults: dict[str, list[InjectedFault]]


class Account:
    """Everything survives the process; a second run with the same data goes on from here."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._set: set[tuple[str, str, int, str]] = set()
        self.power_failures = 0

    @property
    def codes_set(self) -> int:
        return len(self._set)

    async def load(self, vins: Sequence[str], new: Plan) -> Plan:
        """The plan on disk, or `new`, which then is on disk; InvalidData for other cars."""
        plan = await self._database.run(lambda c: _load_or_store(c, vins, new))
        self._set = set(
            await self._database.run(
                lambda c: c.execute(
                    "SELECT vin, component, dtc, root_cause FROM set_code"
                ).fetchall()
            )
        )
        (self.power_failures,) = await self._database.run(
            lambda c: c.execute("SELECT count(*) FROM power_failure").fetchone()
        )
        return plan

    async def changes(self) -> dict[str, list[Change]]:
        """What each car remembers, in order, by VIN; nothing of one that has no past."""
        rows = await self._database.run(
            lambda c: c.execute(
                "SELECT vin, at_s, component, request FROM change ORDER BY id"
            ).fetchall()
        )
        past: dict[str, list[Change]] = {}
        for vin, *change in rows:
            past.setdefault(vin, []).append(Change(*change))
        return past

    async def write_change(self, vin: str, change: Change) -> None:
        await self._database.run(lambda c: _write_change(c, vin, change))

    async def power_failed(self, vin: str, cut: LinkEvent, now_s: float) -> None:
        """A power cut has really happened, at world time `now_s`."""

        def write(connection: sqlite3.Connection) -> None:
            connection.execute(
                "INSERT OR REPLACE INTO power_failure VALUES (?, ?, ?, ?)",
                (vin, cut.at_s, cut.until_s - cut.at_s, now_s),
            )
            _write_change(connection, vin, Change(now_s, None, None))

        await self._database.run(write)
        self.power_failures += 1

    async def note_codes(self, vin: str, truths: Iterable[InjectedTruth]) -> None:
        """Write down the codes that have been set for the first time."""
        new = [
            (
                vin,
                truth.component,
                truth.dtc,
                truth.root_cause_id,
                truth.onset_s,
                truth.set_at_s,
            )
            for truth in truths
            if truth.set_at_s is not None
            and (vin, truth.component, truth.dtc, truth.root_cause_id) not in self._set
        ]
        if not new:
            return
        self._set.update(row[:4] for row in new)
        await self._database.run(
            lambda c: c.executemany(
                "INSERT OR IGNORE INTO set_code VALUES (?, ?, ?, ?, ?, ?)", new
            )
        )

    async def command_executed(self, command_id: bytes) -> None:
        """A car sets about a command, whatever its unit remembers."""
        await self._database.run(
            lambda c: c.execute(
                "INSERT INTO execution VALUES (?, 1)"
                " ON CONFLICT (command_id) DO UPDATE SET count = count + 1",
                (command_id,),
            )
        )

    async def executions(self) -> Executions:
        commands, twice = await self._database.run(
            lambda c: c.execute(
                "SELECT count(*), count(*) FILTER (WHERE count > 1) FROM execution"
            ).fetchone()
        )
        return Executions(commands, twice)

    async def command_rejected(self, reason: str) -> None:
        await self._database.run(lambda c: c.execute(REJECT, ("command", reason)))

    async def clock_rejected(self, reason: str) -> None:
        await self._database.run(lambda c: c.execute(REJECT, ("clock", reason)))

    async def resend_rejected(self, reason: str) -> None:
        await self._database.run(lambda c: c.execute(REJECT, ("resend", reason)))

    async def rejections(self, kind: Literal["command", "clock", "resend"]) -> dict[str, int]:
        rows = await self._database.run(
            lambda c: c.execute(
                "SELECT reason, count FROM rejection WHERE kind = ?", (kind,)
            ).fetchall()
        )
        return dict(rows)

    async def faults(self) -> list[dict[str, Any]]:
        """Every code that was really set, times in world seconds."""
        rows = await self._database.run(
            lambda c: c.execute(
                "SELECT vin, component, dtc, root_cause, onset_s, set_at_s FROM set_code"
                " ORDER BY set_at_s, vin, dtc"
            ).fetchall()
        )
        return [
            {
                "vin": vin,
                "component": component,
                "dtc": dtc,
                "code": spelling(dtc),
                "root_cause": root_cause,
                "onset": onset_s,
                "set_at": set_at_s,
            }
            for vin, component, dtc, root_cause, onset_s, set_at_s in rows
        ]


def _load_or_store(connection: sqlite3.Connection, vins: Sequence[str], new: Plan) -> Plan:
    row = connection.execute("SELECT seed, started_s, vins FROM fleet").fetchone()
    if row is None:
        _store(connection, vins, new)
        return new
    seed, started_s, known = row
    if json.loads(known) != list(vins):
        raise InvalidData("the data folder holds another fleet; take another folder")
    faults: dict[str, list[InjectedFault]] = {}
    for vin, cause, onset_s in connection.execute("SELECT * FROM planned_fault ORDER BY rowid"):
        faults.setdefault(vin, []).append(InjectedFault(RootCauseId(cause), onset_s))
    return Plan(seed=seed, started_s=started_s, faults=faults)


def _store(connection: sqlite3.Connection, vins: Sequence[str], plan: Plan) -> None:
    connection.execute(
        "INSERT INTO fleet VALUES (1, ?, ?, ?)",
        (plan.seed, plan.started_s, json.dumps(list(vins))),
    )
    connection.executemany(
        "INSERT INTO planned_fault VALUES (?, ?, ?)",
        [
            (vin, fault.root_cause_id, fault.onset_s)
            for vin, own in plan.faults.items()
            for fault in own
        ],
    )


def _write_change(connection: sqlite3.Connection, vin: str, change: Change) -> None:
    connection.execute(
        "INSERT INTO change (vin, at_s, component, request) VALUES (?, ?, ?, ?)",
        (vin, change.at_s, change.component, change.request),
    )
