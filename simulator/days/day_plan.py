"""What a car does and where it is, hour by hour: the parts that every day is made of."""

import math
from dataclasses import dataclass
from enum import Enum, IntEnum


class Phase(IntEnum):
    """The values of the signal VEHICLE_PHASE."""

    ASLEEP = 0
    PARKED = 1
    DRIVING = 2
    CHARGING = 3


class Gear(IntEnum):
    """The values of the signal GEAR_SELECTOR."""

    PARK = 0
    REVERSE = 1
    NEUTRAL = 2
    DRIVE = 3


class Place(Enum):
    """Where a car is, as far as its link and its charging cable care."""

    HOME = "home"
    ROAD = "road"
    WORK = "work"
    SHOP = "shop"
    CHARGING_POINT = "charging_point"


WALLBOX_W = 11_000.0
FAST_CHARGER_W = 150_000.0


@dataclass(frozen=True, slots=True)
class Segment:
    """One phase in one place, in whole seconds of the world clock, the end not included.

    `charger_w`: what the charging point can deliver, 0 while the cable is not plugged in.
    """

    phase: Phase
    begins_s: int
    ends_s: int
    place: Place = Place.HOME
    charger_w: float = 0.0

    @property
    def asleep_until_s(self) -> float:
        """World time at which the car will wake up; long ago where it is awake."""
        return self.ends_s if self.phase is Phase.ASLEEP else -math.inf

    @property
    def plugged_in(self) -> bool:
        return self.charger_w > 0
