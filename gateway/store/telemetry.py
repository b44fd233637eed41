"""Telemetry in blocks: one row a matrix, with its header; values as they came over the wire."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from struct import Struct

from gateway.domain.instant import to_us
from gateway.domain.report import OFFSETS, Matrix, Placed, Telemetry, TimeSource
from gateway.domain.vin import Vin
from gateway.pipeline.motley import SignalSet
from gateway.store.copying import EPOCH_US, binary_copy
from gateway.store.pool import Connection
from gateway.triage.heard import LONGEST_REPORT_MS

NONE = (Matrix((), 0, 0, b"", b""),)
"""A report without a matrix is a row of no signals: its header is kept there."""

_COLUMNS = 15

_UPTIME = TimeSource.UPTIME.value.encode()

_COPY = """
copy telemetry_blocks (boot_id, seq, starts_at, ends_at, received_at, uptime_ms, wall_ms,
  vehicle_id, signal_set, thinned_samples, matrix, age_ms, time_source, offsets_ms, samples)
from stdin (format binary)
"""


async def write_telemetry(
    connection: Connection,
    ids: Mapping[Vin, int],
    telemetry: Sequence[Placed[Telemetry]],
    sets: Mapping[SignalSet, int],
) -> None:
    """Copies the blocks in; `sets`: the number of each, also of that of no signals."""
    if telemetry:
        rows = _rows(telemetry, ids, sets)
        async with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
            await copy.write(binary_copy(rows))


@lru_cache(maxsize=1024)
def _layout(age: int, source: int, offsets: int, samples: int) -> Struct:
    """A row: how many columns, then each with its length; of the last three the bytes.

    `age`: 1 for its length alone, as there is none; or 2.
    """
    return Struct(f">h{'iq' * 7}{'ii' * 3}ih{'iq'[:age]}i{source}si{offsets}si{samples}s")


def _rows(
    telemetry: Sequence[Placed[Telemetry]],
    ids: Mapping[Vin, int],
    sets: Mapping[SignalSet, int],
) -> Iterator[bytes]:
    """The rows of a binary COPY."""
    signals, signal_set = None, 0
    for one in telemetry:
        report, header = one.report, one.report.header
        vin, boot_id, seq = header.id
        vehicle, starts_at = ids[vin], one.at_us - EPOCH_US
        received_at = to_us(header.received_at) - EPOCH_US
        age = (-1,) if header.age_ms is None else (8, header.age_ms)
        source = _UPTIME if one.source is TimeSource.UPTIME else one.source.value.encode()
        for place, matrix in enumerate(report.matrices or NONE):
            if matrix.signals is not signals:
                signals = matrix.signals
                signal_set = sets[signals]
            offsets, samples = matrix.offsets, matrix.samples
            sizes = len(source), len(offsets), len(samples)
            # fmt: off
            yield _layout(len(age), *sizes).pack(
                _COLUMNS,
                8, boot_id, 8, seq,
                8, starts_at, 8, starts_at + 1000 * _length_ms(matrix), 8, received_at,
                8, header.uptime_ms, 8, header.wall_ms,
                4, vehicle, 4, signal_set,
                4, report.thinned_samples, 2, place, *age,
                sizes[0], source, sizes[1], offsets, sizes[2], samples,
            )
            # fmt: on


def _length_ms(matrix: Matrix) -> int:
    """To the last row that triage believes."""
    return min(matrix.last_ms, LONGEST_REPORT_MS)


def read_matrix(numbers: Sequence[int], offsets_ms: bytes, samples: bytes) -> Matrix:
    """The matrix of a stored block."""
    rows = len(offsets_ms) // OFFSETS.itemsize
    last_ms = int.from_bytes(offsets_ms[-OFFSETS.itemsize :], "little")
    return Matrix(tuple(numbers), rows, last_ms, offsets_ms, samples)
