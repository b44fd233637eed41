"""A healthy fleet over weeks: warmth, habits, gaps; and what one car of it may catch."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from gateway.domain.signal import (
    AMBIENT_TEMPERATURE,
    DCDC_CURRENT,
    ENGINE_SPEED,
    FUEL_TRIM_LONG_TERM,
    HV_BATTERY_STATE_OF_CHARGE,
    HV_CELL_VOLTAGE_MAX,
    HV_CELL_VOLTAGE_MIN,
    HV_ISOLATION_RESISTANCE,
    LV_BATTERY_CURRENT,
    LV_BATTERY_VOLTAGE,
    TYRE_PRESSURE_FRONT_LEFT,
    TYRE_PRESSURE_FRONT_RIGHT,
    TYRE_PRESSURE_REAR_LEFT,
    TYRE_PRESSURE_REAR_RIGHT,
    VEHICLE_PHASE,
    Phase,
)
from gateway.triage.days import HOURS_A_DAY, Days, Hours
from tests.fix_days import END

WEEKS = 6
SPAN = WEEKS * 7
Floats = npt.NDArray[np.float64]
TYRES = (
    (TYRE_PRESSURE_FRONT_LEFT.number, 255.0),
    (TYRE_PRESSURE_FRONT_RIGHT.number, 255.0),
    (TYRE_PRESSURE_REAR_LEFT.number, 260.0),
    (TYRE_PRESSURE_REAR_RIGHT.number, 260.0),
)
_AIR_KPA, _KELVIN = 101.3, 273.15


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """`starts_at`: mean of the first day in °C; `by`: how much warmer six weeks later.

    `missing`: the share of days without a word; `electric`: of all cars, or none.
    """

    starts_at: float
    by: float
    missing: float
    electric: bool


@dataclass(frozen=True, slots=True)
class Made:
    """Every hour of the weeks: what each signal was, by its number; and when the car spoke."""

    degrees: Floats
    phase: Floats
    values: Mapping[int, Floats]
    spoke: npt.NDArray[np.bool_]

    @property
    def age_days(self) -> Floats:
        """Since the weeks began."""
        return np.arange(len(self.degrees)) / HOURS_A_DAY

    def otherwise(self, number: int, values: Floats) -> "Made":
        return replace(self, values={**self.values, number: values})


Ailment = Callable[[Made], Made]


def weather(season: Season, chance: np.random.Generator) -> Floats:
    """By the hour: the season, days that depend on the day before, noon and night."""
    days = season.starts_at + season.by * np.arange(SPAN) / SPAN
    swing = np.zeros(SPAN)
    for day in range(1, SPAN):
        swing[day] = 0.7 * swing[day - 1] + chance.normal(0, 3)
    hours = np.arange(SPAN * HOURS_A_DAY)
    noon = -5 * np.cos((hours % HOURS_A_DAY - 3) / HOURS_A_DAY * 2 * np.pi)
    return np.asarray(np.repeat(days + swing, HOURS_A_DAY) + noon)


def healthy(season: Season, degrees: Floats, chance: np.random.Generator) -> Made:
    """One car in this weather, which may be some degrees off."""
    hours, count = np.arange(len(degrees)) % HOURS_A_DAY, len(degrees)
    degrees = degrees + chance.normal(0, 3)
    leaves, back = chance.integers(6, 9), chance.integers(16, 19)
    phase = np.full(count, float(Phase.ASLEEP))
    phase[(hours == leaves) | (hours == back)] = Phase.DRIVING
    phase[(hours == leaves + 1) | (hours == back + 1)] = Phase.PARKED
    if season.electric:
        phase[(hours == back + 2) & (chance.random(count) < 0.5)] = Phase.CHARGING
    drives = phase == Phase.DRIVING
    values = _anywhere(degrees, phase, chance)
    values |= (_electric if season.electric else _engine)(degrees, phase, chance)
    silent = np.repeat(chance.random(SPAN) < season.missing, HOURS_A_DAY)
    spoke = ~silent & (drives | (chance.random(count) < 0.6))
    return Made(degrees, phase, values, spoke)


def rolled_up(car: Made, ago: int = 0) -> Days:
    """As the store has it so many days before the end."""
    spoken = np.flatnonzero(car.spoke[: len(car.spoke) - ago * HOURS_A_DAY])
    at = (END - SPAN) * HOURS_A_DAY + spoken
    rest = {AMBIENT_TEMPERATURE.number: car.degrees, VEHICLE_PHASE.number: car.phase}
    hours = {}
    for number, values in {**car.values, **rest}.items():
        own = np.asarray(values[spoken])
        hours[number] = Hours(at, own, own, own)
    return Days(end=END - ago, hours=hours)


def _anywhere(degrees: Floats, phase: Floats, chance: np.random.Generator) -> dict[int, Floats]:
    count, drives, asleep = len(degrees), phase == Phase.DRIVING, phase == Phase.ASLEEP
    rest = 12.6 + chance.normal(0, 0.05) + 0.003 * (degrees - 15) + 0.2 * ~asleep
    charged = 14.2 - 0.015 * (degrees - 15)
    awake = drives | (phase == Phase.CHARGING)
    voltage = np.where(awake, charged, rest) + chance.normal(0, 0.03, count)
    values = {
        LV_BATTERY_VOLTAGE.number: voltage,
        LV_BATTERY_CURRENT.number: np.where(asleep, -0.05, -8) + chance.normal(0, 0.1, count),
    }
    age_days = np.arange(count) / HOURS_A_DAY
    for number, filled in TYRES:
        cold = filled + chance.normal(0, 4) - chance.uniform(0.02, 0.15) * age_days
        warm = degrees + np.where(drives, 15, 0)
        pressure = (cold + _AIR_KPA) * (warm + _KELVIN) / (15 + _KELVIN) - _AIR_KPA
        values[number] = pressure + chance.normal(0, 1, count)
    return values


def _electric(degrees: Floats, phase: Floats, chance: np.random.Generator) -> dict[int, Floats]:
    count = len(degrees)
    charge = 55 + chance.uniform(10, 30) * np.sin(np.arange(count) / chance.uniform(40, 90))
    cell = 3.4 + charge * 0.007
    cold = np.clip(10 - degrees, 0, None)
    apart = chance.uniform(0.003, 0.012) * (1 + 0.02 * cold) * np.where(phase >= 2, 2, 1)
    # Measuring resistors beside insulation that halves with every ten degrees.
    insulation = 20e6 * 2 ** (-(degrees - 20) / 10)
    isolation = 1 / (1 / chance.uniform(2.1e6, 2.5e6) + 1 / insulation)
    return {
        DCDC_CURRENT.number: np.where(phase >= 2, 40.0, 0.0),
        HV_BATTERY_STATE_OF_CHARGE.number: charge,
        HV_CELL_VOLTAGE_MIN.number: cell - apart + chance.normal(0, 0.001, count),
        HV_CELL_VOLTAGE_MAX.number: cell + apart + chance.normal(0, 0.001, count),
        HV_ISOLATION_RESISTANCE.number: isolation * chance.normal(1, 0.03, count),
    }


def _engine(degrees: Floats, phase: Floats, chance: np.random.Generator) -> dict[int, Floats]:
    count, drives = len(degrees), phase == Phase.DRIVING
    learnt = chance.normal(0, 2.5) + 0.08 * (degrees - 15) + chance.normal(0, 1.2, count)
    return {
        ENGINE_SPEED.number: np.where(drives, 2400.0, 0.0),
        FUEL_TRIM_LONG_TERM.number: np.where(drives, learnt, 0.0),
    }
