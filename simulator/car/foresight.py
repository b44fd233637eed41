"""The physics of a car with which nothing is wrong: known ahead, as nothing can change it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from simulator.car.physics import Physics
from simulator.car_types.signal_model import MAX_STRETCH_S
from simulator.days.day_plan import Segment
from simulator.faults.effect import ActiveEffect


class Foresight:
    """As `physics`, but it works out a phase in long stretches, which numpy likes better.

    What it gives away differs in the last bits only, and does not depend on how it is asked.
    """

    __slots__ = ("_first_s", "_physics", "_segment", "_values")

    def __init__(self, physics: Physics, segment: Segment) -> None:
        self._physics = physics
        self._segment = segment
        self._first_s = 0
        self._values = np.empty((0, 0), dtype=np.float32)

    def advance(
        self, segment: Segment, first_s: int, seconds: int, effects: Sequence[ActiveEffect]
    ) -> NDArray[np.float32]:
        """The same as of `physics`; ValueError for an effect in a phase that was looked at."""
        if effects:
            if segment is self._segment:
                raise ValueError("what a fault will do is not known ahead")
            return self._physics.advance(segment, first_s, seconds, effects)
        known = self._known(segment, first_s)[:seconds]
        if len(known) < seconds:
            rest = self.advance(segment, first_s + len(known), seconds - len(known), effects)
            return np.concatenate((known, rest))
        return known.copy()

    def _known(self, segment: Segment, first_s: int) -> NDArray[np.float32]:
        """From this second on; at least one."""
        offset = first_s - self._first_s
        if segment is not self._segment or offset >= len(self._values):
            ahead_s = min(MAX_STRETCH_S, segment.ends_s - first_s)
            self._values = self._physics.advance(segment, first_s, ahead_s, ())
            self._segment, self._first_s, offset = segment, first_s, 0
        return self._values[offset:]
