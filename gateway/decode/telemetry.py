"""Telemetry: matrices of float32, taken from the payload without a copy."""

from datetime import datetime

import numpy as np

from gateway.decode.header import read_header
from gateway.decode.omissions import MOST_SAMPLES, read_omissions
from gateway.decode.refused import Refused
from gateway.domain.report import Matrix, RefusalReason, Telemetry
from gateway.domain.vin import Vin
from proto.v1 import telemetry_pb2

_BYTES_A_NUMBER = 4
_MOST_MATRICES = 256
_LONGEST_REPORT_MS = 24 * 3_600_000
_SLACK_MS = 60_000
MOST_SIGNALS = 256


def read_telemetry(payload: bytes, vin: Vin, received_at: datetime) -> Telemetry:
    message = telemetry_pb2.Telemetry.FromString(payload)
    header = read_header(message.header, vin, received_at)
    if len(message.matrices) > _MOST_MATRICES:
        raise Refused(RefusalReason.IMPOSSIBLE_VALUE, f"{len(message.matrices)} matrices")
    if message.thinned_samples > MOST_SAMPLES:
        detail = f"{message.thinned_samples} samples thinned out of one report"
        raise Refused(RefusalReason.IMPOSSIBLE_VALUE, detail)
    latest_ms = _LONGEST_REPORT_MS if header.age_ms is None else header.age_ms + _SLACK_MS
    matrices = tuple(_read_matrix(matrix, latest_ms) for matrix in message.matrices)
    omissions = read_omissions(message.omissions, header)
    return Telemetry(header, matrices, message.thinned_samples, omissions)


def _read_matrix(matrix: telemetry_pb2.Matrix, latest_ms: int) -> Matrix:
    """`latest_ms`: no row can have been measured after it was sent."""
    signals = tuple(matrix.signals)
    if len(signals) > MOST_SIGNALS:
        raise Refused(RefusalReason.IMPOSSIBLE_VALUE, f"{len(signals)} signals in one matrix")
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
    if rows and offsets[-1] > latest_ms:
        detail = f"a row at {offsets[-1]} ms was not measured yet when it was sent"
        raise Refused(RefusalReason.IMPOSSIBLE_TIME, detail)
    values = np.frombuffer(matrix.values, dtype="<f4").reshape(rows, len(signals))
    return Matrix(signals, offsets, values)
