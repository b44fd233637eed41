import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.links.link import forecast
from simulator.links.mix import DEFAULT_MIX, InvalidMix, Mix
from simulator.links.profile import GOOD, PROFILES
from tests.fix_simulator import seeded

CHANGING = [name for name, profile in PROFILES.items() if profile.spells]


@pytest.mark.parametrize("name", CHANGING)
def test_the_same_seed_gives_the_same_weather(name: str) -> None:
    """Links are reproducible, and another seed gives another link."""
    first, again, other = (
        list(itertools.islice(forecast(PROFILES[name], seeded(seed)), 50)) for seed in (7, 7, 8)
    )
    assert first == again
    assert first != other


@pytest.mark.parametrize("name", CHANGING)
def test_the_weather_stays_within_its_profile(name: str) -> None:
    """Ups and downs last as long as the profile says, and every kind of outage occurs."""
    profile = PROFILES[name]
    weather = list(itertools.islice(forecast(profile, seeded(7)), 200))
    assert all(profile.up_s[0] <= each.up_s <= profile.up_s[1] for each in weather)
    assert all(w.spell.shortest_s <= w.down_s <= w.spell.longest_s for w in weather)
    assert {each.spell for each in weather} == set(profile.spells)


def test_good_is_always_up() -> None:
    """The profile without outages has none."""
    assert list(forecast(GOOD, seeded(7))) == []


@given(
    cars=st.integers(0, 200),
    weights=st.lists(st.floats(0.01, 10), min_size=1, max_size=len(PROFILES)),
    seed=st.integers(),
)
def test_a_mix_is_dealt_exactly(cars: int, weights: list[float], seed: int) -> None:
    """Every car gets a link, and no profile is off its share by a whole car."""
    shares = dict(zip(PROFILES, weights, strict=False))
    mix = Mix.parse(",".join(f"{name}={weight}" for name, weight in shares.items()))
    dealt = [profile.name for profile in mix.deal(cars, seeded(seed))]
    assert len(dealt) == cars
    total = sum(shares.values())
    assert all(
        abs(dealt.count(name) - weight / total * cars) < 1 for name, weight in shares.items()
    )


@pytest.mark.parametrize(
    "text", ["", "good", "good=x", "good=0", "good=-1", "moon=1", "good=inf"]
)
def test_a_wrong_mix_is_refused(text: str) -> None:
    """The message names what is wrong."""
    with pytest.raises(InvalidMix):
        Mix.parse(text)


def test_the_default_mix_uses_every_profile() -> None:
    """Without a choice a fleet meets all situations."""
    assert {profile.name for profile, _ in Mix.parse(DEFAULT_MIX).shares} == set(PROFILES)
