"""The physical state of one car and its signals at 1 Hz: cheap, noisy, in columns.

Slow quantities relax towards the target of the phase in closed form, and the noise is drawn row
by row, so that the course does not depend on how many seconds are computed at once. Currents
and powers are positive into a battery.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from proto.v1 import signals_pb2 as pb
from simulator.day_plan import Phase, Segment
from simulator.drive import Cruise, drive
from simulator.faults.effect import ActiveEffect, EffectKind, misread
from simulator.signal_model import (
    BASELINE,
    DECAY,
    FOLLOWS_AMBIENT,
    LOWEST,
    NOISE,
    RELAXING_COLUMNS,
    RELAXING_INDEX,
    SECONDS,
    SPREAD,
    TARGET,
)
from simulator.signals import COLUMN, SIGNALS

SPEED: Final = COLUMN[pb.VEHICLE_SPEED_M_PER_S]
ODOMETER: Final = COLUMN[pb.ODOMETER_M]
HV_VOLTAGE: Final = COLUMN[pb.HV_BATTERY_VOLTAGE_V]
HV_CURRENT: Final = COLUMN[pb.HV_BATTERY_CURRENT_A]
CHARGE: Final = COLUMN[pb.HV_BATTERY_STATE_OF_CHARGE_PERCENT]
TORQUE: Final = COLUMN[pb.MOTOR_TORQUE_NM]
BRAKE: Final = COLUMN[pb.BRAKE_PRESSURE_KPA]

CAPACITY_W_S: Final = 75e3 * 3600
AUXILIARIES_W: Final = 700.0
INNER_RESISTANCE_OHM: Final = 0.06
EMPTY_PERCENT: Final = 3.0
FULL_PERCENT: Final = 97.0
FILLING_S: Final = 2400.0
FILLING: Final = np.exp(-SECONDS / FILLING_S)
FILLING_W_PER_PERCENT: Final = CAPACITY_W_S / 100 / FILLING_S


class Physics:
    """Call `advance` with consecutive stretches; everything is drawn from `seed`."""

    __slots__ = (
        "_charge_percent",
        "_cruise",
        "_odometer_m",
        "_random",
        "_seed",
        "_segment",
        "_state",
        "_target",
        "_target_offset",
    )

    def __init__(self, seed: int, segment: Segment) -> None:
        self._seed = seed
        self._random = np.random.Generator(np.random.PCG64(seed))
        ambient = self._random.uniform(-5, 30)
        self._target_offset = FOLLOWS_AMBIENT * ambient + SPREAD * self._random.standard_normal(
            len(SPREAD)
        )
        self._odometer_m = float(self._random.uniform(1e6, 9e7))
        self._charge_percent = float(self._random.uniform(45, 90))
        self._enter(segment)
        self._state = self._target.copy()

    def _enter(self, segment: Segment) -> None:
        self._segment = segment
        self._target = TARGET[segment.phase] + self._target_offset
        self._cruise = (
            Cruise.draw(self._seed, segment) if segment.phase is Phase.DRIVING else None
        )

    def advance(
        self, segment: Segment, first_s: int, seconds: int, effects: Sequence[ActiveEffect]
    ) -> NDArray[np.float32]:
        """Signals of `seconds` (at most MAX_STRETCH_S) whole seconds of one segment.

        Returns float32[seconds, len(SIGNALS)], writable, columns as in SIGNALS.
        """
        if segment is not self._segment:
            self._enter(segment)
        values = np.empty((seconds, len(SIGNALS)), dtype=np.float32)
        values[:] = BASELINE[segment.phase]
        values[:, RELAXING_COLUMNS] = self._relax(seconds, effects)
        self._move(values, first_s, seconds)
        values += NOISE[segment.phase] * self._random.standard_normal(
            values.shape, dtype=np.float32
        )
        if effects:
            misread(values, first_s, effects)
        return np.maximum(values, LOWEST, out=values)

    def _relax(self, seconds: int, effects: Sequence[ActiveEffect]) -> NDArray[np.float64]:
        target, decay = self._target, DECAY[:seconds]
        settling = [each for each in effects if each.effect.kind is EffectKind.SETTLE]
        if settling:
            target, decay = target.copy(), decay.copy()
        for active in settling:
            effect, index = active.effect, RELAXING_INDEX[active.effect.signal]
            target[index] += active.strength * (effect.value - target[index])
            if effect.time_constant_s is not None:
                decay[:, index] = np.exp(-SECONDS[:seconds] / effect.time_constant_s)
        course: NDArray[np.float64] = target + (self._state - target) * decay
        self._state = course[-1].copy()
        return course

    def _move(self, values: NDArray[np.float32], first_s: int, seconds: int) -> None:
        if self._cruise is None:
            values[:, ODOMETER] = self._odometer_m
            self._store(values, seconds)
            return
        course = drive(self._cruise, self._segment, first_s, seconds)
        values[:, SPEED] = course.speed_m_per_s
        values[:, TORQUE] = course.torque_nm
        values[:, BRAKE] = course.brake_kpa
        values[:, ODOMETER] = self._odometer_m + course.way_m
        self._odometer_m += float(course.way_m[-1])
        self._draw_power(values, course.power_w + AUXILIARIES_W)

    def _store(self, values: NDArray[np.float32], seconds: int) -> None:
        """The battery at rest or charging: the fuller it is, the slower it fills."""
        if self._segment.phase is Phase.CHARGING:
            missing = (FULL_PERCENT - self._charge_percent) * FILLING[:seconds]
            self._note_power(values, FULL_PERCENT - missing, FILLING_W_PER_PERCENT * missing)
        else:
            self._note_power(values, np.full(seconds, self._charge_percent), np.zeros(seconds))

    def _draw_power(self, values: NDArray[np.float32], power_w: NDArray[np.float64]) -> None:
        used_percent = power_w.cumsum() * (100 / CAPACITY_W_S)
        charge_percent = np.maximum(self._charge_percent - used_percent, EMPTY_PERCENT)
        self._note_power(values, charge_percent, -power_w)

    def _note_power(
        self,
        values: NDArray[np.float32],
        charge_percent: NDArray[np.float64],
        power_w: NDArray[np.float64],
    ) -> None:
        open_circuit_v = 330 + 0.7 * charge_percent
        current_a = power_w / open_circuit_v
        values[:, CHARGE] = charge_percent
        values[:, HV_CURRENT] = current_a
        values[:, HV_VOLTAGE] = open_circuit_v + INNER_RESISTANCE_OHM * current_a
        self._charge_percent = float(charge_percent[-1])
