"""A week at the world's own pace: home at night, to work and back, errands at weekends."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from simulator.days.day_plan import FAST_CHARGER_W, WALLBOX_W, Phase, Place, Segment

DAY_S: Final = 86_400
HOUR_S: Final = 3600
MINUTE_S: Final = 60
SATURDAY: Final = 5
ERRAND_SHARE: Final = 0.7  # of a weekend's mornings and afternoons
WALLBOX_SHARE: Final = 0.75
FAST_CHARGE_S: Final = (20 * MINUTE_S, 40 * MINUTE_S)
AT_THE_WALLBOX_S: Final = (2 * HOUR_S, 3 * HOUR_S)


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """What distinguishes one owner from another; times of day and lengths in seconds."""

    leaves_s: float
    drives_s: float
    works_s: float
    errand_share: float
    charging_share: float
    wallbox: bool

    @classmethod
    def draw(cls, seed: int) -> "Habits":
        draw = random.Random(f"{seed} habits")
        return cls(
            leaves_s=draw.uniform(6.25, 8.75) * HOUR_S,
            drives_s=draw.uniform(12, 45) * MINUTE_S,
            works_s=draw.uniform(7.5, 9) * HOUR_S,
            errand_share=draw.uniform(0.1, 0.4),
            charging_share=draw.uniform(0.3, 0.6),
            wallbox=draw.random() < WALLBOX_SHARE,
        )


@dataclass(frozen=True, slots=True)
class Stop:
    """A drive, and how long the car stays where it leads; at home until the next outing."""

    drives_s: float
    place: Place
    stays_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Outing:
    """From home, by the stops, home again."""

    leaves_s: float
    stops: tuple[Stop, ...]


def commuter_day(seed: int, start_s: int, *, charges: bool = True) -> Iterator[Segment]:
    """Segments without a gap, for ever; the first begins at or before `start_s`.

    The hours are those of UTC. A combustion car lives so without `charges`.
    """
    habits = Habits.draw(seed)
    number = start_s // DAY_S - 1
    while True:
        for segment in list(day(seed, number, habits, charges=charges)):
            if segment.ends_s > start_s:
                yield segment
        number += 1


def day(seed: int, number: int, habits: Habits, *, charges: bool) -> Iterator[Segment]:
    """From midnight to midnight, at home at both; `number` counts days since 1970."""
    draw = random.Random(f"{seed} day {number}")
    at_s, midnight_s = number * DAY_S, (number + 1) * DAY_S
    overnight_w = _overnight_w(seed, number - 1, habits, charges=charges)
    for outing in _outings(draw, number, habits, charges=charges):
        leaves_s = max(at_s, number * DAY_S + round(outing.leaves_s))
        yield from _asleep(at_s, leaves_s, overnight_w)
        overnight_w, at_s = 0.0, leaves_s
        for segment in _away(draw, outing.stops, leaves_s):
            at_s = segment.ends_s
            yield segment
    if tonight_w := _overnight_w(seed, number, habits, charges=charges):
        overnight_w, full_s = tonight_w, at_s + draw.randint(*AT_THE_WALLBOX_S)
        yield Segment(Phase.CHARGING, at_s, min(full_s, midnight_s), Place.HOME, overnight_w)
        at_s = min(full_s, midnight_s)
    yield from _asleep(at_s, midnight_s, overnight_w)


def _overnight_w(seed: int, number: int, habits: Habits, *, charges: bool) -> float:
    """What the wallbox offers from the evening of this day on; 0 without the cable."""
    chance = habits.charging_share if habits.wallbox and charges else 0.0
    return WALLBOX_W if random.Random(f"{seed} night {number}").random() < chance else 0.0


def _asleep(at_s: int, ends_s: int, charger_w: float) -> Iterator[Segment]:
    if at_s < ends_s:
        yield Segment(Phase.ASLEEP, at_s, ends_s, Place.HOME, charger_w)


def _away(draw: random.Random, stops: Sequence[Stop], at_s: int) -> Iterator[Segment]:
    """From getting in at home to locking the car there again."""
    place = Place.HOME
    for stop in stops:
        drives_s = stop.drives_s * draw.uniform(0.85, 1.3)
        for phase, where, lasts_s in (
            (Phase.PARKED, place, draw.uniform(20, 60)),
            (Phase.DRIVING, Place.ROAD, drives_s),
            (Phase.PARKED, stop.place, draw.uniform(60, 180)),
            *_staying(stop),
        ):
            charger_w = FAST_CHARGER_W if phase is Phase.CHARGING else 0.0
            segment = Segment(phase, at_s, at_s + round(lasts_s), where, charger_w)
            yield segment
            at_s = segment.ends_s
        place = stop.place


def _staying(stop: Stop) -> tuple[tuple[Phase, Place, float], ...]:
    match stop.place:
        case Place.HOME:
            return ()
        case Place.CHARGING_POINT:
            return ((Phase.CHARGING, stop.place, stop.stays_s),)
        case _:
            return ((Phase.ASLEEP, stop.place, stop.stays_s),)


def _outings(
    draw: random.Random, number: int, habits: Habits, *, charges: bool
) -> Iterator[Outing]:
    weekday = datetime.fromtimestamp(number * DAY_S, UTC).weekday()
    if weekday < SATURDAY:
        yield Outing(
            habits.leaves_s + draw.gauss(0, 5 * MINUTE_S),
            tuple(_working_day(draw, habits, charges=charges)),
        )
        return
    for earliest_h, latest_h in ((9, 12), (14, 18)):
        if draw.random() < ERRAND_SHARE:
            drives_s = draw.uniform(8, 25) * MINUTE_S
            shop = Stop(drives_s, Place.SHOP, draw.uniform(20, 120) * MINUTE_S)
            leaves_s = draw.uniform(earliest_h, latest_h) * HOUR_S
            yield Outing(leaves_s, (shop, Stop(drives_s, Place.HOME)))


def _working_day(draw: random.Random, habits: Habits, *, charges: bool) -> Iterator[Stop]:
    works_s = habits.works_s + draw.gauss(0, 10 * MINUTE_S)
    yield Stop(habits.drives_s, Place.WORK, works_s)
    if draw.random() < habits.errand_share:
        yield Stop(10 * MINUTE_S, Place.SHOP, draw.uniform(15, 50) * MINUTE_S)
    if charges and not habits.wallbox and draw.random() < habits.charging_share:
        yield Stop(10 * MINUTE_S, Place.CHARGING_POINT, draw.uniform(*FAST_CHARGE_S))
    yield Stop(habits.drives_s, Place.HOME)
