"""Whether memory is flat: what a life gains once all windows are full."""

import pytest

from benchmarks.soak.memory import FULL_S, SHORTEST_S, WARM_S, Flatness

HOUR_S = 3600
Life = list[tuple[float, float]]


def life(mib_an_hour: float, filled_after_s: float = 1.0, lasts_s: float = HOUR_S) -> Life:
    """A look a second; caches of 100 MiB fill at the beginning."""
    return [
        (float(age), 200 + min(1.0, age / filled_after_s) * 100 + mib_an_hour * age / HOUR_S)
        for age in range(int(lasts_s))
    ]


def of(seen: Life) -> Flatness:
    flat = Flatness.of(seen)
    assert flat is not None
    return flat


def test_what_leaks_shows_in_the_slope() -> None:
    """36 MiB an hour are seen as such, in the means of both halves too, and are not flat."""
    flat = of(life(36.0))
    half_an_hour = (HOUR_S - FULL_S) / 2 / HOUR_S
    assert flat.mib_an_hour == pytest.approx(36.0)
    grown = flat.second_half_mib - flat.first_half_mib
    assert grown == pytest.approx(36.0 * half_an_hour, abs=0.5)
    assert not flat.is_flat


def test_windows_that_fill_are_no_leak() -> None:
    """Until rules look no further back; what still grows then is one."""
    flat = of(life(0.0, filled_after_s=FULL_S))
    assert (flat.first_half_mib, flat.second_half_mib) == pytest.approx((300.0, 300.0))
    assert flat.mib_an_hour == pytest.approx(0.0)
    assert flat.is_flat
    assert not of(life(0.0, filled_after_s=HOUR_S)).is_flat


def test_peaks_that_are_given_back_are_no_leak() -> None:
    """A backlog of a minute, twice in the second half."""
    peaks = {*range(2700, 2760), *range(3300, 3360)}
    seen = [(age, mib + 30.0 * (age in peaks)) for age, mib in life(0.0)]
    assert of(seen).mib_an_hour == pytest.approx(0.0)
    assert of(seen).is_flat


def test_a_short_life_tells_nothing() -> None:
    """Neither while windows fill nor before there are some minutes to compare."""
    assert Flatness.of([]) is None
    assert Flatness.of(life(0.0, lasts_s=FULL_S + SHORTEST_S - 1)) is None
    assert Flatness.of(life(0.0, lasts_s=FULL_S + SHORTEST_S + 2)) is not None


def test_the_start_does_not_count() -> None:
    """A process that loads its modules has grown by nothing."""
    started = [(age, 1.0 if age <= WARM_S else mib) for age, mib in life(0.0)]
    assert of(started).first_half_mib == pytest.approx(300.0)
