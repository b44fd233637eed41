"""The transcript of a story: the same file with the same seed, the same events."""

from dataclasses import replace
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.car_types.car_type import ELECTRIC
from simulator.days.day_plan import Phase, Place
from simulator.faults.root_cause import RootCauseId
from simulator.links.profile import Outage
from simulator.links.profiles import PROFILES
from simulator.scenario.cast import cast
from simulator.scenario.story import (
    LinkOutage,
    Lot,
    Onset,
    PowerCut,
    Repair,
    Role,
    Story,
    Stretch,
)
from simulator.scenario.transcript import misfortunes, transcript

START_S = 1_794_985_200.0
HOUR_S = 3600.0
FROZEN = RootCauseId("infotainment_frozen")
DAY = (
    Stretch(Phase.DRIVING, Place.ROAD, 600.0),
    Stretch(Phase.PARKED, Place.HOME, 1200.0),
)


def story(lot: Lot, link: str = "good", seed: int = 7, hours: float = 1.0) -> Story:
    """One car for some hours."""
    return Story(
        name="story",
        answers="",
        about="",
        seed=seed,
        start_s=START_S,
        speed=60.0,
        lasts_s=hours * HOUR_S,
        roles=(Role(name="anna", type=ELECTRIC, link=PROFILES[link], lot=lot),),
    )


def lines(told: Story) -> list[tuple[float, str]]:
    """Minutes after the start, and what happens."""
    return [((one.at_s - START_S) / 60, one.what) for one in transcript(cast(told))]


def test_everything_that_the_file_says_is_in_it() -> None:
    """At its minute, in order."""
    lot = Lot(
        day=DAY,
        faults=(Onset(FROZEN, 120.0),),
        repairs=(Repair(FROZEN, 3000.0),),
        outages=(LinkOutage(Outage.RESET, 900.0, 60.0),),
        power_cuts=(PowerCut(300.0, 30.0),),
    )
    assert lines(story(lot)) == [
        (2.0, "infotainment_frozen is planted: User interface process hangs"),
        (5.0, "loses its 12 V supply"),
        (5.5, "has power again; its wall clock shows 1970"),
        (10.0, "is parked"),
        (15.0, "its link goes down (reset)"),
        (16.0, "its link is up again"),
        (30.0, "drives off"),
        (40.0, "is parked"),
        (50.0, "infotainment unit updated: infotainment_frozen is gone"),
    ]


def test_misfortunes_are_those_of_the_transcript() -> None:
    """As many outages and losses of power, at the same moments."""
    lot = Lot(
        outages=(LinkOutage(Outage.RESET, 900.0, 60.0),), power_cuts=(PowerCut(300.0, 30.0),)
    )
    told = cast(story(lot, "brownout_12v", hours=6))
    found = misfortunes(told)
    gone = [one.at_s for one in transcript(told) if one.what.startswith("its link goes down")]
    dark = [one.at_s for one in transcript(told) if one.what.startswith("loses")]
    assert found == {"outages": gone, "power_failures": dark}
    assert len(dark) > 1


def test_a_place_without_signal_is_where_the_day_leads() -> None:
    """The link goes down on arrival at home, and is up when the car drives off."""
    told = [what for at, what in lines(story(Lot(day=DAY), "home_no_signal")) if at == 10.0]
    assert sorted(told) == ["is parked", "its link goes down (detached)"]
    assert (30.0, "its link is up again") in lines(story(Lot(day=DAY), "home_no_signal"))


@given(seed=st.integers(0, 2**32), link=st.sampled_from(sorted(PROFILES)))
def test_the_same_seed_tells_the_same_story(seed: int, link: str) -> None:
    """To the last event, whatever the link; nothing of the wall's clock is in it."""
    told = story(Lot(), link, seed, hours=3)
    assert transcript(cast(told)) == transcript(cast(replace(told)))


@given(seed=st.integers(0, 2**32), link=st.sampled_from(sorted(PROFILES)))
def test_a_story_is_told_in_order_and_within_its_time(seed: int, link: str) -> None:
    """From its start to its end, the end not included."""
    told = transcript(cast(story(Lot(), link, seed, hours=3)))
    assert all(a.at_s <= b.at_s for a, b in pairwise(told))
    assert all(START_S <= one.at_s < START_S + 3 * HOUR_S for one in told)


def test_another_seed_is_another_story() -> None:
    """Other people, other cars, another day."""
    first, second = (cast(story(Lot(), "rural_edge", seed, hours=2)) for seed in (1, 2))
    assert first.cars != second.cars
    assert transcript(first) != transcript(second)


def test_a_longer_story_begins_in_the_same_way() -> None:
    """How long one looks changes nothing of what happens before."""
    short = transcript(cast(story(Lot(), "rural_edge", hours=1)))
    long = transcript(cast(story(Lot(), "rural_edge", hours=4)))
    assert list(islice(long, len(short))) == short


@pytest.mark.parametrize("day", ["busy", "commuter"])
def test_a_drawn_day_has_no_gap(day: str) -> None:
    """From the start of the story on."""
    [part] = cast(story(Lot(day=day))).parts
    segments = list(islice(part.day(), 50))
    assert segments[0].begins_s <= START_S < segments[0].ends_s
    assert all(a.ends_s == b.begins_s for a, b in pairwise(segments))
