"""Half the rows of a telemetry batch: how a backlog becomes coarser instead of shorter."""

from typing import NamedTuple

import numpy as np

from proto.v1.telemetry_pb2 import Matrix, Telemetry

BYTES_A_NUMBER = 4


class Thinned(NamedTuple):
    """`spent`: every matrix is down to one row."""

    body: bytes
    spent: bool


def thin(body: bytes) -> Thinned:
    """The batch without every second row, which it owns up to; its first rows stay."""
    batch = Telemetry.FromString(body)
    for matrix in batch.matrices:
        batch.thinned_samples += _halve(matrix)
    rows = max((len(matrix.offsets_ms) for matrix in batch.matrices), default=0)
    return Thinned(batch.SerializeToString(), rows <= BYTES_A_NUMBER)


def samples_in(batch: Telemetry) -> int:
    """Rows x columns of all its matrices."""
    return sum(len(matrix.values) // BYTES_A_NUMBER for matrix in batch.matrices)


def _halve(matrix: Matrix) -> int:
    """How many samples it has lost."""
    offsets = np.frombuffer(matrix.offsets_ms, dtype="<u4")
    values = np.frombuffer(matrix.values, dtype="<f4").reshape(
        len(offsets), len(matrix.signals)
    )
    kept = values[::2]
    matrix.offsets_ms = offsets[::2].tobytes()
    matrix.values = kept.tobytes()
    return int(values.size - kept.size)
