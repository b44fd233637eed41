"""Signals: named quantities with a unit. The numbers are those of the wire contract."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Generic, NewType, TypeVar

from gateway.domain.quantity import (
    Ampere,
    Celsius,
    Count,
    Decibelmilliwatt,
    Kilopascal,
    Metre,
    MetrePerSecond,
    NewtonMetre,
    Ohm,
    Percent,
    PerMinute,
    Quantity,
    Second,
    Volt,
)

Q = TypeVar("Q", bound=Quantity)
SignalNumber = NewType("SignalNumber", int)


@dataclass(frozen=True, slots=True)
class Signal(Generic[Q]):
    number: int
    name: str
    quantity: type[Q]
    title: str

    @property
    def unit(self) -> str:
        return self.quantity.unit


class Phase(IntEnum):
    """What the vehicle is doing: the value of `VEHICLE_PHASE`."""

    ASLEEP = 0
    PARKED = 1
    DRIVING = 2
    CHARGING = 3


VEHICLE_SPEED = Signal(1, "vehicle_speed", MetrePerSecond, "Speed")
VEHICLE_PHASE = Signal(2, "vehicle_phase", Count, "Phase")
ODOMETER = Signal(3, "odometer", Metre, "Odometer")
AMBIENT_TEMPERATURE = Signal(4, "ambient_temperature", Celsius, "Ambient temperature")
LV_BATTERY_VOLTAGE = Signal(10, "lv_battery_voltage", Volt, "12 V battery")
LV_BATTERY_CURRENT = Signal(11, "lv_battery_current", Ampere, "12 V battery current")
HV_BATTERY_VOLTAGE = Signal(20, "hv_battery_voltage", Volt, "High-voltage battery")
HV_BATTERY_CURRENT = Signal(21, "hv_battery_current", Ampere, "High-voltage battery current")
HV_BATTERY_STATE_OF_CHARGE = Signal(
    22, "hv_battery_state_of_charge", Percent, "State of charge"
)
HV_BATTERY_TEMPERATURE_MAX = Signal(23, "hv_battery_temperature_max", Celsius, "Warmest cell")
HV_ISOLATION_RESISTANCE = Signal(24, "hv_isolation_resistance", Ohm, "Isolation resistance")
INVERTER_TEMPERATURE = Signal(30, "inverter_temperature", Celsius, "Inverter")
MOTOR_TORQUE = Signal(31, "motor_torque", NewtonMetre, "Motor torque")
COOLANT_TEMPERATURE = Signal(40, "coolant_temperature", Celsius, "Coolant")
COOLANT_PUMP_SPEED = Signal(41, "coolant_pump_speed", PerMinute, "Coolant pump")
TYRE_PRESSURE_FRONT_LEFT = Signal(50, "tyre_pressure_front_left", Kilopascal, "Tyre front left")
TYRE_PRESSURE_FRONT_RIGHT = Signal(
    51, "tyre_pressure_front_right", Kilopascal, "Tyre front right"
)
TYRE_PRESSURE_REAR_LEFT = Signal(52, "tyre_pressure_rear_left", Kilopascal, "Tyre rear left")
TYRE_PRESSURE_REAR_RIGHT = Signal(53, "tyre_pressure_rear_right", Kilopascal, "Tyre rear right")
BRAKE_PRESSURE = Signal(54, "brake_pressure", Kilopascal, "Brake pressure")
INFOTAINMENT_HEARTBEAT_AGE = Signal(
    60, "infotainment_heartbeat_age", Second, "Screen last drawn"
)
TELEMATICS_BACKLOG = Signal(61, "telematics_backlog", Count, "Reports waiting on board")
TELEMATICS_SIGNAL_STRENGTH = Signal(
    62, "telematics_signal_strength", Decibelmilliwatt, "Mobile signal"
)
TELEMATICS_SERVICES_LOST = Signal(
    63, "telematics_services_lost", Count, "Backend services lost"
)

SIGNALS: dict[int, Signal[Quantity]] = {
    value.number: value for value in list(globals().values()) if isinstance(value, Signal)
}
