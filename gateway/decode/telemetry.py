"""Telemetry: matrices of float32, checked and left as the bytes that they came in."""

from collections.abc import Callable
from functools import lru_cache
from struct import Struct

from gateway.decode.header import read_header
from gateway.decode.omissions import MOST_SAMPLES, read_omissions
from gateway.decode.refused import Refused
from gateway.decode.units import UnitOrders
from gateway.domain.report import Matrix, RefusalReason, Telemetry
from gateway.domain.vin import Vin
from proto.v1 import telemetry_pb2

_BYTES_A_NUMBER = 4
_MOST_MATRICES = 256
_LONGEST_REPORT_MS = 24 * 3_600_000
_SLACK_MS = 60_000
MOST_SIGNALS = 256


def read_telemetry(payload: bytes, vin: Vin, received_us: int, orders: UnitOrders) -> Telemetry:
    message = telemetry_pb2.Telemetry.FromString(payload)
    header = read_header(message.header, vin, received_us, orders)
    said, thinned = message.matrices, message.thinned_samples
    if len(said) > _MOST_MATRICES:
        raise Refused(RefusalReason.IMPOSSIBLE_VALUE, f"{len(said)} matrices")
    if thinned > MOST_SAMPLES:
        detail = f"{thinned} samples thinned out of one report"
        raise Refused(RefusalReason.IMPOSSIBLE_VALUE, detail)
    latest_ms = _LONGEST_REPORT_MS if header.age_ms is None else header.age_ms + _SLACK_MS
    matrices: tuple[Matrix, ...] = ()
    # By number: to iterate over what protobuf repeats costs an exception at its end.
    for number in range(len(said)):
        matrices += (_read_matrix(said[number], latest_ms),)
    omissions = message.omissions
    left_out = read_omissions(omissions, header) if omissions else ()
    return tuple.__new__(Telemetry, (header, matrices, thinned, left_out))


def _read_matrix(matrix: telemetry_pb2.Matrix, latest_ms: int) -> Matrix:
    """`latest_ms`: no row can have been measured after it was sent."""
    signals = tuple(matrix.signals[:])
    offsets, samples = matrix.offsets_ms, matrix.values
    columns, rows = len(signals), len(offsets) // _BYTES_A_NUMBER
    if columns > MOST_SIGNALS:
        raise Refused(RefusalReason.IMPOSSIBLE_VALUE, f"{columns} signals in one matrix")
    if len(offsets) % _BYTES_A_NUMBER or len(samples) != rows * columns * _BYTES_A_NUMBER:
        raise Refused(
            RefusalReason.IMPOSSIBLE_VALUE,
            f"{len(samples)} bytes of values for {rows} rows of {columns} signals",
        )
    known = _columns(signals)
    if known is None:
        raise Refused(RefusalReason.IMPOSSIBLE_VALUE, "a signal is named twice or not at all")
    times = _whole_numbers(rows)(offsets)
    if [*times] != sorted(times):
        raise Refused(RefusalReason.IMPOSSIBLE_TIME, "the rows run backwards")
    last_ms = times[-1] if times else 0
    if last_ms > latest_ms:
        detail = f"a row at {last_ms} ms was not measured yet when it was sent"
        raise Refused(RefusalReason.IMPOSSIBLE_TIME, detail)
    return tuple.__new__(Matrix, (known, rows, last_ms, offsets, samples))


@lru_cache(maxsize=4096)
def _columns(signals: tuple[int, ...]) -> tuple[int, ...] | None:
    """One and the same object for equal ones; None when they cannot be columns."""
    sound = len(set(signals)) == len(signals) and min(signals, default=1) > 0
    return signals if sound else None


@lru_cache(maxsize=1024)
def _whole_numbers(count: int) -> Callable[[bytes], tuple[int, ...]]:
    """Reads so many uint32."""
    return Struct(f"<{count}I").unpack
