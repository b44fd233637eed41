"""The day plan of a car."""

from itertools import islice, pairwise

from hypothesis import given
from hypothesis import strategies as st

from simulator.day_plan import Phase, Segment, day_plan, trip

seeds = st.integers(0, 2**64 - 1)


def segments(seed: int, start_s: int = 1_700_000_000) -> list[Segment]:
    return list(islice(day_plan(seed, start_s), 60))


@given(seeds, st.integers(0, 2**32))
def test_no_gaps(seed: int, start_s: int) -> None:
    """The first segment holds the start, and each begins where the one before it ends."""
    plan = segments(seed, start_s)
    assert plan[0].begins_s <= start_s < plan[0].ends_s
    assert all(before.ends_s == after.begins_s for before, after in pairwise(plan))


@given(seeds, st.integers(0, 1000))
def test_trips_are_short(seed: int, number: int) -> None:
    """A trip drives 6 to 9 minutes, ends asleep, and takes 8 to 17 minutes in all."""
    phases = trip(seed, number)
    assert Phase.ASLEEP is phases[-1][0]
    assert 360 <= dict(phases)[Phase.DRIVING] <= 540
    assert 8 * 60 <= sum(lasts_s for _, lasts_s in phases) <= 17 * 60


@given(seeds)
def test_same_seed_same_plan(seed: int) -> None:
    """A plan is a function of its seed."""
    assert segments(seed) == segments(seed)


def test_cars_differ_and_charge() -> None:
    """Cars with different seeds live different days, and every phase occurs."""
    assert segments(1) != segments(2)
    assert set(Phase) == {segment.phase for segment in segments(1)}
