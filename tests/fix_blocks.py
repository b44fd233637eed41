"""Blocks of samples put into a database as intake would, without its pipeline."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import numpy as np
from psycopg.rows import class_row

from gateway.store.pool import Connection

_sequences = count(1)


async def a_vehicle(connection: Connection, vin: str) -> int:
    cursor = await connection.execute(
        "insert into vehicles (vin) values (%s) returning id", [vin]
    )
    [(number,)] = await cursor.fetchall()
    return int(number)


async def a_signal_set(connection: Connection, signals: Sequence[int]) -> int:
    """To be committed before two write at once: one would wait for the other."""
    digest = repr(signals).encode()
    await connection.execute(
        "insert into signal_sets (numbers, digest) values (%s, %s) on conflict do nothing",
        [list(signals), digest],
    )
    cursor = await connection.execute("select id from signal_sets where digest = %s", [digest])
    [(number,)] = await cursor.fetchall()
    return int(number)


async def a_block(
    connection: Connection,
    vehicle: int,
    at: datetime,
    *rows: Sequence[float],
    signals: Sequence[int] = (3, 7),
    **columns: Any,
) -> None:
    """One row of values a second from `at` on."""
    offsets = np.arange(len(rows), dtype="<u4") * 1000
    values = np.array(rows, "<f4").reshape(len(rows), len(signals))
    known = {
        "vehicle_id": vehicle,
        "boot_id": 77,
        "seq": next(_sequences),
        "matrix": 0,
        "starts_at": at,
        "ends_at": at + timedelta(seconds=max(0, len(rows) - 1)),
        "received_at": at,
        "uptime_ms": 0,
        "wall_ms": 0,
        "time_source": "uptime",
        "thinned_samples": 0,
        "signal_set": await a_signal_set(connection, signals),
        "offsets_ms": offsets.tobytes(),
        "samples": values.tobytes(),
    }
    row = known | columns
    places = ", ".join(["%s"] * len(row))
    await connection.execute(
        f"insert into telemetry_blocks ({', '.join(row)}) values ({places})".encode(),  # noqa: S608
        [*row.values()],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """What a roll-up says of one signal from `start` on."""

    start: datetime
    samples: int
    total: float
    lowest: float
    highest: float
    first: float
    last: float


async def rolled_up(
    connection: Connection, vehicle: int, signal: int, span: str
) -> list[Point]:
    """By "hour" or "day", in order of time."""
    async with connection.cursor(row_factory=class_row(Point)) as cursor:
        await cursor.execute(
            f"select {span} as start, samples, total, lowest, highest, first, last"  # noqa: S608
            f" from signal_{span}s where vehicle_id = %s and signal = %s order by 1".encode(),
            [vehicle, signal],
        )
        return await cursor.fetchall()
