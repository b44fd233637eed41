"""What has happened since a car woke up, as far as monitors and ageing ask."""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.components.monitor import Precondition
from simulator.days.day_plan import Phase

LASTS_S: Final = {
    Phase.DRIVING: (Precondition.DRIVEN, 300),
    Phase.CHARGING: (Precondition.CHARGED, 60),
}
WARM_CELSIUS: Final = 71.0
WARMED_BY_KELVIN: Final = 22.0


class OperationCycle:
    """Feed it every stretch, from waking up on; it does not matter how they are cut."""

    __slots__ = ("_coldest", "_holds_from", "_lasted_s", "_warmed_up")

    def __init__(self) -> None:
        self._holds_from: dict[Precondition, int] = {}
        self._lasted_s: dict[Phase, int] = {}
        self._coldest = math.inf
        self._warmed_up = False

    @property
    def warmed_up(self) -> bool:
        """A warm-up cycle: the coolant rose by 22 K and reached 71 °C (SAE J1979)."""
        return self._warmed_up

    def holds_from(self, precondition: Precondition | None) -> float:
        """The second of the world clock from which it holds in this cycle."""
        return (
            -math.inf if precondition is None else self._holds_from.get(precondition, math.inf)
        )

    def observe(
        self, phase: Phase, seconds: range, coolant_celsius: NDArray[np.float32] | None
    ) -> None:
        """`coolant_celsius`: one value a second, None in a car without an engine."""
        if phase in LASTS_S:
            self._count(phase, seconds)
        if coolant_celsius is not None:
            self._warm(seconds, coolant_celsius)

    def _count(self, phase: Phase, seconds: range) -> None:
        precondition, enough_s = LASTS_S[phase]
        if precondition in self._holds_from:
            return
        before = self._lasted_s.get(phase, 0)
        self._lasted_s[phase] = before + len(seconds)
        if before + len(seconds) >= enough_s:
            self._holds_from[precondition] = seconds[enough_s - before - 1]

    def _warm(self, seconds: range, coolant_celsius: NDArray[np.float32]) -> None:
        if self._warmed_up:
            return
        lowest, highest = np.fmin.reduce(coolant_celsius), np.fmax.reduce(coolant_celsius)
        coldest = min(self._coldest, float(lowest))
        news = (
            Precondition.WARM not in self._holds_from or highest - coldest >= WARMED_BY_KELVIN
        )
        if highest >= WARM_CELSIUS and news:
            self._heat(seconds, coolant_celsius)
        self._coldest = coldest

    def _heat(self, seconds: range, coolant_celsius: NDArray[np.float32]) -> None:
        hot = coolant_celsius >= WARM_CELSIUS
        self._holds_from.setdefault(Precondition.WARM, seconds[int(hot.argmax())])
        coldest = np.fmin.accumulate(np.append(self._coldest, coolant_celsius))[1:]
        self._warmed_up = bool((hot & (coolant_celsius - coldest >= WARMED_BY_KELVIN)).any())
