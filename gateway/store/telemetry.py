"""Telemetry in blocks: one row a matrix, values as they came over the wire."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256

import numpy as np

from gateway.domain.report import Matrix, Placed, Telemetry
from gateway.domain.vin import Vin
from gateway.store.pool import Connection
from gateway.triage.absorb import LONGEST_REPORT_MS

SignalSet = tuple[int, ...]

_COPY = (
    "copy telemetry_blocks (vehicle_id, boot_id, seq, matrix, starts_at, ends_at, signal_set,"
    " offsets_ms, samples) from stdin (format binary)"
)
_TYPES = [
    "int4",
    "int8",
    "int8",
    "int2",
    "timestamptz",
    "timestamptz",
    "int4",
    "bytea",
    "bytea",
]


class SignalSets:
    """Which signals stand in a block's columns; a cache of rows that never change."""

    def __init__(self) -> None:
        self._known: dict[SignalSet, int] = {}

    def remember(self, sets: Mapping[SignalSet, int]) -> None:
        """To be called with committed numbers only."""
        self._known.update(sets)

    async def write(
        self,
        connection: Connection,
        ids: Mapping[Vin, int],
        telemetry: Sequence[Placed[Telemetry]],
    ) -> dict[SignalSet, int]:
        """Copies the blocks in; returns the signal sets that were new."""
        if not telemetry:
            return {}
        wanted = {m.signals for one in telemetry for m in one.report.matrices}
        new = await _add_sets(connection, wanted - self._known.keys())
        numbers = self._known | new
        async with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
            copy.set_types(_TYPES)
            for one in telemetry:
                header = one.report.header
                for place, matrix in enumerate(one.report.matrices):
                    await copy.write_row(
                        (
                            ids[header.id.vin],
                            header.id.boot_id,
                            header.id.seq,
                            place,
                            *_span(one.at, matrix),
                            numbers[matrix.signals],
                            matrix.offsets_ms.tobytes(),
                            matrix.values.tobytes(),
                        )
                    )
        return new


async def _add_sets(connection: Connection, sets: set[SignalSet]) -> dict[SignalSet, int]:
    added: dict[SignalSet, int] = {}
    for signals in sorted(sets):
        await connection.execute(
            "insert into signal_sets (numbers, digest) values (%s::int[], %s)"
            " on conflict do nothing",
            [list(signals), _digest(signals)],
        )
        cursor = await connection.execute(
            "select id from signal_sets where digest = %s", [_digest(signals)]
        )
        row = await cursor.fetchone()
        if row is not None:
            added[signals] = row[0]
    return added


def _digest(signals: SignalSet) -> bytes:
    return sha256(np.array(signals, dtype="<u4").tobytes()).digest()


def _span(at: datetime, matrix: Matrix) -> tuple[datetime, datetime]:
    """From the first row to the last that triage believes."""
    last = int(matrix.offsets_ms[-1]) if len(matrix.offsets_ms) else 0
    return at, at + timedelta(milliseconds=min(last, LONGEST_REPORT_MS))


def read_matrix(numbers: Sequence[int], offsets_ms: bytes, samples: bytes) -> Matrix:
    """The matrix of a stored block."""
    offsets = np.frombuffer(offsets_ms, dtype="<u4")
    values = np.frombuffer(samples, dtype="<f4").reshape(len(offsets), len(numbers))
    return Matrix(tuple(numbers), offsets, values)
