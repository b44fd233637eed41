"""Telemetry in blocks: one row a matrix, with its header; values as they came over the wire."""

from collections.abc import Mapping, Sequence
from typing import LiteralString

from gateway.domain.report import OFFSETS, Matrix, Placed, Telemetry, TimeSource
from gateway.domain.vin import Vin
from gateway.pipeline.motley import SignalSet
from gateway.store.arrays import Bigints, Byteas
from gateway.store.pool import Connection
from gateway.triage.heard import LONGEST_REPORT_MS

_UPTIME = TimeSource.UPTIME
NONE = (Matrix((), 0, 0, b"", b""),)
"""A report without a matrix is a row of no signals: its header is kept there."""

INSERT: LiteralString = """
insert into telemetry_blocks (vehicle_id, boot_id, seq, matrix, signal_set, starts_at, ends_at,
  received_at, uptime_ms, age_ms, wall_ms, thinned_samples, time_source, offsets_ms, samples)
select vehicle_id, boot_id, seq, matrix, signal_set,
  epoch + starts_us * interval '1 microsecond', epoch + ends_us * interval '1 microsecond',
  epoch + received_us * interval '1 microsecond', uptime_ms, age_ms, wall_ms, thinned_samples,
  time_source, offsets_ms, samples
from (values (timestamptz '1970-01-01 00:00Z')) beginning (epoch),
  unnest(%s::int[], %s::bigint[], %s::bigint[], %s::smallint[], %s::int[], %s::bigint[],
    %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::int[],
    %s::text[], %s, %s)
  block (vehicle_id, boot_id, seq, matrix, signal_set, starts_us, ends_us, received_us,
    uptime_ms, age_ms, wall_ms, thinned_samples, time_source, offsets_ms, samples)
"""


async def write_telemetry(
    connection: Connection,
    ids: Mapping[Vin, int],
    telemetry: Sequence[Placed[Telemetry]],
    sets: Mapping[SignalSet, int],
) -> None:
    """Enters the blocks; `sets`: the number of each, also of that of no signals."""
    if telemetry:
        await connection.execute(INSERT, blocks(ids, telemetry, sets))


def blocks(
    ids: Mapping[Vin, int],
    telemetry: Sequence[Placed[Telemetry]],
    sets: Mapping[SignalSet, int],
) -> list[object]:
    """What `INSERT` is given; there is some telemetry."""
    each = [
        (
            ids[header.id.vin],
            header.id.boot_id,
            header.id.seq,
            place,
            sets[matrix.signals],
            at_us,
            at_us + 1000 * min(matrix.last_ms, LONGEST_REPORT_MS),  # that triage believes
            header.received_us,
            header.uptime_ms,
            header.age_ms,
            header.wall_ms,
            report.thinned_samples,
            "uptime" if source is _UPTIME else source.value,
            matrix.offsets,
            matrix.samples,
        )
        for report, at_us, source in telemetry
        for header in (report.header,)
        for place, matrix in enumerate(report.matrices or NONE)
    ]
    *whole, sources, offsets, samples = zip(*each, strict=True)
    return [
        *map(Bigints, whole),
        f"{{{','.join(sources)}}}",
        Byteas(offsets),
        Byteas(samples),
    ]


def read_matrix(numbers: Sequence[int], offsets_ms: bytes, samples: bytes) -> Matrix:
    """The matrix of a stored block."""
    rows = len(offsets_ms) // OFFSETS.itemsize
    last_ms = int.from_bytes(offsets_ms[-OFFSETS.itemsize :], "little")
    return Matrix(tuple(numbers), rows, last_ms, offsets_ms, samples)
