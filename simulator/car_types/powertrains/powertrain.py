"""What the physics of a car asks of whatever drives it."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from simulator.car_types.drive import Course
from simulator.days.day_plan import Segment

Signals = NDArray[np.float32]


class Powertrain(Protocol):
    """Stretches come one after the other; `values` has the columns of the car type."""

    def needs_charging(self) -> bool:
        """Whether the next drive could be too long for what is left."""

    def enter(self, segment: Segment) -> None:
        """Another segment begins."""

    def rest(self, values: Signals, seconds: int) -> None:
        """Write these seconds of a segment in which the car stands."""

    def move(self, values: Signals, course: Course) -> None:
        """Write a stretch of a drive, its brake pressure included."""
