"""The weather of links: what comes when, whoever looks and from wherever."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.days.commuter_day import commuter_day
from simulator.days.day_plan import Phase, Place, Segment
from simulator.links.profile import LinkProfile, Outage
from simulator.links.profiles import (
    BROWNOUT_12V,
    CLOCK_1970,
    GOOD,
    HIGHWAY_HANDOVER,
    HOME_NO_SIGNAL,
    PROFILES,
    RURAL_EDGE,
    TOWER_REBOOT,
    UNDERGROUND_GARAGE,
)
from simulator.links.stays import DAY_S
from simulator.links.weather import LinkEvent, Upset, Weather

VIN = "W0VZZZE1XSB000001"
MONDAY_S = 1_763_337_600.0
HOUR_S = 3600.0
CHANGING = [name for name, profile in PROFILES.items() if profile is not GOOD]

names = st.sampled_from(CHANGING)
hours = st.floats(0, 30).map(lambda hour: MONDAY_S + hour * HOUR_S)


def commuting() -> Iterator[Segment]:
    return commuter_day(7, int(MONDAY_S))


def weather(profile: LinkProfile, seed: int = 7, vin: str = VIN) -> Weather:
    return Weather(profile=profile, seed=seed, vin=vin, day=commuting)


def week(profile: LinkProfile, seed: int = 7, vin: str = VIN) -> list[LinkEvent]:
    return weather(profile, seed, vin).events(MONDAY_S, MONDAY_S + 7 * DAY_S)


def places(events: Iterable[LinkEvent]) -> set[Place]:
    """Where the car is at each beginning."""
    day = list(islice(commuting(), 500))
    return {
        segment.place
        for event in events
        for segment in day
        if segment.begins_s <= event.at_s < segment.ends_s
    }


@pytest.mark.parametrize("name", CHANGING)
def test_the_same_seed_gives_the_same_weather(name: str) -> None:
    """Links are reproducible, and another seed gives another link, but for the car's day."""
    profile = PROFILES[name]
    first, again, other = (week(profile, seed) for seed in (7, 7, 8))
    assert first
    assert first == again
    assert (first == other) is (profile.dead_zone is not None)


@given(name=names, times=st.lists(hours, min_size=3, max_size=3, unique=True).map(sorted))
def test_the_weather_does_not_depend_on_who_looks(name: str, times: list[float]) -> None:
    """Two spans that meet tell together what the whole one tells."""
    begins_s, middle_s, ends_s = times
    forecast = weather(PROFILES[name])
    early, late = forecast.events(begins_s, middle_s), forecast.events(middle_s, ends_s)
    whole = forecast.events(begins_s, ends_s)
    assert [*early, *(event for event in late if event not in early)] == whole
    assert all(event.touches(begins_s, ends_s) for event in whole)


@pytest.mark.parametrize("name", CHANGING)
def test_the_weather_stays_within_its_profile(name: str) -> None:
    """Ups and downs last as long as the profile says, and every kind of outage occurs."""
    profile = PROFILES[name]
    events = [event for event in week(profile) if event.kind in Outage]
    assert all(before.until_s <= after.at_s for before, after in pairwise(events))
    if profile.spells:
        assert {event.kind for event in events} == {spell.outage for spell in profile.spells}
    for spell in profile.spells:
        lengths = [e.until_s - e.at_s for e in events if e.kind is spell.outage]
        assert spell.shortest_s - 0.001 <= min(lengths)
        assert max(lengths) <= spell.longest_s + 0.001
    if profile.spells and profile.spells_at is None:
        assert all(b.at_s - a.until_s >= profile.up_s[0] - 0.001 for a, b in pairwise(events))


def test_good_is_always_up() -> None:
    """The profile without outages has none."""
    assert week(GOOD) == []


def test_the_towers_cars_go_and_come_together() -> None:
    """Some cars share every outage, to the second; others have another tower."""
    vins = [f"W0VZZZE1XSB{number:06d}" for number in range(30)]
    courses = [tuple((e.at_s, e.until_s) for e in week(TOWER_REBOOT, vin=vin)) for vin in vins]
    assert len(set(courses)) == 3
    assert all(courses.count(course) > 1 for course in courses)


@pytest.mark.parametrize(
    ("profile", "place"), [(HOME_NO_SIGNAL, Place.HOME), (UNDERGROUND_GARAGE, Place.WORK)]
)
def test_a_dead_zone_is_dead_exactly_while_the_car_is_there(
    profile: LinkProfile, place: Place
) -> None:
    """From arriving to leaving, and at no other time."""
    dead = week(profile)
    day = islice(commuting(), 500)
    for segment in (s for s in day if s.begins_s < MONDAY_S + 7 * DAY_S):
        middle_s = (segment.begins_s + segment.ends_s) / 2
        is_dead = any(event.at_s <= middle_s < event.until_s for event in dead)
        assert is_dead is (segment.place is place)


@pytest.mark.parametrize("profile", [HOME_NO_SIGNAL, UNDERGROUND_GARAGE])
def test_a_car_is_reachable_at_the_same_hours_each_weekday(profile: LinkProfile) -> None:
    """The hours of the week at which a link is up repeat themselves from Monday to Friday."""
    dead = week(profile)

    def reachable(day: int) -> set[int]:
        half_hours = range(48)
        times = {n: MONDAY_S + day * DAY_S + (n + 0.5) * HOUR_S / 2 for n in half_hours}
        return {
            n for n, at_s in times.items() if not any(e.touches(at_s, at_s + 1) for e in dead)
        }

    weekdays = [reachable(day) for day in range(5)]
    always, ever = set.intersection(*weekdays), set.union(*weekdays)
    assert len(always) > 0.8 * len(ever)
    assert 0 < len(ever) < 48


def test_handovers_are_those_of_the_road() -> None:
    """A car that stands keeps its cell."""
    assert places(week(HIGHWAY_HANDOVER)) == {Place.ROAD}


def test_without_a_day_nothing_depends_on_a_place() -> None:
    """A bench that knows no places has no dead zones."""
    for profile in (HOME_NO_SIGNAL, HIGHWAY_HANDOVER):
        nowhere = Weather(profile=profile, seed=7, vin=VIN)
        assert nowhere.events(MONDAY_S, MONDAY_S + DAY_S) == []


def test_a_car_that_never_leaves_ends_the_search() -> None:
    """A day of one place for ever, without the dead one, is looked through in finite time."""

    def at_work() -> Iterator[Segment]:
        number = 0
        while True:
            yield Segment(Phase.PARKED, number * 600, (number + 1) * 600, Place.WORK)
            number += 1

    stuck = replace(weather(HOME_NO_SIGNAL), day=at_work)
    assert stuck.events(DAY_S, 9 * DAY_S) == []
    garaged = replace(weather(UNDERGROUND_GARAGE), day=at_work).events(DAY_S, 9 * DAY_S)
    assert all(before.until_s == after.at_s for before, after in pairwise(garaged))
    assert (garaged[0].at_s, garaged[-1].until_s) == (0, 10 * DAY_S)


def test_a_brownout_is_many_power_cuts() -> None:
    """Several an hour, each over before the next."""
    cuts = week(BROWNOUT_12V)
    assert {event.kind for event in cuts} == {Upset.POWER_CUT}
    assert 2 <= len(cuts) / (7 * 24) <= 8
    assert all(before.until_s < after.at_s for before, after in pairwise(cuts))


def test_a_doubtful_clock_jumps_both_ways() -> None:
    """By up to ten days, and in no time."""
    jumps = week(CLOCK_1970)
    assert all(event.until_s == event.at_s for event in jumps)
    shifts = [event.shift_s for event in jumps]
    assert -10 * DAY_S <= min(shifts) < 0 < max(shifts) <= 10 * DAY_S


def test_what_is_given_wins() -> None:
    """It is told in its place, and what was drawn at the same time is not."""
    drawn = week(RURAL_EDGE)
    given_ = LinkEvent(
        at_s=drawn[3].at_s - 1, until_s=drawn[5].until_s + 1, kind=Outage.CAPTIVE
    )
    told = replace(weather(RURAL_EDGE), given=(given_,)).events(MONDAY_S, MONDAY_S + 7 * DAY_S)
    assert told == [*drawn[:3], given_, *drawn[6:]]


def test_only_links_that_act_on_packets_have_to_read_them() -> None:
    """All others let TLS through untouched; a given refusal by the broker counts too."""
    read = {name for name, profile in PROFILES.items() if weather(profile).reads_packets}
    assert read == {
        "rural_edge",
        "highway_handover",
        "roaming",
        "tower_reboot",
        "suback_denied",
    }
    denied = LinkEvent(at_s=0.0, until_s=1.0, kind=Outage.DENIED)
    stall = LinkEvent(at_s=0.0, until_s=1.0, kind=Outage.STALL)
    assert replace(weather(GOOD), given=(denied,)).reads_packets
    assert not replace(weather(GOOD), given=(stall,)).reads_packets
