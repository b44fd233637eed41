"""A turbocharged engine, an automatic transmission, a tank and an exhaust aftertreatment."""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from proto.v1 import signals_pb2 as pb
from simulator.car_types.data_sheets.combustion import COMBUSTION
from simulator.car_types.drive import Course, brake_pressure_kpa
from simulator.car_types.powertrains.powertrain import Signals
from simulator.car_types.signal_model import SECONDS, Floats
from simulator.days.day_plan import Phase, Segment

ENGINE_SPEED: Final = COMBUSTION.column[pb.ENGINE_SPEED_PER_MIN]
OIL_PRESSURE: Final = COMBUSTION.column[pb.ENGINE_OIL_PRESSURE_KPA]
MANIFOLD: Final = COMBUSTION.column[pb.INTAKE_MANIFOLD_PRESSURE_KPA]
AIR_FLOW: Final = COMBUSTION.column[pb.MASS_AIR_FLOW_KG_PER_S]
THROTTLE: Final = COMBUSTION.column[pb.THROTTLE_POSITION_PERCENT]
RAIL: Final = COMBUSTION.column[pb.FUEL_RAIL_PRESSURE_KPA]
FUEL: Final = COMBUSTION.column[pb.FUEL_LEVEL_PERCENT]
EXHAUST: Final = COMBUSTION.column[pb.EXHAUST_GAS_TEMPERATURE_CELSIUS]
SOOT: Final = COMBUSTION.column[pb.PARTICULATE_FILTER_SOOT_PERCENT]
REDUCTANT: Final = COMBUSTION.column[pb.REDUCTANT_LEVEL_PERCENT]
BRAKE: Final = COMBUSTION.column[pb.BRAKE_PRESSURE_KPA]

# Above these speeds the transmission is in the second, third ... gear.
SHIFTS_M_PER_S: Final = np.array((5.0, 9.0, 13.5, 18.0, 23.0))
PER_MIN_PER_M_PER_S: Final = np.array((393.0, 230.0, 152.0, 112.0, 90.0, 73.0))
IDLE_PER_MIN: Final = 780.0
LARGEST_TORQUE_NM: Final = 330.0
AUXILIARIES_W: Final = 1500.0
ENGINE_BRAKE_M_PER_S2: Final = 0.25
# What a four-stroke engine of two litres breathes a revolution, at 1 kPa.
AIR_KG_PER_TURN_KPA: Final = 0.001 * 1.19 / 101 * 0.85
AIR_PER_FUEL: Final = 14.7
TANK_KG: Final = 38.0
REFUELS_AT_PERCENT: Final = 15.0
REGENERATES_AT_PERCENT: Final = 70.0
REGENERATED_PERCENT: Final = 15.0
SOOT_PERCENT_PER_M: Final = 1 / 6000
SOOT_BURNS_PERCENT_PER_S: Final = 0.12
REGENERATION_KELVIN: Final = 190.0
REDUCTANT_PERCENT_PER_M: Final = 1 / 80_000
REFILLS_AT_PERCENT: Final = 10.0


class CombustionPowertrain:
    __slots__ = ("_fuel_percent", "_reductant_percent", "_regenerates", "_soot_percent")

    def __init__(self, draw: np.random.Generator) -> None:
        self._fuel_percent = float(draw.uniform(25, 95))
        self._soot_percent = float(draw.uniform(20, 65))
        self._reductant_percent = float(draw.uniform(25, 95))
        self._regenerates = False

    def needs_charging(self) -> bool:
        """Never: it is refuelled as soon as the car stands."""
        return False

    def enter(self, segment: Segment) -> None:
        if segment.phase is Phase.DRIVING:
            self._regenerates = self._soot_percent > REGENERATES_AT_PERCENT
            return
        if self._fuel_percent < REFUELS_AT_PERCENT:
            self._fuel_percent = 97.0
        if self._reductant_percent < REFILLS_AT_PERCENT:
            self._reductant_percent = 98.0

    def rest(self, values: Signals, seconds: int) -> None:
        del seconds
        values[:, FUEL] = self._fuel_percent
        values[:, SOOT] = self._soot_percent
        values[:, REDUCTANT] = self._reductant_percent

    def move(self, values: Signals, course: Course) -> None:
        speed = course.speed_m_per_s
        per_min = np.maximum(
            speed * PER_MIN_PER_M_PER_S[np.searchsorted(SHIFTS_M_PER_S, speed)], IDLE_PER_MIN
        )
        power_w = np.maximum(course.force_n * speed, 0) + AUXILIARIES_W
        torque_nm = power_w / (per_min * (math.tau / 60))
        load = np.minimum(torque_nm / LARGEST_TORQUE_NM, 1)
        manifold_kpa = 32 + 135 * load
        air_kg_per_s = per_min / 60 * manifold_kpa * AIR_KG_PER_TURN_KPA
        values[:, ENGINE_SPEED] = per_min
        values[:, OIL_PRESSURE] = 140 + 0.11 * per_min
        values[:, MANIFOLD] = manifold_kpa
        values[:, AIR_FLOW] = air_kg_per_s
        values[:, THROTTLE] = 6 + 85 * load
        values[:, RAIL] = 5000 + 15_000 * load
        values[:, BRAKE] = brake_pressure_kpa(course, ENGINE_BRAKE_M_PER_S2)
        self._burn(values, air_kg_per_s, coasting=course.force_n < 0)
        self._clean(values, course.way_m)

    def _burn(
        self, values: Signals, air_kg_per_s: Floats, *, coasting: NDArray[np.bool]
    ) -> None:
        fuel_kg = np.where(coasting, 0, air_kg_per_s / AIR_PER_FUEL).cumsum()
        level = np.maximum(self._fuel_percent - fuel_kg * (100 / TANK_KG), 0)
        values[:, FUEL] = level
        self._fuel_percent = float(level[-1])

    def _clean(self, values: Signals, way_m: Floats) -> None:
        soot = self._soot_percent + way_m * SOOT_PERCENT_PER_M
        if self._regenerates:
            burnt = SECONDS[: len(way_m)] * SOOT_BURNS_PERCENT_PER_S
            soot = np.maximum(soot - burnt, REGENERATED_PERCENT)
            values[:, EXHAUST] += REGENERATION_KELVIN
        reductant = np.maximum(self._reductant_percent - way_m * REDUCTANT_PERCENT_PER_M, 0)
        values[:, SOOT] = soot
        values[:, REDUCTANT] = reductant
        self._soot_percent = float(soot[-1])
        self._reductant_percent = float(reductant[-1])
