"""What is in the store after a soak, held against what the cars saw acknowledged."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from benchmarks.soak.cars import ACKNOWLEDGED
from benchmarks.soak.report import Car, faults_until

_LEDGER = """
select b.boot_id, lower(r), upper(r) - 1 from boots b, unnest(b.received) r
"""
_STORED = "select sum(upper(r) - lower(r)) from boots, unnest(received) r"
_LATE = "select sum(upper(r) - lower(r)) from late_reports, unnest(sequences) r"
_CONTENT = """
select boot_id, seq from telemetry_blocks
union all select boot_id, seq from fault_reports
"""
_SEEN = """
select b.boot_id, max(e.occurrences) from episodes e join boots b using (vehicle_id) group by 1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """`lost`: acknowledged by the broker and not in the store, with their content.

    `doubled`: reports whose content is there twice. `behind`: cars whose fault has not the
    count of its last report: triage has not seen it, or has seen it before an older one.
    """

    acknowledged: int
    stored: int
    lost: int
    doubled: int
    behind: int


async def stored_count(connection: AsyncConnection[TupleRow]) -> int:
    [(count,)] = await _rows(connection, _STORED)
    return int(count or 0)


async def held_count(connection: AsyncConnection[TupleRow]) -> int:
    """Reports that wait to be judged."""
    [(count,)] = await _rows(connection, "select count(*) from held_back")
    return int(count)


async def late_count(connection: AsyncConnection[TupleRow]) -> int:
    """Reports that were judged behind a newer one of their car."""
    [(count,)] = await _rows(connection, _LATE)
    return int(count or 0)


async def tally(
    connection: AsyncConnection[TupleRow], cars: Sequence[Car], folder: Path
) -> Tally:
    acknowledged: NDArray[np.bool_] = np.load(folder / ACKNOWLEDGED)
    place = {car.boot_id: number for number, car in enumerate(cars)}
    ledger = np.zeros_like(acknowledged)
    for boot, first, last in await _rows(connection, _LEDGER):
        ledger[place[boot], first : last + 1] = True
    copies = np.zeros(acknowledged.shape, np.uint8)
    for boot, seq in await _rows(connection, _CONTENT):
        copies[place[boot], seq] += 1
    last_seq = acknowledged.shape[1] - 1
    seen: dict[int, int] = dict(await _rows(connection, _SEEN))
    expected = faults_until(last_seq)
    return Tally(
        acknowledged=int(acknowledged.sum()),
        stored=int((ledger & (copies > 0)).sum()),
        lost=int((acknowledged & ~(ledger & (copies > 0))).sum()),
        doubled=int((copies > 1).sum()),
        behind=sum(seen.get(car.boot_id, 0) != expected for car in cars) if expected else 0,
    )


async def _rows(connection: AsyncConnection[TupleRow], statement: str) -> list[TupleRow]:
    cursor = await connection.execute(statement.encode())
    return await cursor.fetchall()
