"""Whether memory is flat: halves of a life, and the slope of its second."""

import pytest

from benchmarks.soak.memory import WARM_S, Flatness

HOUR_S = 3600


def life(mib_an_hour: float, filled_after_s: int = 0) -> list[tuple[float, float]]:
    """A look a second for an hour; caches of 100 MiB fill at the beginning."""
    return [
        (
            float(age),
            200 + min(1.0, age / (filled_after_s or 1)) * 100 + mib_an_hour * age / HOUR_S,
        )
        for age in range(HOUR_S)
    ]


def test_what_leaks_shows_in_the_slope() -> None:
    """36 MiB an hour are seen as such, and in the second half's mean."""
    flat = Flatness.of(life(36.0))
    assert flat.mib_an_hour == pytest.approx(36.0)
    assert flat.second_half_mib - flat.first_half_mib == pytest.approx(18.0, abs=0.5)


def test_caches_that_fill_are_no_leak() -> None:
    """They raise the second half above the first, and have no slope in it."""
    flat = Flatness.of(life(0.0, filled_after_s=1200))
    assert flat.second_half_mib > flat.first_half_mib + 20
    assert flat.mib_an_hour == pytest.approx(0.0)


def test_the_start_does_not_count() -> None:
    """A process that loads its modules has grown by nothing."""
    started = [(age, 1.0 if age <= WARM_S else mib) for age, mib in life(0.0)]
    assert Flatness.of(started).first_half_mib == pytest.approx(300.0)
