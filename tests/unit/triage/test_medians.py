"""Medians of many columns at once."""

import numpy as np
import pytest

from gateway.triage.medians import in_order, medians


@pytest.mark.parametrize("samples", [1, 2, 3, 5, 8, 9, 17, 32, 33, 70])
def test_each_column_has_the_median_of_what_counts_of_it(samples: int) -> None:
    """Of columns of any length, short or long, that hold the same value more than once."""
    rng = np.random.default_rng(samples)
    values = rng.integers(0, 9, (2, samples, 200)).astype(np.float32)
    counts = rng.integers(1, samples + 1, 200)
    expected = [
        [np.median(table[:some, column]) for column, some in enumerate(counts.tolist())]
        for table in values
    ]
    assert np.array_equal(expected, medians(values.copy(), counts))


@pytest.mark.parametrize("samples", range(1, 33))
def test_whatever_is_nought_or_one_is_put_in_order(samples: int) -> None:
    """A network that sorts these sorts everything."""
    rng = np.random.default_rng(samples)
    values = rng.integers(0, 2, (samples, 5000)).astype(np.float32)
    found = in_order(values.copy(), np.full(5000, samples))
    assert np.array_equal(np.sort(values, axis=0), found)
