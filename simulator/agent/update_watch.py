"""Says how far a software update of the car is: every change at once, and now and then."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from proto.v1.signals_pb2 import SOFTWARE_UPDATE_PHASE
from proto.v1.telemetry_pb2 import Matrix, Telemetry
from simulator.updates.software_update import UpdatePhase

AGAIN_S = 60.0


class Turned(Protocol):
    @property
    def at_s(self) -> float: ...

    @property
    def phase(self) -> UpdatePhase: ...


class Updating(Protocol):
    """What the car knows of its software updates."""

    def turns(self, after_s: float, until_s: float) -> Sequence[Turned]:
        """The changes with after_s < time <= until_s, in their order."""

    def phase(self, now_s: float) -> UpdatePhase: ...


@dataclass(slots=True)
class UpdateWatch:
    """Everything up to `done_s` has been said; while there is no update, nothing is."""

    updates: Updating
    done_s: float
    _said_s: float = field(default=-math.inf, init=False)

    def news(self, now_s: float) -> list[tuple[float, Telemetry]]:
        """What is to be said at `now_s`, each with the world time at which it was so."""
        said = [(each.at_s, each.phase) for each in self.updates.turns(self.done_s, now_s)]
        phase = self.updates.phase(now_s)
        if not said and phase is not UpdatePhase.NONE and now_s - self._said_s >= AGAIN_S:
            said = [(now_s, phase)]
        self.done_s = now_s
        if said:
            self._said_s = now_s
        return [(at_s, _telemetry(phase)) for at_s, phase in said]


def _telemetry(phase: UpdatePhase) -> Telemetry:
    matrix = Matrix(
        signals=(SOFTWARE_UPDATE_PHASE,),
        offsets_ms=np.zeros(1, "<u4").tobytes(),
        values=np.array([phase], "<f4").tobytes(),
    )
    return Telemetry(matrices=[matrix])
