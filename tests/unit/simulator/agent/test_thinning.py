"""Half the rows of a batch: coarser, never shorter, and owned up to."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from proto.v1.telemetry_pb2 import Matrix, Telemetry
from simulator.agent.thinning import samples_in, thin
from tests.fix_outbox import a_batch


def rows_of(matrix: Matrix) -> list[tuple[int, float]]:
    rows, columns = len(matrix.offsets_ms) // 4, len(matrix.signals)
    values = np.frombuffer(matrix.values, "<f4").reshape(rows, columns)
    return list(zip(np.frombuffer(matrix.offsets_ms, "<u4"), values[:, 0], strict=True))


def test_every_second_row_goes() -> None:
    """The first stays, the others keep their distance, each with its own time."""
    batch = Telemetry.FromString(thin(a_batch(7).SerializeToString()).body)
    assert rows_of(batch.matrices[0]) == [(0, 0), (2000, 2), (4000, 4), (6000, 6)]
    assert batch.thinned_samples == 6


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 5)), max_size=3))
def test_no_sample_disappears(shapes: list[tuple[int, int]]) -> None:
    """However often a batch is thinned: what is left and what it owns up to are what it was."""
    matrices = [a_batch(rows, columns).matrices[0] for rows, columns in shapes]
    batch = Telemetry(matrices=matrices)
    made, spent = samples_in(batch), False
    while not spent:
        body, spent = thin(batch.SerializeToString())
        before, batch = batch, Telemetry.FromString(body)
        assert samples_in(batch) + batch.thinned_samples == made
        assert spent or samples_in(batch) < samples_in(before)
    rows = [len(matrix.offsets_ms) // 4 for matrix in batch.matrices]
    assert rows == [min(rows, 1) for rows, _ in shapes]
