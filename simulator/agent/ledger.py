"""The unit's ledger of commands: an id is executed once, whatever happens to power and link."""

import sqlite3
from dataclasses import dataclass

from proto.v1.replies_pb2 import (
    ACCEPTED,
    EXPIRED,
    FAILED,
    REFUSED,
    RUNNING,
    SUCCEEDED,
    UNKNOWN,
    WAITING,
    CommandState,
    Reply,
)
from simulator.agent.database import Database

SCHEMA = """
CREATE TABLE IF NOT EXISTS ledger (
    unit_id INTEGER NOT NULL,
    command_id BLOB NOT NULL,
    state INTEGER NOT NULL,
    command BLOB NOT NULL,
    reply BLOB NOT NULL,
    PRIMARY KEY (unit_id, command_id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS ledger_open ON ledger (unit_id, state) WHERE state < 4;
"""

FINAL = frozenset({SUCCEEDED, FAILED, REFUSED, EXPIRED, UNKNOWN})
NOT_STARTED = frozenset({ACCEPTED, WAITING})

RECORD = """
INSERT INTO ledger (unit_id, command_id, state, command, reply) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (unit_id, command_id) DO UPDATE SET state = excluded.state, reply = excluded.reply
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """`command` is the serialised Command, `reply` the last thing said about it."""

    command: bytes
    reply: Reply

    @property
    def state(self) -> CommandState:
        return self.reply.state


def record(connection: sqlite3.Connection, unit_id: int, command: bytes, reply: Reply) -> None:
    """Make `reply` the state of its command."""
    stored = reply.SerializeToString()
    connection.execute(RECORD, (unit_id, reply.command_id, reply.state, command, stored))


def last_reply(connection: sqlite3.Connection, unit_id: int, command_id: bytes) -> Reply | None:
    """What was last said about a command; None for one that never came."""
    row = connection.execute(
        "SELECT reply FROM ledger WHERE unit_id = ? AND command_id = ?", (unit_id, command_id)
    ).fetchone()
    return Reply.FromString(row[0]) if row else None


class Ledger:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def unfinished(self, unit_id: int) -> list[Entry]:
        """Commands that had no final state when the power went."""
        rows = await self._database.run(
            lambda c: c.execute(
                "SELECT command, reply FROM ledger WHERE unit_id = ? AND state IN (?, ?, ?)",
                (unit_id, ACCEPTED, WAITING, RUNNING),
            ).fetchall()
        )
        return [_entry(*row) for row in rows]

    async def counts(self) -> dict[str, int]:
        """How many commands of all units are in each state, by its lower-case name."""
        rows: list[tuple[CommandState, int]] = await self._database.run(
            lambda c: c.execute("SELECT state, count(*) FROM ledger GROUP BY state").fetchall()
        )
        names = [name.lower() for name in CommandState.keys()[1:]]
        return dict.fromkeys(names, 0) | {
            CommandState.Name(state).lower(): count for state, count in rows
        }


def _entry(command: bytes, reply: bytes) -> Entry:
    return Entry(command, Reply.FromString(reply))
