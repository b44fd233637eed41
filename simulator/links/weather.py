"""The weather of a link: which troubles come when, from seed and world time alone.

Time is cut into days that are drawn one by one, so that the weather of an hour is the same
wherever one begins to look. No drawn trouble crosses the border of a day.
"""

import random
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from functools import partial
from math import ceil, floor

from simulator.days.day_plan import Place, Segment
from simulator.links.profile import (
    OF_A_BROKER,
    DeadZone,
    LinkProfile,
    Outage,
    PowerCuts,
    Spell,
    WallClock,
)
from simulator.links.stays import DAY_S, Stay, Stays


class Upset(Enum):
    """What happens to the unit rather than to its connection."""

    POWER_CUT = "power_cut"
    CLOCK_JUMP = "clock_jump"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkEvent:
    """Trouble of a `kind` from `at_s` to `until_s`, world time; a clock jumps by `shift_s`."""

    at_s: float
    until_s: float
    kind: Outage | Upset
    shift_s: float = 0.0

    def touches(self, start_s: float, end_s: float) -> bool:
        """Whether it is under way at some moment of the span, whose end is not included."""
        return self.at_s < end_s and (self.until_s > start_s or self.at_s >= start_s)


Draw = Callable[[random.Random, float], LinkEvent]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weather:
    """The weather of one car.

    `day` gives what the car does, always from the same beginning and without a gap; without it,
    what depends on a place does not happen. `given` comes in addition to what is drawn, and
    wins where the two overlap.
    """

    profile: LinkProfile
    seed: int
    vin: str
    day: Callable[[], Iterable[Segment]] = tuple
    given: tuple[LinkEvent, ...] = ()
    _stays: Stays = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_stays", Stays(self.day))

    def events(self, start_s: float, end_s: float) -> list[LinkEvent]:
        """All that is under way in the span, in the order of its beginning."""
        every = [*self.outages(start_s, end_s), *self.upsets(start_s, end_s)]
        return sorted(every, key=lambda event: event.at_s)

    @property
    def reads_packets(self) -> bool:
        """What happens here happens to MQTT packets, so that the link has to see them."""
        kinds = {spell.outage for spell in self.profile.spells} | {e.kind for e in self.given}
        return self.profile.disorder is not None or not kinds.isdisjoint(OF_A_BROKER)

    def outages(self, start_s: float, end_s: float) -> list[LinkEvent]:
        """What the connection suffers, in the order of its beginning."""
        given = [e for e in self.given if isinstance(e.kind, Outage)]
        return _in_front(given, self._natural(start_s, end_s), start_s, end_s)

    def upsets(self, start_s: float, end_s: float) -> list[LinkEvent]:
        """What the unit suffers, in the order of its beginning."""
        power, clock = self.profile.power, self.profile.clock
        events: list[LinkEvent] = []
        if power is not None:
            key = f"{self.seed} power {self.vin}"
            events += _drawn(key, power.every_s, partial(_cut, power), start_s, end_s)
        if clock is not None:
            key = f"{self.seed} clock {self.vin}"
            events += _drawn(key, clock.jumps_every_s, partial(_jump, clock), start_s, end_s)
        given = [e for e in self.given if isinstance(e.kind, Upset)]
        return _in_front(given, events, start_s, end_s)

    def _natural(self, start_s: float, end_s: float) -> list[LinkEvent]:
        """The dead zone, or else the spells."""
        zone, place = self.profile.dead_zone, self.profile.spells_at
        if zone is not None:
            dead = _dead(zone, self._stays.between(start_s, end_s))
            return [event for event in dead if event.touches(start_s, end_s)]
        if not self.profile.spells:
            return []
        spell = partial(_spell, self.profile.spells)
        spells = _drawn(f"{self.seed} {self._whose}", self.profile.up_s, spell, start_s, end_s)
        if place is None:
            return spells
        begins_s = floor(start_s / DAY_S) * DAY_S  # no spell is under way from earlier
        return _within(spells, iter(self._stays.between(begins_s, end_s)), place)

    @property
    def _whose(self) -> str:
        """Cars of one tower share its weather."""
        towers = self.profile.towers
        if towers is None:
            return f"link {self.vin}"
        return f"tower {zlib.crc32(self.vin.encode()) % towers.number}"


def _in_front(
    given: Iterable[LinkEvent], natural: Iterable[LinkEvent], start_s: float, end_s: float
) -> list[LinkEvent]:
    given = sorted(given, key=lambda event: event.at_s)
    free = (n for n in natural if not any(g.touches(n.at_s, n.until_s) for g in given))
    now = (g for g in given if g.touches(start_s, end_s))
    return sorted((*now, *free), key=lambda event: event.at_s)


def _spell(spells: tuple[Spell, ...], draw: random.Random, at_s: float) -> LinkEvent:
    (spell,) = draw.choices(spells, [each.weight for each in spells])
    until_s = at_s + draw.uniform(spell.shortest_s, spell.longest_s)
    return LinkEvent(at_s=at_s, until_s=until_s, kind=spell.outage)


def _cut(power: PowerCuts, draw: random.Random, at_s: float) -> LinkEvent:
    until_s = at_s + draw.uniform(*power.dark_s)
    return LinkEvent(at_s=at_s, until_s=until_s, kind=Upset.POWER_CUT)


def _jump(clock: WallClock, draw: random.Random, at_s: float) -> LinkEvent:
    shift_s = draw.uniform(-clock.by_s, clock.by_s)
    return LinkEvent(at_s=at_s, until_s=at_s, kind=Upset.CLOCK_JUMP, shift_s=shift_s)


def _dead(zone: DeadZone, stays: Iterable[Stay]) -> Iterator[LinkEvent]:
    for stay in stays:
        if stay.place is zone.place:
            yield LinkEvent(at_s=stay.begins_s, until_s=stay.ends_s, kind=zone.outage)


def _drawn(
    key: str, apart_s: tuple[float, float], event: Draw, start_s: float, end_s: float
) -> list[LinkEvent]:
    days = range(floor(start_s / DAY_S), ceil(end_s / DAY_S))
    events = (
        each for day in days for each in _day(f"{key} {day}", apart_s, event, day * DAY_S)
    )
    return [each for each in events if each.touches(start_s, end_s)]


def _day(
    key: str, apart_s: tuple[float, float], event: Draw, begins_s: float
) -> Iterator[LinkEvent]:
    """The events of one day, with `apart_s` of calm before each."""
    draw = random.Random(key)
    at_s = begins_s + draw.uniform(*apart_s)
    while (drawn := event(draw, at_s)).until_s < begins_s + DAY_S:
        yield drawn
        at_s = drawn.until_s + draw.uniform(*apart_s)


def _within(
    events: Iterable[LinkEvent], stays: Iterator[Stay], place: Place
) -> list[LinkEvent]:
    """Those that begin while the car is at `place`."""
    kept, stay = [], next(stays, None)
    for event in events:
        while stay is not None and stay.ends_s <= event.at_s:
            stay = next(stays, None)
        if stay is not None and stay.place is place and stay.begins_s <= event.at_s:
            kept.append(event)
    return kept
