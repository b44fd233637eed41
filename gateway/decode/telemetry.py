"""Telemetry: matrices of float32, taken from the payload without a copy."""

from datetime import datetime

import numpy as np

from gateway.decode.header import read_header
from gateway.decode.refused import Refused
from gateway.domain.report import Matrix, RefusalReason, Telemetry
from gateway.domain.vin import Vin
from proto.v1 import telemetry_pb2

_BYTES_A_NUMBER = 4
_MOST_MATRICES = 256


def read_telemetry(payload: bytes, vin: Vin, received_at: datetime) -> Telemetry:
    message = telemetry_pb2.Telemetry.FromString(payload)
    header = read_header(message.header, vin, received_at)
    if len(message.matrices) > _MOST_MATRICES:
        raise Refused(RefusalReason.IMPOSSIBLE_VALUE, f"{len(message.matrices)} matrices")
    return Telemetry(header, tuple(_read_matrix(matrix) for matrix in message.matrices))


def _read_matrix(matrix: telemetry_pb2.Matrix) -> Matrix:
    signals = tuple(matrix.signals)
    rows, rest = divmod(len(matrix.offsets_ms), _BYTES_A_NUMBER)
    if rest or len(matrix.values) != rows * len(signals) * _BYTES_A_NUMBER:
        raise Refused(
            RefusalReason.IMPOSSIBLE_VALUE,
            f"{len(matrix.values)} bytes of values for {rows} rows of {len(signals)} signals",
        )
    if len(set(signals)) != len(signals) or min(signals, default=1) < 1:
        raise Refused(RefusalReason.IMPOSSIBLE_VALUE, "a signal is named twice or not at all")
    offsets = np.frombuffer(matrix.offsets_ms, dtype="<u4")
    if rows > 1 and bool(np.any(offsets[1:] < offsets[:-1])):
        raise Refused(RefusalReason.IMPOSSIBLE_TIME, "the rows run backwards")
    values = np.frombuffer(matrix.values, dtype="<f4").reshape(rows, len(signals))
    return Matrix(signals, offsets, values)
