"""The cars' side: what was committed on board, read from the units' own memory."""

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple
from uuid import UUID

from proto.v1.faults_pb2 import FaultReport
from simulator.agent import ledger, outbox

UNITS: Final = "units.sqlite"
TRUTH: Final = "truth.sqlite"
PRESENT: Final = 0x01 | 0x04 | 0x08
"""ISO 14229-1: testFailed, pendingDTC, confirmedDTC."""

# Beside the outbox, which forgets: written in the very transaction that commits a fault report.
SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS said (
    boot_id INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    at_s REAL NOT NULL, -- the host's clock
    body BLOB NOT NULL,
    PRIMARY KEY (boot_id, seq)
) WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS hear AFTER INSERT ON outbox WHEN new.kind = 0 BEGIN -- faults
    INSERT OR IGNORE INTO said VALUES
        (new.boot_id, new.seq, (julianday('now') - 2440587.5) * 86400.0, new.body);
END;
"""
_SAID = """
SELECT vin, unit_id, boot_id, seq, at_s, body FROM said JOIN boot USING (boot_id)
ORDER BY vin, number, seq
"""
_BOOTS = """
SELECT vin, boot_id, last_seq, given_up, samples,
    coalesce((SELECT sum(samples) FROM outbox WHERE outbox.boot_id = boot.boot_id), 0)
    + coalesce((SELECT sum(samples) FROM omission WHERE omission.boot_id = boot.boot_id), 0),
    (SELECT count(*) FROM outbox WHERE outbox.boot_id = boot.boot_id)
FROM boot
"""
_EXECUTED = """
SELECT vin, command_id, count FROM truth.execution
JOIN ledger USING (command_id) JOIN unit USING (unit_id)
"""
_SET = "SELECT vin, root_cause, component, dtc FROM truth.set_code"


class Code(NamedTuple):
    """A trouble code of one component of one car; `dtc` has three bytes."""

    vin: str
    component: str
    dtc: int


class ReportId(NamedTuple):
    vin: str
    boot_id: int
    seq: int


class Boot(NamedTuple):
    """`made`, `left`: samples; `last_seq`: reports made; `waiting` of them are on board."""

    last_seq: int
    given_up: int
    made: int
    left: int
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """`fault_reports`: when each was committed, unix seconds of the host.

    `lives`: how often a code has come, as the reports tell it; `shown`: (VIN, root cause) → the
    codes that it has set; `executed`: (VIN, command) → how often.
    """

    fault_reports: Mapping[ReportId, float]
    lives: Counter[Code]
    shown: Mapping[tuple[str, str], frozenset[Code]]
    boots: Mapping[tuple[str, int], Boot]
    executed: Mapping[tuple[str, UUID], int]

    def of(self, vins: Collection[str]) -> "Said":
        """What these cars said."""
        return Said(
            fault_reports={r: at_s for r, at_s in self.fault_reports.items() if r.vin in vins},
            lives=Counter({code: n for code, n in self.lives.items() if code.vin in vins}),
            shown={key: codes for key, codes in self.shown.items() if key[0] in vins},
            boots={key: boot for key, boot in self.boots.items() if key[0] in vins},
            executed={key: n for key, n in self.executed.items() if key[0] in vins},
        )


def install(folder: Path) -> None:
    """Make the units' memory, with an ear in it, before the units begin."""
    with closing(sqlite3.connect(folder / UNITS)) as connection:
        connection.executescript(outbox.SCHEMA + ledger.SCHEMA + SCHEMA)


def read_said(folder: Path) -> Said:
    """Of the cars of one fleet; nobody must be driving them any more."""
    with closing(sqlite3.connect(folder / UNITS)) as connection:
        connection.execute("ATTACH ? AS truth", (str(folder / TRUTH),))
        rows = [FaultRow(*row) for row in connection.execute(_SAID)]
        shown: dict[tuple[str, str], set[Code]] = {}
        for vin, cause, component, dtc in connection.execute(_SET):
            shown.setdefault((vin, cause), set()).add(Code(vin, component, dtc))
        return Said(
            fault_reports={ReportId(row.vin, row.boot_id, row.seq): row.at_s for row in rows},
            lives=count_lives(rows),
            shown={key: frozenset(codes) for key, codes in shown.items()},
            boots={
                (vin, boot_id): Boot(*counts)
                for vin, boot_id, *counts in connection.execute(_BOOTS)
            },
            executed={
                (vin, UUID(bytes=command)): count
                for vin, command, count in connection.execute(_EXECUTED)
            },
        )


class FaultRow(NamedTuple):
    vin: str
    unit_id: int
    boot_id: int
    seq: int
    at_s: float
    body: bytes


@dataclass(slots=True)
class _Life:
    present: bool = False
    occurrences: int = 0


@dataclass(slots=True)
class _Memory:
    """What one component has said last of each of its codes."""

    codes: dict[int, _Life] = field(default_factory=dict)

    def births(self, report: FaultReport) -> Iterator[int]:
        """Codes that are present and were not, or whose counter fell: cleared in between."""
        said = {fault.dtc: fault for fault in report.faults}
        for dtc in self.codes.keys() - said.keys():
            self.codes[dtc] = _Life()
        for dtc, fault in said.items():
            before = self.codes.get(dtc, _Life())
            now = _Life(bool(fault.status & PRESENT), fault.occurrences)
            if now.present and (not before.present or now.occurrences < before.occurrences):
                yield dtc
            self.codes[dtc] = now


def count_lives(rows: Iterable[FaultRow]) -> Counter[Code]:
    """`rows` in the order in which they were committed, car by car."""
    memories: dict[tuple[str, str], _Memory] = {}
    lives: Counter[Code] = Counter()
    for row in rows:
        report = FaultReport.FromString(row.body)
        memory = memories.setdefault((row.vin, report.component), _Memory())
        lives.update(Code(row.vin, report.component, dtc) for dtc in memory.births(report))
    return lives
