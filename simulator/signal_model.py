"""How every signal behaves in a healthy car: base lines, targets, time constants, noise.

The tables read as a data sheet; `simulator.physics` computes with the arrays below them.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from proto.v1 import signals_pb2 as pb
from simulator.day_plan import Phase
from simulator.signals import COLUMN, SIGNALS

MAX_STRETCH_S: Final = 10

PerPhase = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relaxing:
    """Moves towards `targets` (asleep, parked, driving, charging) with a time constant.

    follows_ambient: the targets are above the ambient temperature.
    spread: standard deviation of the target from car to car.
    """

    signal: int
    targets: PerPhase
    time_constant_s: float
    spread: float = 0.0
    follows_ambient: bool = False


def _relaxing(
    signal: int,
    targets: PerPhase,
    time_constant_s: float,
    *,
    spread: float = 0.0,
    follows_ambient: bool = False,
) -> Relaxing:
    return Relaxing(
        signal=signal,
        targets=targets,
        time_constant_s=time_constant_s,
        spread=spread,
        follows_ambient=follows_ambient,
    )


RELAXING: Final = (
    _relaxing(pb.AMBIENT_TEMPERATURE_CELSIUS, (0, 0, 0, 0), 60, follows_ambient=True),
    _relaxing(pb.LV_BATTERY_VOLTAGE_V, (12.6, 12.8, 14.2, 14.0), 4, spread=0.05),
    _relaxing(pb.HV_BATTERY_TEMPERATURE_MAX_CELSIUS, (3, 5, 14, 18), 900, follows_ambient=True),
    _relaxing(pb.HV_ISOLATION_RESISTANCE_OHM, (2.1e6, 2.1e6, 2.0e6, 1.9e6), 30, spread=8e4),
    _relaxing(pb.INVERTER_TEMPERATURE_CELSIUS, (0, 4, 40, 8), 90, follows_ambient=True),
    _relaxing(pb.COOLANT_TEMPERATURE_CELSIUS, (0, 2, 22, 14), 150, follows_ambient=True),
    _relaxing(pb.COOLANT_PUMP_SPEED_PER_MIN, (0, 600, 2600, 1800), 1.5, spread=60),
    _relaxing(pb.TYRE_PRESSURE_FRONT_LEFT_KPA, (255, 255, 268, 255), 400, spread=4),
    _relaxing(pb.TYRE_PRESSURE_FRONT_RIGHT_KPA, (255, 255, 268, 255), 400, spread=4),
    _relaxing(pb.TYRE_PRESSURE_REAR_LEFT_KPA, (260, 260, 272, 260), 400, spread=4),
    _relaxing(pb.TYRE_PRESSURE_REAR_RIGHT_KPA, (260, 260, 272, 260), 400, spread=4),
)

# What holds at once in a phase; signals that are computed otherwise stand at 0.
FIXED: Final[dict[int, PerPhase]] = {
    pb.VEHICLE_PHASE: (Phase.ASLEEP, Phase.PARKED, Phase.DRIVING, Phase.CHARGING),
    pb.LV_BATTERY_CURRENT_A: (-0.02, -9.0, 6.0, 8.0),
    pb.INFOTAINMENT_HEARTBEAT_AGE_S: (0.4, 0.4, 0.4, 0.4),
}

# Standard deviation of one sample, awake; asleep the sensors rest.
NOISE_AWAKE: Final[dict[int, float]] = {
    pb.AMBIENT_TEMPERATURE_CELSIUS: 0.1,
    pb.LV_BATTERY_VOLTAGE_V: 0.03,
    pb.LV_BATTERY_CURRENT_A: 0.4,
    pb.HV_BATTERY_VOLTAGE_V: 0.3,
    pb.HV_BATTERY_CURRENT_A: 0.5,
    pb.HV_BATTERY_TEMPERATURE_MAX_CELSIUS: 0.1,
    pb.HV_ISOLATION_RESISTANCE_OHM: 4000,
    pb.INVERTER_TEMPERATURE_CELSIUS: 0.3,
    pb.COOLANT_TEMPERATURE_CELSIUS: 0.2,
    pb.COOLANT_PUMP_SPEED_PER_MIN: 15,
    pb.TYRE_PRESSURE_FRONT_LEFT_KPA: 0.5,
    pb.TYRE_PRESSURE_FRONT_RIGHT_KPA: 0.5,
    pb.TYRE_PRESSURE_REAR_LEFT_KPA: 0.5,
    pb.TYRE_PRESSURE_REAR_RIGHT_KPA: 0.5,
    pb.INFOTAINMENT_HEARTBEAT_AGE_S: 0.15,
}
NOISE_DRIVING: Final[dict[int, float]] = {
    **NOISE_AWAKE,
    pb.VEHICLE_SPEED_M_PER_S: 0.05,
    pb.MOTOR_TORQUE_NM: 1.5,
}
NOISE_ASLEEP: Final[dict[int, float]] = {
    pb.LV_BATTERY_VOLTAGE_V: 0.01,
    pb.AMBIENT_TEMPERATURE_CELSIUS: 0.1,
}

SIGNED: Final[tuple[int, ...]] = (
    pb.AMBIENT_TEMPERATURE_CELSIUS,
    pb.LV_BATTERY_CURRENT_A,
    pb.HV_BATTERY_CURRENT_A,
    pb.HV_BATTERY_TEMPERATURE_MAX_CELSIUS,
    pb.INVERTER_TEMPERATURE_CELSIUS,
    pb.COOLANT_TEMPERATURE_CELSIUS,
    pb.MOTOR_TORQUE_NM,
    pb.TELEMATICS_SIGNAL_STRENGTH_DBM,
)


def columns(signals: Iterable[int]) -> NDArray[np.intp]:
    return np.array([COLUMN[signal] for signal in signals])


def _row(values: Mapping[int, float]) -> NDArray[np.float32]:
    return np.array([values.get(signal, 0.0) for signal in SIGNALS], dtype=np.float32)


RELAXING_COLUMNS: Final = columns(each.signal for each in RELAXING)
RELAXING_INDEX: Final = {each.signal: index for index, each in enumerate(RELAXING)}
# One row a phase, one column a relaxing quantity.
TARGET: Final = np.array([each.targets for each in RELAXING]).T.copy()
SPREAD: Final = np.array([each.spread for each in RELAXING])
FOLLOWS_AMBIENT: Final = np.array([each.follows_ambient for each in RELAXING], dtype=np.float64)
SECONDS: Final = np.arange(1, MAX_STRETCH_S + 1, dtype=np.float64)
# What is left of the distance to the target after 1, 2, ... seconds.
DECAY: Final = np.exp(
    -SECONDS[:, None] / np.array([each.time_constant_s for each in RELAXING])[None, :]
)
# One row a phase, one column a signal.
BASELINE: Final = np.stack(
    [_row({signal: values[phase] for signal, values in FIXED.items()}) for phase in Phase]
)
NOISE: Final = np.stack(
    [_row(NOISE_ASLEEP), _row(NOISE_AWAKE), _row(NOISE_DRIVING), _row(NOISE_AWAKE)]
)
LOWEST: Final = _row(dict.fromkeys(SIGNED, -math.inf))
