"""A mix of link profiles, written `good=0.4,rural_edge=0.6`."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from simulator.links.profile import LinkProfile
from simulator.links.profiles import PROFILES

DEFAULT_MIX = (
    "good=24,home_no_signal=12,underground_garage=8,rural_edge=10,highway_handover=8,"
    "roaming=4,captive_wifi=4,tower_reboot=8,half_open_tcp=6,suback_denied=4,brownout_12v=8,"
    "clock_1970=4,metered_2g=4"
)


class InvalidMix(ValueError):
    """The text is not a mix of known profiles."""


@dataclass(frozen=True, slots=True)
class Mix:
    """`shares` are relative weights above 0."""

    shares: tuple[tuple[LinkProfile, float], ...]

    @classmethod
    def parse(cls, text: str) -> "Mix":
        """Read `name=weight,...`; raises InvalidMix, naming what is wrong."""
        return cls(tuple(_share(part.strip()) for part in text.split(",")))

    def deal(self, count: int, rng: random.Random) -> list[LinkProfile]:
        """`count` profiles in these proportions (largest remainder), shuffled."""
        total = sum(weight for _, weight in self.shares)
        exact = [weight / total * count for _, weight in self.shares]
        dealt = [int(share) for share in exact]
        by_remainder = sorted(range(len(exact)), key=lambda i: dealt[i] - exact[i])
        for index in by_remainder[: count - sum(dealt)]:
            dealt[index] += 1
        profiles = [self.shares[i][0] for i, number in enumerate(dealt) for _ in range(number)]
        rng.shuffle(profiles)
        return profiles


def _share(part: str) -> tuple[LinkProfile, float]:
    name, _, weight = part.partition("=")
    if name not in PROFILES:
        raise InvalidMix(f"no link profile {name!r}; there are {_listed(list(PROFILES))}")
    try:
        number = float(weight)
    except ValueError as error:
        raise InvalidMix(f"the weight of {name} is {weight!r}, not a number") from error
    if not 0 < number < float("inf"):
        raise InvalidMix(f"the weight of {name} must be above 0")
    return PROFILES[name], number


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names)
