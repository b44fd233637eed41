"""The physical state of one car and its signals at 1 Hz: cheap, noisy, in columns.

Slow quantities relax towards the target of the phase in closed form, and the noise is drawn row
by row, so that the course does not depend on how many seconds are computed at once.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from proto.v1 import signals_pb2 as pb
from simulator.car_types.car_type import CarType
from simulator.car_types.drive import Cruise, drive
from simulator.car_types.signal_model import SECONDS, Floats
from simulator.days.day_plan import Phase, Segment
from simulator.faults.effect import ActiveEffect, EffectKind, misread


class Physics:
    """Call `advance` with consecutive stretches; everything is drawn from `seed`."""

    __slots__ = (
        "_ambient_celsius",
        "_cruise",
        "_model",
        "_odometer_m",
        "_offset",
        "_powertrain",
        "_random",
        "_seed",
        "_segment",
        "_state",
        "_target",
    )

    def __init__(self, car_type: CarType, seed: int, segment: Segment) -> None:
        self._model = car_type.model
        self._seed = seed
        self._random = np.random.Generator(np.random.PCG64(seed))
        self._ambient_celsius = float(self._random.uniform(-5, 30))
        self._offset = self._model.spread * self._random.standard_normal(
            len(self._model.spread)
        )
        self._odometer_m = float(self._random.uniform(1e6, 9e7))
        self._powertrain = car_type.powertrain(self._random)
        self._enter(segment)
        self._state = self._target.copy()

    def _enter(self, segment: Segment) -> None:
        model, phase = self._model, segment.phase
        self._segment = segment
        self._target = (
            model.target[phase]
            + model.above_ambient[phase] * self._ambient_celsius
            + self._offset
        )
        self._cruise = Cruise.draw(self._seed, segment) if phase is Phase.DRIVING else None
        self._powertrain.enter(segment)

    def needs_charging(self) -> bool:
        return self._powertrain.needs_charging()

    def advance(
        self, segment: Segment, first_s: int, seconds: int, effects: Sequence[ActiveEffect]
    ) -> NDArray[np.float32]:
        """Signals of `seconds` (at most MAX_STRETCH_S) whole seconds of one segment.

        Returns float32[seconds, k], writable, columns as in the model of the car type.
        """
        if segment is not self._segment:
            self._enter(segment)
        model = self._model
        values = np.empty((seconds, len(model.signals)), dtype=np.float32)
        values[:] = model.baseline[segment.phase]
        values[:, model.settling_columns] = self._settle(seconds, effects)
        self._move(values, first_s, seconds)
        values += model.noise[segment.phase] * self._random.standard_normal(
            values.shape, dtype=np.float32
        )
        if effects:
            misread(values, model.column, first_s, effects)
        return np.maximum(values, model.lowest, out=values)

    def _settle(self, seconds: int, effects: Sequence[ActiveEffect]) -> Floats:
        target, decay = self._target, self._model.decay[self._segment.phase, :seconds]
        settling = [each for each in effects if each.effect.kind is EffectKind.SETTLE]
        if settling:
            target, decay = target.copy(), decay.copy()
        for active in settling:
            effect = active.effect
            index = self._model.settling_index[effect.signal]
            target[index] += active.strength * (effect.value - target[index])
            if effect.time_constant_s is not None:
                decay[:, index] = np.exp(-SECONDS[:seconds] / effect.time_constant_s)
        course: Floats = target + (self._state - target) * decay
        self._state = course[-1].copy()
        return course

    def _move(self, values: NDArray[np.float32], first_s: int, seconds: int) -> None:
        column = self._model.column
        if self._cruise is None:
            values[:, column[pb.ODOMETER_M]] = self._odometer_m
            self._powertrain.rest(values, seconds)
            return
        course = drive(self._cruise, self._segment, first_s, seconds)
        values[:, column[pb.VEHICLE_SPEED_M_PER_S]] = course.speed_m_per_s
        values[:, column[pb.ODOMETER_M]] = self._odometer_m + course.way_m
        self._odometer_m += float(course.way_m[-1])
        self._powertrain.move(values, course)
