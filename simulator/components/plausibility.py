"""All monitors of a car type that look at signals, judged in one pass over a stretch."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.components.description import ComponentDescription

Failing = dict[str, dict[int, list[bool]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlausibilityChecks:
    owners: tuple[tuple[str, int], ...]
    columns: NDArray[np.intp]
    low: NDArray[np.float32]
    high: NDArray[np.float32]

    @classmethod
    def of(
        cls, components: Mapping[str, ComponentDescription], column: Mapping[int, int]
    ) -> "PlausibilityChecks":
        """`column` tells in which column of the car type's matrices a signal stands."""
        found = [
            (component.id, dtc, monitor.plausible)
            for component in components.values()
            for dtc, monitor in component.monitors.items()
            if monitor.plausible is not None
        ]
        return cls(
            owners=tuple((component, dtc) for component, dtc, _ in found),
            columns=np.array([column[check.signal] for *_, check in found]),
            low=np.array([check.low for *_, check in found], dtype=np.float32),
            high=np.array([check.high for *_, check in found], dtype=np.float32),
        )

    def failing(self, values: NDArray[np.float32]) -> Failing:
        """By component and code: whether the check fails in each row, if it does in any."""
        seen = values[:, self.columns]
        outside = (seen < self.low) | (seen > self.high)
        found: Failing = {}
        if outside.any():
            for index in np.flatnonzero(outside.any(axis=0)):
                component, dtc = self.owners[index]
                found.setdefault(component, {})[dtc] = outside[:, index].tolist()
        return found
