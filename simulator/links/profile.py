"""Named link profiles, each a model of a real situation. All times are world time."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final


class Outage(Enum):
    """What a connection notices when its link goes down."""

    RESET = "reset"  # both sides hear at once that it is gone
    STALL = "stall"  # nothing moves; afterwards TCP sends again and goes on
    HALF_OPEN = "half_open"  # nothing moves, ever again, and neither side is told


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """A kind of outage: how long it lasts and how often it is this one (relative weight)."""

    outage: Outage
    shortest_s: float
    longest_s: float
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkProfile:
    """One-way delay `latency_s` + up to `jitter_s`; up for `up_s`, then one of `spells`.

    `only_parked`: the link goes down only while the car stands, and is back when it drives off.
    `up_dbm`, `down_dbm`: the signal strength that the modem then sees.
    """

    name: str
    latency_s: float
    jitter_s: float
    bytes_per_s: float
    up_s: tuple[float, float] = (0.0, 0.0)
    spells: tuple[Spell, ...] = ()
    only_parked: bool = False
    up_dbm: float = -75.0
    down_dbm: float = -120.0


GOOD = LinkProfile(name="good", latency_s=0.03, jitter_s=0.02, bytes_per_s=1_000_000)

RURAL_EDGE = LinkProfile(
    name="rural_edge",
    up_dbm=-103.0,
    latency_s=0.2,
    jitter_s=0.5,
    bytes_per_s=15_000,
    up_s=(30, 240),
    spells=(
        Spell(outage=Outage.STALL, shortest_s=3, longest_s=25, weight=3),
        Spell(outage=Outage.RESET, shortest_s=10, longest_s=60, weight=2),
        Spell(outage=Outage.HALF_OPEN, shortest_s=10, longest_s=60),
    ),
)

UNDERGROUND_GARAGE = LinkProfile(
    name="underground_garage",
    latency_s=0.08,
    jitter_s=0.08,
    bytes_per_s=200_000,
    up_s=(240, 720),
    spells=(
        Spell(outage=Outage.HALF_OPEN, shortest_s=180, longest_s=480, weight=2),
        Spell(outage=Outage.RESET, shortest_s=180, longest_s=480),
    ),
)

HOME_NO_SIGNAL = LinkProfile(
    name="home_no_signal",
    up_dbm=-95.0,
    latency_s=0.06,
    jitter_s=0.06,
    bytes_per_s=300_000,
    up_s=(120, 480),
    spells=(Spell(outage=Outage.HALF_OPEN, shortest_s=300, longest_s=720),),
    only_parked=True,
)

HALF_OPEN_TCP = LinkProfile(
    name="half_open_tcp",
    down_dbm=-80.0,
    latency_s=0.05,
    jitter_s=0.05,
    bytes_per_s=300_000,
    up_s=(90, 420),
    spells=(Spell(outage=Outage.HALF_OPEN, shortest_s=1, longest_s=15),),
)

PROFILES: Final[Mapping[str, LinkProfile]] = MappingProxyType(
    {
        profile.name: profile
        for profile in (GOOD, RURAL_EDGE, UNDERGROUND_GARAGE, HOME_NO_SIGNAL, HALF_OPEN_TCP)
    }
)
