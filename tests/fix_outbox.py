"""An outbox as a gateway's other half knows it: batches of known size, and who stores them."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from proto.v1.telemetry_pb2 import Matrix, Telemetry
from simulator.agent import outbox
from simulator.agent.budget import Budget
from simulator.agent.database import Database
from simulator.agent.outbox import Outbox
from simulator.agent.report import Boot, Kind, Report, StoredReport
from simulator.agent.thinning import samples_in

BOX_VIN = "W0VZZZE1XSB000001"
ANY_LENGTH = 100_000


def a_batch(rows: int, columns: int = 2) -> Telemetry:
    """Row r holds r in every column, a second after the one before it."""
    values = np.repeat(np.arange(rows, dtype="<f4"), columns)
    return Telemetry(
        matrices=[
            Matrix(
                signals=range(1, columns + 1),  # type: ignore[arg-type]  # an open enum
                offsets_ms=(np.arange(rows) * 1000).astype("<u4").tobytes(),
                values=values.tobytes(),
            )
        ]
    )


def a_report(kind: Kind, rows: int = 10, uptime_ms: int = 0) -> Report:
    """Telemetry with so many rows, or as many bytes of something else."""
    if kind is not Kind.TELEMETRY:
        return Report(kind=kind, uptime_ms=uptime_ms, wall_ms=0, body=bytes(rows))
    batch = a_batch(rows)
    return Report(
        kind=kind,
        uptime_ms=uptime_ms,
        wall_ms=0,
        body=batch.SerializeToString(),
        samples=samples_in(batch),
    )


@asynccontextmanager
async def an_outbox(budget: Budget | None = None) -> AsyncIterator[Outbox]:
    """In memory, for one example of a property."""
    database = Database.open(Path(":memory:"), outbox.SCHEMA)
    try:
        yield Outbox(database, budget)
    finally:
        await database.close()


async def commit(box: Outbox, boot: Boot, *reports: Report) -> list[int]:
    return await box.commit(boot, lambda _: reports)


@dataclass(slots=True)
class Ledger:
    """What the other side has stored: the first copy of each report, for ever."""

    reports: dict[tuple[int, int], StoredReport] = field(default_factory=dict)

    def store(self, sent: Sequence[StoredReport]) -> None:
        for one in sent:
            self.reports.setdefault((one.boot.boot_id, one.seq), one)

    def holds(self, boot_id: int, seq: int) -> bool:
        return (boot_id, seq) in self.reports

    @property
    def batches(self) -> dict[tuple[int, int], Telemetry]:
        return {
            key: Telemetry.FromString(one.report.body)
            for key, one in self.reports.items()
            if one.report.kind in {Kind.TELEMETRY, Kind.OMISSIONS}
        }

    def samples(self) -> int:
        """Stored, thinned out, and given up without having arrived."""
        batches = self.batches
        made = {key: samples_in(b) + b.thinned_samples for key, b in batches.items()}
        given_up = 0
        for batch in batches.values():
            for omission in batch.omissions:
                seqs = range(omission.first_seq, omission.last_seq + 1)
                arrived = sum(made.get((omission.boot_id, seq), 0) for seq in seqs)
                given_up += max(0, omission.samples - arrived)
        return sum(made.values()) + given_up

    def accounted(self) -> set[tuple[int, int]]:
        """Reports that have arrived or been given up."""
        return {*self.reports} | {
            (omission.boot_id, seq)
            for batch in self.batches.values()
            for omission in batch.omissions
            for seq in range(omission.first_seq, omission.last_seq + 1)
        }
