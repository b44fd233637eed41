"""What a link profile is made of. All times are world time; `profiles` has the named ones."""

from dataclasses import dataclass
from enum import Enum

from simulator.days.day_plan import Place
from simulator.links.burst_loss import BurstLoss


class Outage(Enum):
    """What connections notice of a spell: the open ones, and those that are tried meanwhile."""

    STALL = "stall"  # nothing moves; TCP sends again afterwards. New ones wait
    RESET = "reset"  # both sides hear at once that it is gone. New ones are turned away
    DETACHED = "detached"  # the car's modem knows, the broker does not. New ones fail at once
    HALF_OPEN = (
        "half_open"  # nothing moves, ever again, and neither side is told. New ones wait
    )
    CAPTIVE = "captive"  # half-open; new ones meet a login page in place of the broker
    UNAVAILABLE = "unavailable"  # reset; new ones get CONNACK 3
    UNAUTHORISED = "unauthorised"  # reset; new ones get CONNACK 5
    DENIED = "denied"  # reset; new ones may speak, but each SUBSCRIBE gets SUBACK 0x80


OF_A_BROKER = frozenset({Outage.UNAVAILABLE, Outage.UNAUTHORISED, Outage.DENIED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """A kind of outage: how long it lasts and how often it is this one (relative weight)."""

    outage: Outage
    shortest_s: float
    longest_s: float
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class DeadZone:
    """No signal for as long as the car is at `place`."""

    place: Place
    outage: Outage


@dataclass(frozen=True, slots=True)
class Towers:
    """Cars are spread over `number` towers; those of one tower share every spell."""

    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """Both directions together, each `period_s` anew; what goes beyond it is slow."""

    period_bytes: int
    period_s: float
    then_bytes_per_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Disorder:
    """Shares of the PUBLISHes that go up twice, and that are held back behind later ones.

    A message is held behind at most `behind` others and at most `longest_s`.
    """

    twice: float
    held: float
    behind: int = 3
    longest_s: float = 5.0


@dataclass(frozen=True, slots=True)
class PowerCuts:
    """The 12 V supply of the unit is gone after `every_s`, for `dark_s`: each (least, most)."""

    every_s: tuple[float, float]
    dark_s: tuple[float, float]


@dataclass(frozen=True, slots=True)
class WallClock:
    """The unit's real-time clock shows 1970 at each start, and jumps by up to `by_s`."""

    jumps_every_s: tuple[float, float]
    by_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkProfile:
    """One-way delay `latency_s` + up to `jitter_s`; up for `up_s`, then one of `spells`.

    `spells_at`: spells begin only while the car is there. `up_dbm`, `down_dbm`: the signal
    strength that the modem sees. `power` and `clock` act on the unit, not on the connection.
    """

    name: str
    why: str = ""
    latency_s: float
    jitter_s: float
    up_bytes_per_s: float
    down_bytes_per_s: float
    loss: BurstLoss | None = None
    up_s: tuple[float, float] = (0.0, 0.0)
    spells: tuple[Spell, ...] = ()
    spells_at: Place | None = None
    dead_zone: DeadZone | None = None
    towers: Towers | None = None
    quota: Quota | None = None
    disorder: Disorder | None = None
    power: PowerCuts | None = None
    clock: WallClock | None = None
    up_dbm: float = -75.0
    down_dbm: float = -120.0

    @property
    def is_plain(self) -> bool:
        """Nothing ever happens on it but delay: a car may as well connect directly."""
        parts = (self.loss, self.dead_zone, self.quota, self.disorder, self.power, self.clock)
        return not self.spells and not any(parts)
