"""Tracks: samples by event time, bounded, whatever their order of arrival."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gateway.triage.track import EMPTY, MOST_SAMPLES, Keep, Sample, Track

SAMPLES = st.lists(st.tuples(st.integers(0, 50), st.integers(-3, 3)), max_size=8)


def joined(track: Track, samples: list[tuple[int, int]]) -> Track:
    return track.joined(
        np.array([at for at, _ in samples], dtype=np.int64),
        np.array([value for _, value in samples], dtype=np.float32),
    )


@given(SAMPLES, SAMPLES)
def test_the_order_of_joining_does_not_matter(
    one: list[tuple[int, int]], other: list[tuple[int, int]]
) -> None:
    """Late, early or twice: the same samples make the same track."""
    expected = joined(joined(EMPTY, one), other)
    assert expected == joined(joined(EMPTY, other), one)
    assert expected == joined(expected, one)
    assert bool(np.all(expected.at_ms[1:] > expected.at_ms[:-1]))


@given(SAMPLES, st.integers(0, 20), st.integers(1, 20), st.integers(50, 60))
def test_cutting_loses_nothing_that_is_asked_for(
    samples: list[tuple[int, int]], hold: int, fresh: int, now: int
) -> None:
    """Within the hold every fresh sample is found as before; a second cut changes nothing."""
    track = joined(EMPTY, samples)
    cut = track.cut(Keep(hold, fresh), now)
    for at in range(now - hold, now + 1):
        sample = track.latest(at)
        if sample is not None and at - sample.at_ms < fresh:
            assert sample == cut.latest(at)
    assert cut == cut.cut(Keep(hold, fresh), now)


def test_a_track_is_bounded() -> None:
    """A signal that floods is kept to its newest samples."""
    times = np.arange(3 * MOST_SAMPLES, dtype=np.int64)
    track = EMPTY.joined(times, times.astype(np.float32)).cut(
        Keep(10**9, 10**9), int(times[-1])
    )
    assert len(track.at_ms) == MOST_SAMPLES
    assert Sample(int(times[-1]), float(times[-1])) == track.latest(10**9)


def test_nothing_is_known_before_the_first_sample() -> None:
    """`latest` looks back, never forward."""
    track = joined(EMPTY, [(10, 1)])
    assert track.latest(9) is None
    assert Sample(10, 1.0) == track.latest(10)


def test_two_needs_together_reach_no_further_back_than_either() -> None:
    """Long held and long believed: not the one on top of the other."""
    held, believed = Keep(hold_ms=900, fresh_ms=300), Keep(hold_ms=0, fresh_ms=1800)
    assert held.joined(believed) == believed.joined(held) == Keep(hold_ms=900, fresh_ms=900)
    assert held.joined(held) == held
