"""What a car does all day: short trips, each one operation cycle, drawn from a seed."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

CHARGING_SHARE: Final = 0.5
FIRST_TRIP_BEGUN_S: Final = 600


class Phase(IntEnum):
    """The values of the signal VEHICLE_PHASE."""

    ASLEEP = 0
    PARKED = 1
    DRIVING = 2
    CHARGING = 3


@dataclass(frozen=True, slots=True)
class Segment:
    """One phase of a trip, in whole seconds of the world clock, the end not included."""

    phase: Phase
    begins_s: int
    ends_s: int


def day_plan(seed: int, start_s: int) -> Iterator[Segment]:
    """Segments without a gap, for ever; the first begins at or before `start_s`."""
    number = 0
    begins_s = start_s - random.Random(f"{seed} begins").randrange(FIRST_TRIP_BEGUN_S)
    while True:
        for phase, lasts_s in trip(seed, number):
            ends_s = begins_s + lasts_s
            if ends_s > start_s:
                yield Segment(phase, begins_s, ends_s)
            begins_s = ends_s
        number += 1


def trip(seed: int, number: int) -> tuple[tuple[Phase, int], ...]:
    """Phases and their seconds from waking up to the end of the sleep, 8 to 17 minutes.

    A function of its arguments alone, so that no generator state is kept for a car.
    """
    draw = random.Random(f"{seed} trip {number}")
    plugged_in = draw.random() < CHARGING_SHARE
    return (
        (Phase.PARKED, draw.randint(20, 40)),
        (Phase.DRIVING, draw.randint(360, 540)),
        (Phase.PARKED, draw.randint(60, 150)),
        *(((Phase.CHARGING, draw.randint(100, 180)),) if plugged_in else ()),
        (Phase.ASLEEP, draw.randint(45, 90)),
    )
