"""A motor, an inverter and a high-voltage battery. Power is positive into the battery."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from proto.v1 import signals_pb2 as pb
from simulator.car_types.data_sheets.electric import ELECTRIC
from simulator.car_types.drive import MASS_KG, WHEEL_RADIUS_M, Course, brake_pressure_kpa
from simulator.car_types.powertrains.powertrain import Signals
from simulator.car_types.signal_model import SECONDS, Floats
from simulator.days.day_plan import Phase, Segment

HV_VOLTAGE: Final = ELECTRIC.column[pb.HV_BATTERY_VOLTAGE_V]
HV_CURRENT: Final = ELECTRIC.column[pb.HV_BATTERY_CURRENT_A]
CHARGE: Final = ELECTRIC.column[pb.HV_BATTERY_STATE_OF_CHARGE_PERCENT]
CELL_MIN: Final = ELECTRIC.column[pb.HV_CELL_VOLTAGE_MIN_V]
CELL_MAX: Final = ELECTRIC.column[pb.HV_CELL_VOLTAGE_MAX_V]
TORQUE: Final = ELECTRIC.column[pb.MOTOR_TORQUE_NM]
BRAKE: Final = ELECTRIC.column[pb.BRAKE_PRESSURE_KPA]
CHARGER_POWER: Final = ELECTRIC.column[pb.CHARGER_POWER_W]
PLUGGED_IN: Final = ELECTRIC.column[pb.PLUGGED_IN]

GEAR_RATIO: Final = 9.0
RECUPERATION_M_PER_S2: Final = 0.6
LOSSES: Final = 1.1
AUXILIARIES_W: Final = 700.0
CAPACITY_W_S: Final = 75e3 * 3600
W_S_PER_PERCENT: Final = CAPACITY_W_S / 100
INNER_RESISTANCE_OHM: Final = 0.06
CELLS: Final = 96
EMPTY_PERCENT: Final = 3.0
LOW_PERCENT: Final = 30.0
FULL_PERCENT: Final = 97.0
FILLING_S: Final = 2400.0
CHARGER_EFFICIENCY: Final = 0.93


def _drawn_w(motor_w: Floats) -> Floats:
    """What the battery gives: losses are paid whichever way the power flows."""
    drawn: Floats = np.where(motor_w > 0, motor_w * LOSSES, motor_w / LOSSES) + AUXILIARIES_W
    return drawn


class ElectricPowertrain:
    __slots__ = ("_apart_v", "_charge_percent", "_charger_w", "_charging")

    def __init__(self, draw: np.random.Generator) -> None:
        self._charge_percent = float(draw.uniform(45, 90))
        self._apart_v = float(draw.uniform(0.003, 0.012))
        self._charger_w = 0.0
        self._charging = False

    def needs_charging(self) -> bool:
        return self._charge_percent < LOW_PERCENT

    def enter(self, segment: Segment) -> None:
        self._charger_w = segment.charger_w
        self._charging = segment.phase is Phase.CHARGING

    def rest(self, values: Signals, seconds: int) -> None:
        values[:, PLUGGED_IN] = self._charger_w > 0
        if not (self._charging and self._charger_w):
            self._note(values, np.full(seconds, self._charge_percent), np.zeros(seconds))
            return
        charge_percent = self._fill(SECONDS[:seconds])
        power_w = np.diff(charge_percent, prepend=self._charge_percent) * W_S_PER_PERCENT
        values[:, CHARGER_POWER] = power_w / CHARGER_EFFICIENCY
        self._note(values, charge_percent, power_w)

    def _fill(self, seconds: Floats) -> Floats:
        """As fast as the charging point can, then the slower the fuller the battery is."""
        missing = FULL_PERCENT - self._charge_percent
        percent_per_s = self._charger_w * CHARGER_EFFICIENCY / W_S_PER_PERCENT
        slowly = min(missing, percent_per_s * FILLING_S)
        slows_after_s = (missing - slowly) / percent_per_s
        steady = percent_per_s * np.minimum(seconds, slows_after_s)
        slowing_s = np.maximum(seconds - slows_after_s, 0)
        return self._charge_percent + steady - slowly * np.expm1(-slowing_s / FILLING_S)

    def move(self, values: Signals, course: Course) -> None:
        wanted_n = np.maximum(course.force_n, -MASS_KG * RECUPERATION_M_PER_S2)
        able = self._able(wanted_n * course.speed_m_per_s)
        by_motor_n = wanted_n * able
        values[:, TORQUE] = by_motor_n * (WHEEL_RADIUS_M / GEAR_RATIO)
        values[:, BRAKE] = brake_pressure_kpa(
            course, np.where(able, RECUPERATION_M_PER_S2, 0.0)
        )
        power_w = _drawn_w(by_motor_n * course.speed_m_per_s)
        used_percent = power_w.cumsum() / W_S_PER_PERCENT
        self._note(values, np.maximum(self._charge_percent - used_percent, 0), -power_w)

    def _able(self, motor_w: Floats) -> NDArray[np.bool]:
        """The seconds in which the battery can give or take what the motor wants.

        An empty one drives no more, a full one takes nothing back; the auxiliaries go on.
        """
        able = np.ones(len(motor_w), dtype=np.bool)
        used_percent = _drawn_w(motor_w) / W_S_PER_PERCENT
        course = self._charge_percent - used_percent.cumsum()
        if course.min() >= EMPTY_PERCENT and course.max() <= FULL_PERCENT:
            return able
        charge_percent = self._charge_percent
        for second, (wanted_w, used) in enumerate(zip(motor_w, used_percent, strict=True)):
            then = charge_percent - used
            able[second] = then >= EMPTY_PERCENT if wanted_w > 0 else then <= FULL_PERCENT
            charge_percent -= used if able[second] else AUXILIARIES_W / W_S_PER_PERCENT
        return able

    def _note(self, values: Signals, charge_percent: Floats, power_w: Floats) -> None:
        open_circuit_v = 330 + 0.7 * charge_percent
        current_a = power_w / open_circuit_v
        voltage_v = open_circuit_v + INNER_RESISTANCE_OHM * current_a
        values[:, CHARGE] = charge_percent
        values[:, HV_CURRENT] = current_a
        values[:, HV_VOLTAGE] = voltage_v
        values[:, CELL_MIN] = voltage_v / CELLS - self._apart_v
        values[:, CELL_MAX] = voltage_v / CELLS + self._apart_v
        self._charge_percent = float(charge_percent[-1])
