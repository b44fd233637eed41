"""How the signals of a car type behave while it is healthy: from a data sheet to arrays."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.days.day_plan import Phase

MAX_STRETCH_S: Final = 100
SECONDS: Final = np.arange(1, MAX_STRETCH_S + 1, dtype=np.float64)

PerPhase = tuple[float, float, float, float]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """One line of a data sheet. `PerPhase` is asleep, parked, driving, charging.

    values: where the signal stands, or with `time_constants_s` towards what it moves.
    above_ambient: 1 where the value is counted from the ambient temperature.
    spread: standard deviation of the value from car to car. noise: that of one sample.
    """

    signal: int
    values: PerPhase
    time_constants_s: PerPhase | None = None
    above_ambient: PerPhase = (0, 0, 0, 0)
    spread: float = 0.0
    noise: PerPhase = (0, 0, 0, 0)
    lowest: float = 0.0


def settling(
    signal: int,
    values: PerPhase,
    time_constant_s: float | PerPhase,
    *,
    above_ambient: PerPhase = (0, 0, 0, 0),
    spread: float = 0.0,
    noise: float | PerPhase = 0.0,
    signed: bool = False,
) -> Behaviour:
    """Moves towards a value. A noise that is not told by phase rests while the car sleeps."""
    return Behaviour(
        signal=signal,
        values=values,
        time_constants_s=_by_phase(time_constant_s),
        above_ambient=above_ambient,
        spread=spread,
        noise=_awake(noise),
        lowest=-math.inf if signed else 0.0,
    )


def standing(
    signal: int,
    values: PerPhase = (0, 0, 0, 0),
    *,
    noise: float | PerPhase = 0.0,
    signed: bool = False,
) -> Behaviour:
    """Changes at once with the phase, or is computed from the drive and stands at 0 before."""
    return Behaviour(
        signal=signal,
        values=values,
        noise=_awake(noise),
        lowest=-math.inf if signed else 0.0,
    )


def _by_phase(value: float | PerPhase) -> PerPhase:
    return value if isinstance(value, tuple) else (value, value, value, value)


def _awake(noise: float | PerPhase) -> PerPhase:
    return noise if isinstance(noise, tuple) else (0.0, noise, noise, noise)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalModel:
    """k signals, r of which settle; p phases.

    signals, column: the columns of every matrix of this car type, and where each stands.
    settling_index: where each settling signal stands in target, spread and decay.
    target, above_ambient: [p, r]. spread: [r]. decay: what is left of the distance to the
    target after 1, 2, ... seconds, [p, MAX_STRETCH_S, r]. baseline, noise: [p, k]. lowest: [k].
    """

    signals: tuple[int, ...]
    column: Mapping[int, int]
    settling_index: Mapping[int, int]
    settling_columns: NDArray[np.intp]
    target: Floats
    above_ambient: Floats
    spread: Floats
    decay: Floats
    baseline: NDArray[np.float32]
    noise: NDArray[np.float32]
    lowest: NDArray[np.float32]

    @classmethod
    def of(cls, data_sheet: Iterable[Behaviour]) -> "SignalModel":
        lines = sorted(data_sheet, key=lambda line: line.signal)
        moving = [line for line in lines if line.time_constants_s is not None]
        column = {line.signal: index for index, line in enumerate(lines)}
        rates = np.array([line.time_constants_s for line in moving]).T
        return cls(
            signals=tuple(column),
            column=MappingProxyType(column),
            settling_index=MappingProxyType({m.signal: i for i, m in enumerate(moving)}),
            settling_columns=np.array([column[line.signal] for line in moving]),
            target=_phases(line.values for line in moving),
            above_ambient=_phases(line.above_ambient for line in moving),
            spread=np.array([line.spread for line in moving]),
            decay=np.exp(-SECONDS[None, :, None] / rates[:, None, :]),
            baseline=_phases(line.values for line in lines).astype(np.float32),
            noise=_phases(line.noise for line in lines).astype(np.float32),
            lowest=np.array([line.lowest for line in lines], dtype=np.float32),
        )


def _phases(values: Iterable[PerPhase]) -> Floats:
    """One row a phase."""
    rows = np.array(list(values), dtype=np.float64).T.copy()
    assert len(rows) == len(Phase)  # noqa: S101 - the shape that all tables share
    return rows
