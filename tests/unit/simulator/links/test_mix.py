import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.links.mix import DEFAULT_MIX, InvalidMix, Mix
from simulator.links.profiles import PROFILES
from tests.fix_simulator import seeded


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
