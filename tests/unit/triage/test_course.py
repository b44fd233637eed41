"""What is carried from report to report within a batch."""

from itertools import accumulate

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gateway.triage.course import carried_on


@given(st.lists(st.integers(1, 12), min_size=1, max_size=9), st.integers(0, 2**32 - 1))
def test_each_report_knows_the_most_of_its_vehicle_so_far(counts: list[int], seed: int) -> None:
    """Of few vehicles with many reports, and of many with a few; nothing of the others."""
    ends = [*accumulate(counts)]
    spans = [(end - count, end) for end, count in zip(ends, counts, strict=True)]
    reports, before = np.random.default_rng(seed).integers(0, 100, (2, 3, ends[-1]))
    several = [(first, end) for first, end in spans if end - first > 1]
    reached = carried_on(np.maximum(reports, before), several)
    for row, (said, known) in enumerate(zip(reports, before, strict=True)):
        for first, end in spans:
            own = np.maximum(said, known)[first:end].tolist()
            assert reached[row, first:end].tolist() == [*accumulate(own, max)]
