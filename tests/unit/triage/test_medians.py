"""Medians of many columns at once."""

import numpy as np
import pytest

from gateway.triage.medians import medians


@pytest.mark.parametrize("samples", [1, 2, 3, 8, 9, 70])
def test_each_column_has_the_median_of_what_counts_of_it(samples: int) -> None:
    """Of columns of any length that hold the same value more than once."""
    rng = np.random.default_rng(samples)
    values = rng.integers(0, 9, (samples, 200)).astype(np.float32)
    counts = rng.integers(1, samples + 1, 200)
    expected = [np.median(values[:some, n]) for n, some in enumerate(counts.tolist())]
    assert np.array_equal(expected, medians(values.copy(), counts))
