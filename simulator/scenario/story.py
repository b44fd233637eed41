"""A scenario as values: who is there, what befalls them and when. Seconds are the world's."""

from dataclasses import dataclass

from simulator.car_types.car_type import CarType
from simulator.days.choice import BUSY
from simulator.days.day_plan import Phase, Place
from simulator.faults.root_cause import RootCauseId
from simulator.links.profile import LinkProfile, Outage


@dataclass(frozen=True, slots=True)
class Stretch:
    """So long of a car's day, in this phase at this place; `charger_w` while plugged in."""

    phase: Phase
    place: Place
    lasts_s: float
    charger_w: float = 0.0


@dataclass(frozen=True, slots=True)
class Onset:
    """A root cause begins, so long after the start."""

    cause: RootCauseId
    at_s: float


@dataclass(frozen=True, slots=True)
class Repair:
    """A workshop takes a root cause away; what the car has stored of it stays."""

    cause: RootCauseId
    at_s: float


@dataclass(frozen=True, slots=True)
class Offer:
    """New software for a component, so long after the start; it goes well."""

    component: str
    at_s: float


@dataclass(frozen=True, slots=True)
class LinkOutage:
    """The link is down in this manner, beside what its profile does by itself."""

    kind: Outage
    at_s: float
    lasts_s: float


@dataclass(frozen=True, slots=True)
class PowerCut:
    """The 12 V supply is gone; afterwards the unit's wall clock shows 1970."""

    at_s: float
    lasts_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """What a car or a fleet has been given.

    `home`: ISO 3166-2, None is anywhere. `day`: stretches that are repeated, or the name of
    one that is drawn from the seed.
    """

    home: str | None = None
    day: tuple[Stretch, ...] | str = BUSY
    faults: tuple[Onset, ...] = ()
    repairs: tuple[Repair, ...] = ()
    updates: tuple[Offer, ...] = ()
    outages: tuple[LinkOutage, ...] = ()
    power_cuts: tuple[PowerCut, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """One car of the story, as `anna` or `town-07`."""

    name: str
    type: CarType
    link: LinkProfile
    lot: Lot


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """`start_s` is unix time of the world; `answers` names what of DESIGN or lessons it is for.

    The same story is the same to the last event, whenever and wherever it is played.
    """

    name: str
    answers: str
    about: str
    seed: int
    start_s: float
    speed: float
    lasts_s: float
    roles: tuple[Role, ...]

    @property
    def wall_s(self) -> float:
        return self.lasts_s / self.speed
