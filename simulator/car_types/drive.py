"""The course of one drive: speed, way, and the force that it takes."""

import math
import random
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.days.day_plan import Segment

MASS_KG: Final = 1900.0
ROLLING_N: Final = 210.0
AIR_N_PER_M2_S2: Final = 0.42
WHEEL_RADIUS_M: Final = 0.34
BRAKE_KPA_PER_M_PER_S2: Final = 1500.0
PULL_AWAY_S: Final = 15.0
PULL_UP_S: Final = 20.0

Column = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cruise:
    """What distinguishes one drive from another."""

    speed_m_per_s: float
    slow_period_s: float
    fast_period_s: float

    @classmethod
    def draw(cls, seed: int, segment: Segment) -> "Cruise":
        draw = random.Random(f"{seed} drive {segment.begins_s}")
        return cls(
            speed_m_per_s=draw.uniform(12, 31),
            slow_period_s=draw.uniform(50, 110),
            fast_period_s=draw.uniform(11, 23),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """Each column has one value a second."""

    speed_m_per_s: Column
    way_m: Column
    acceleration_m_per_s2: Column
    force_n: Column


def drive(cruise: Cruise, segment: Segment, first_s: int, seconds: int) -> Course:
    """The seconds `first_s` ... of a driving segment."""
    speed = _speed(cruise, segment, first_s, seconds)
    before, now = speed[:-1], speed[1:]
    acceleration = now - before
    return Course(
        speed_m_per_s=now,
        way_m=((before + now) / 2).cumsum(),
        acceleration_m_per_s2=acceleration,
        force_n=MASS_KG * acceleration + ROLLING_N + AIR_N_PER_M2_S2 * now * now,
    )


def brake_pressure_kpa(course: Course, slowed_m_per_s2: float | Column) -> Column:
    """What the brakes have to add to a powertrain that slows the car by so much itself."""
    missing = np.maximum(-course.acceleration_m_per_s2 - slowed_m_per_s2, 0)
    return missing * BRAKE_KPA_PER_M_PER_S2


def _speed(cruise: Cruise, segment: Segment, first_s: int, seconds: int) -> Column:
    """Speed at `first_s - 1` and in each second from `first_s`."""
    at = np.arange(first_s - 1 - segment.begins_s, first_s + seconds - segment.begins_s)
    lasts_s = segment.ends_s - 1 - segment.begins_s
    ends = np.minimum(at / PULL_AWAY_S, (lasts_s - at) / PULL_UP_S)
    traffic = (
        0.78
        + 0.16 * np.sin(at * (math.tau / cruise.slow_period_s))
        + 0.06 * np.sin(at * (math.tau / cruise.fast_period_s))
    )
    speed: Column = cruise.speed_m_per_s * traffic * np.minimum(np.maximum(ends, 0), 1)
    return speed
