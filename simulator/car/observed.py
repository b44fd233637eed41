"""What the on-board unit sees of its car: what it does, where, how fast, at which voltage."""

from typing import Final

from proto.v1 import signals_pb2 as pb
from simulator.car.history import History
from simulator.car_types.car_type import CarType
from simulator.days.day_plan import Gear, Phase, Place, Segment

STANDSTILL_M_PER_S: Final = 0.3
GEARS: Final = frozenset(Gear)


class Observed:
    """Whoever moves the car on fills it."""

    __slots__ = ("_history", "_segment", "type")

    type: CarType
    _history: History
    _segment: Segment

    @property
    def phase(self) -> Phase:
        return self._segment.phase

    @property
    def place(self) -> Place:
        return self._segment.place

    @property
    def charging(self) -> bool:
        return self._segment.phase is Phase.CHARGING

    @property
    def asleep_until_s(self) -> float:
        return self._segment.asleep_until_s

    @property
    def gear(self) -> Gear | None:
        """None while nobody knows."""
        value = self._history.latest(pb.GEAR_SELECTOR)
        return Gear(int(value)) if value in GEARS else None

    @property
    def hv_active(self) -> bool:
        """Whether the high-voltage net is or may be live; never in a car without one."""
        if pb.HV_CONTACTORS_CLOSED not in self.type.model.column:
            return False
        return self._history.latest(pb.HV_CONTACTORS_CLOSED) != 0

    @property
    def speed_m_per_s(self) -> float:
        return self._history.latest(pb.VEHICLE_SPEED_M_PER_S)

    @property
    def lv_voltage_v(self) -> float:
        return self._history.latest(pb.LV_BATTERY_VOLTAGE_V)

    @property
    def moving(self) -> bool:
        """Also while the speed is not known."""
        return not self.speed_m_per_s <= STANDSTILL_M_PER_S
