"""The days of a car: busy ones for a demo, those of a commuter for a world at its own pace."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import islice, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.days.busy_day import busy_day, trip
from simulator.days.commuter_day import DAY_S, commuter_day
from simulator.days.day_plan import Phase, Place, Segment

Day = Callable[..., Iterator[Segment]]

seeds = st.integers(0, 2**64 - 1)
days = pytest.mark.parametrize("day", [busy_day, commuter_day])
MONDAY_S = 1_700_438_400  # 20 November 2023, 00:00 UTC


def segments(
    day: Day, seed: int, start_s: int = 1_700_000_000, count: int = 60
) -> list[Segment]:
    return list(islice(day(seed, start_s), count))


def four_weeks(seed: int) -> list[Segment]:
    """From a Monday on."""
    found = []
    for segment in commuter_day(seed, MONDAY_S):
        if segment.begins_s >= MONDAY_S + 28 * DAY_S:
            break
        found.append(segment)
    return found


def at(plan: list[Segment], moment_s: int) -> Segment:
    return next(each for each in plan if each.begins_s <= moment_s < each.ends_s)


@days
@given(seed=seeds, start_s=st.integers(10 * DAY_S, 2**32))
def test_no_gaps(day: Day, seed: int, start_s: int) -> None:
    """The first segment holds the start, and each begins where the one before it ends."""
    plan = segments(day, seed, start_s)
    assert plan[0].begins_s <= start_s < plan[0].ends_s
    assert all(before.ends_s == after.begins_s for before, after in pairwise(plan))
    assert all(each.begins_s < each.ends_s for each in plan)


@days
@given(seed=seeds)
def test_same_seed_same_plan(day: Day, seed: int) -> None:
    """A plan is a function of its seed."""
    assert segments(day, seed) == segments(day, seed)


@days
@given(seed=seeds)
def test_a_car_is_where_it_can_be(day: Day, seed: int) -> None:
    """It drives on roads only, changes place by driving only, and charges with a cable."""
    plan = segments(day, seed)
    for each in plan:
        assert (each.phase is Phase.DRIVING) is (each.place is Place.ROAD)
        assert each.phase is not Phase.CHARGING or each.plugged_in
        assert each.phase is not Phase.DRIVING or not each.plugged_in
    for before, after in pairwise(plan):
        drives = Phase.DRIVING in {before.phase, after.phase}
        assert drives or before.place is after.place


@days
def test_a_car_with_an_engine_is_never_plugged_in(day: Day) -> None:
    """Without `charges` there is neither charging nor a cable."""
    plan = list(islice(day(5, MONDAY_S, charges=False), 400))
    assert not any(each.plugged_in or each.phase is Phase.CHARGING for each in plan)


@given(seeds, st.integers(0, 1000))
def test_busy_trips_are_short(seed: int, number: int) -> None:
    """A trip drives 6 to 9 minutes, ends asleep, and takes 8 to 17 minutes in all."""
    legs = list(trip(seed, number, Place.HOME, 0, charges=True))
    lasts_s = {each.phase: each.ends_s - each.begins_s for each in legs}
    assert legs[-1].phase is Phase.ASLEEP
    assert 360 <= lasts_s[Phase.DRIVING] <= 540
    assert 8 * 60 <= legs[-1].ends_s <= 17 * 60


def test_busy_cars_differ() -> None:
    """Cars with different seeds live different days; every phase and every place occurs."""
    assert segments(busy_day, 1) != segments(busy_day, 2)
    seen = [each for seed in range(9) for each in segments(busy_day, seed)]
    assert {each.phase for each in seen} == set(Phase)
    assert {each.place for each in seen} == set(Place)


@settings(deadline=None)
@given(seeds)
def test_commuters_keep_their_hours(seed: int) -> None:
    """At three in the night the car is at home; at noon it is at work, Monday to Friday."""
    plan = four_weeks(seed)
    for day in range(28):
        midnight_s = MONDAY_S + day * DAY_S
        assert at(plan, midnight_s + 3 * 3600).place is Place.HOME
        works = at(plan, midnight_s + 12 * 3600).place is Place.WORK
        assert works is (datetime.fromtimestamp(midnight_s, UTC).weekday() < 5)


@settings(deadline=None)
@given(seeds, st.integers(0, 27))
def test_a_day_is_the_same_wherever_one_begins_to_look(seed: int, day: int) -> None:
    """The plan of a day does not depend on the day from which it is told."""
    plan = four_weeks(seed)
    start_s = MONDAY_S + day * DAY_S + 12 * 3600
    assert next(commuter_day(seed, start_s)) == at(plan, start_s)


def test_commuters_charge_as_they_can() -> None:
    """Owners with a wallbox charge at home, the others on their way."""
    places = [
        {each.place for each in four_weeks(seed) if each.phase is Phase.CHARGING}
        for seed in range(40)
    ]
    assert {frozenset(each) for each in places} == {
        frozenset({Place.HOME}),
        frozenset({Place.CHARGING_POINT}),
    }
