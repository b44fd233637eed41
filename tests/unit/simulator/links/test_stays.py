"""Where a car stays: the same for all who ask, and walked through once."""

from collections.abc import Iterator
from itertools import count, pairwise, takewhile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.days.commuter_day import commuter_day
from simulator.days.day_plan import Phase, Segment
from simulator.links.profile import LinkProfile
from simulator.links.profiles import HIGHWAY_HANDOVER, HOME_NO_SIGNAL
from simulator.links.stays import DAY_S, LONGEST_STAY_S, Stay, Stays
from simulator.links.weather import Weather

MONDAY_S = 1_763_337_600
times = st.floats(MONDAY_S - DAY_S, MONDAY_S + 20 * DAY_S)
spans = st.tuples(times, st.floats(0, 3 * DAY_S)).map(lambda each: (each[0], sum(each)))


def from_the_beginning(seed: int, start_s: float, end_s: float) -> list[Stay]:
    """What a walk through the whole day tells, with nothing remembered."""
    stays: list[Stay] = []
    for part in takewhile(
        lambda segment: segment.begins_s < end_s + LONGEST_STAY_S, commuter_day(seed, MONDAY_S)
    ):
        last = stays[-1] if stays else None
        if (
            last is not None
            and last.place is part.place
            and part.ends_s - last.begins_s <= LONGEST_STAY_S
        ):
            stays[-1] = Stay(part.place, last.begins_s, part.ends_s)
        else:
            stays.append(Stay(part.place, part.begins_s, part.ends_s))
    return [stay for stay in stays if stay.ends_s >= start_s and stay.begins_s < end_s]


@given(seed=st.integers(0, 5), asked=st.lists(spans, min_size=1, max_size=6))
def test_what_is_remembered_changes_nothing(
    seed: int, asked: list[tuple[float, float]]
) -> None:
    """In whatever order one asks, forwards or backwards, the answer is that of a new walk."""
    stays = Stays(lambda: commuter_day(seed, MONDAY_S))
    for start_s, end_s in asked:
        assert from_the_beginning(seed, start_s, end_s) == stays.between(start_s, end_s)


def test_a_day_may_end() -> None:
    """After its last segment there is nothing, and what was before is still told."""
    only = Segment(Phase.PARKED, 0, 600)
    stays = Stays(lambda: (only,))
    home = Stay(only.place, 0, 600)
    assert [[home], [], [home]] == [stays.between(at, at + 100) for at in (0, 700, 500)]


@pytest.mark.parametrize("profile", [HOME_NO_SIGNAL, HIGHWAY_HANDOVER])
def test_months_of_weather_walk_through_the_day_once(profile: LinkProfile) -> None:
    """Day after day asks for the next one: each segment is made once, and all is told."""
    made = count()

    def counted() -> Iterator[Segment]:
        for segment in commuter_day(7, MONDAY_S):
            next(made)
            yield segment

    def new() -> Weather:
        return Weather(profile=profile, seed=7, vin="W0VZZZE1XSB000001", day=counted)

    months = [MONDAY_S + day * DAY_S for day in range(60)]
    whole = new().outages(months[0], months[-1])
    walked_once = next(made)
    forecast = new()
    told = [each for span in pairwise(months) for each in forecast.outages(*span)]
    assert next(made) <= 2 * walked_once + 1
    assert whole == list(dict.fromkeys(told))
