"""When an intermittent cause acts: turns of about equal length, uneven as in life."""

import random

from simulator.faults.root_cause import Intermittence

UNEVENNESS = 0.35


class Turns:
    """Turns of one period each; in each the cause acts once. The first begins at once."""

    __slots__ = ("_number", "_pattern", "_seed", "_window")

    def __init__(self, pattern: Intermittence, seed: int) -> None:
        self._pattern = pattern
        self._seed = seed
        self._number = -1
        self._window = (0.0, 0.0)

    @property
    def period_s(self) -> float:
        return self._pattern.acts_s + self._pattern.rests_s

    def acts(self, age_s: float) -> bool:
        begins_s, ends_s = self._turn(age_s)
        return begins_s <= age_s < ends_s

    def changes_s(self, age_s: float) -> tuple[float, ...]:
        """The ages of this turn at which something may change, and its end."""
        turn_ends_s = (age_s // self.period_s + 1) * self.period_s
        return (*self._turn(age_s), turn_ends_s)

    def _turn(self, age_s: float) -> tuple[float, float]:
        number = int(age_s // self.period_s)
        if number != self._number:
            self._number, self._window = number, self._draw(number)
        return self._window

    def _draw(self, number: int) -> tuple[float, float]:
        draw = random.Random(f"{self._seed} turn {number}")
        waits_s = draw.uniform(0, UNEVENNESS * self._pattern.rests_s) if number else 0.0
        lasts_s = self._pattern.acts_s * draw.uniform(1 - UNEVENNESS, 1 + UNEVENNESS)
        begins_s = number * self.period_s + waits_s
        return begins_s, min(begins_s + lasts_s, (number + 1) * self.period_s)
