"""A day in time lapse: short trips, each one operation cycle, so that a demo sees many."""

import random
from collections.abc import Iterator
from typing import Final

from simulator.days.day_plan import FAST_CHARGER_W, Phase, Place, Segment

CHARGING_SHARE: Final = 0.5
FIRST_TRIP_BEGUN_S: Final = 600
CHARGES_AT: Final = (Place.HOME, Place.CHARGING_POINT)
STOPS_AT: Final = (Place.HOME, Place.WORK, Place.SHOP)


def busy_day(seed: int, start_s: int, *, charges: bool = True) -> Iterator[Segment]:
    """Segments without a gap, for ever; the first begins at or before `start_s`."""
    number, place = 0, Place.HOME
    begins_s = start_s - random.Random(f"{seed} begins").randrange(FIRST_TRIP_BEGUN_S)
    while True:
        for segment in trip(seed, number, place, begins_s, charges=charges):
            if segment.ends_s > start_s:
                yield segment
            begins_s, place = segment.ends_s, segment.place
        number += 1


def trip(
    seed: int, number: int, place: Place, begins_s: int, *, charges: bool
) -> list[Segment]:
    """From waking up at `place` to the end of the sleep elsewhere, 8 to 17 minutes.

    A function of its arguments alone, so that no generator state is kept for a car. Charging
    is in time lapse too: it is as fast at home as on the road.
    """
    draw = random.Random(f"{seed} trip {number}")
    charges = draw.random() < CHARGING_SHARE and charges
    there = draw.choice(CHARGES_AT if charges else STOPS_AT)
    charger_w, segments = FAST_CHARGER_W if charges else 0.0, []
    for phase, at, shortest_s, longest_s, from_w in (
        (Phase.PARKED, place, 20, 40, 0.0),
        (Phase.DRIVING, Place.ROAD, 360, 540, 0.0),
        (Phase.PARKED, there, 60, 150, 0.0),
        *(((Phase.CHARGING, there, 100, 180, charger_w),) if charges else ()),
        (Phase.ASLEEP, there, 45, 90, charger_w),
    ):
        ends_s = begins_s + draw.randint(shortest_s, longest_s)
        segments.append(Segment(phase, begins_s, ends_s, at, from_w))
        begins_s = ends_s
    return segments
