"""Signals: named quantities with a unit. The numbers are those of the wire contract."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Generic, NewType, TypeVar

from gateway.domain.quantity import (
    Ampere,
    Celsius,
    Count,
    Decibelmilliwatt,
    KilogramPerSecond,
    Kilopascal,
    Metre,
    MetrePerSecond,
    NewtonMetre,
    Ohm,
    Percent,
    PerMinute,
    Quantity,
    Second,
    TimesPerMinute,
    Volt,
    Watt,
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


class UpdatePhase(IntEnum):
    """How far a software update of the vehicle is: the value of `SOFTWARE_UPDATE_PHASE`."""

    NONE = 0
    DOWNLOADING = 1
    WAITING = 2  # for consent, or until the vehicle is in a safe state
    INSTALLING = 3
    ACTIVATING = 4
    ROLLED_BACK = 5
    FAILED = 6

    @property
    def works_on_the_car(self) -> bool:
        """Components are silent, restart, and draw current."""
        return self in {UpdatePhase.INSTALLING, UpdatePhase.ACTIVATING}


VEHICLE_SPEED = Signal(1, "vehicle_speed", MetrePerSecond, "Speed")
VEHICLE_PHASE = Signal(2, "vehicle_phase", Count, "Phase")
ODOMETER = Signal(3, "odometer", Metre, "Odometer")
AMBIENT_TEMPERATURE = Signal(4, "ambient_temperature", Celsius, "Ambient temperature")
GEAR_SELECTOR = Signal(5, "gear_selector", Count, "Gear selector")
CABIN_TEMPERATURE = Signal(6, "cabin_temperature", Celsius, "Cabin")
LV_BATTERY_VOLTAGE = Signal(10, "lv_battery_voltage", Volt, "12 V battery")
LV_BATTERY_CURRENT = Signal(11, "lv_battery_current", Ampere, "12 V battery current")
DCDC_CURRENT = Signal(12, "dcdc_current", Ampere, "DC/DC converter")
HV_BATTERY_VOLTAGE = Signal(20, "hv_battery_voltage", Volt, "High-voltage battery")
HV_BATTERY_CURRENT = Signal(21, "hv_battery_current", Ampere, "High-voltage battery current")
HV_BATTERY_STATE_OF_CHARGE = Signal(
    22, "hv_battery_state_of_charge", Percent, "State of charge"
)
HV_BATTERY_TEMPERATURE_MAX = Signal(23, "hv_battery_temperature_max", Celsius, "Warmest cell")
HV_ISOLATION_RESISTANCE = Signal(24, "hv_isolation_resistance", Ohm, "Isolation resistance")
HV_CELL_VOLTAGE_MIN = Signal(25, "hv_cell_voltage_min", Volt, "Lowest cell")
HV_CELL_VOLTAGE_MAX = Signal(26, "hv_cell_voltage_max", Volt, "Highest cell")
HV_BATTERY_TEMPERATURE_MIN = Signal(27, "hv_battery_temperature_min", Celsius, "Coldest cell")
HV_CONTACTORS_CLOSED = Signal(28, "hv_contactors_closed", Count, "High voltage connected")
INVERTER_TEMPERATURE = Signal(30, "inverter_temperature", Celsius, "Inverter")
MOTOR_TORQUE = Signal(31, "motor_torque", NewtonMetre, "Motor torque")
CHARGER_POWER = Signal(32, "charger_power", Watt, "Charging power")
CHARGE_INLET_TEMPERATURE = Signal(33, "charge_inlet_temperature", Celsius, "Charge inlet")
PLUGGED_IN = Signal(34, "plugged_in", Count, "Plugged in")
COOLANT_TEMPERATURE = Signal(40, "coolant_temperature", Celsius, "Coolant")
COOLANT_PUMP_SPEED = Signal(41, "coolant_pump_speed", PerMinute, "Coolant pump")
REFRIGERANT_PRESSURE = Signal(42, "refrigerant_pressure", Kilopascal, "Refrigerant")
TYRE_PRESSURE_FRONT_LEFT = Signal(50, "tyre_pressure_front_left", Kilopascal, "Tyre front left")
TYRE_PRESSURE_FRONT_RIGHT = Signal(
    51, "tyre_pressure_front_right", Kilopascal, "Tyre front right"
)
TYRE_PRESSURE_REAR_LEFT = Signal(52, "tyre_pressure_rear_left", Kilopascal, "Tyre rear left")
TYRE_PRESSURE_REAR_RIGHT = Signal(53, "tyre_pressure_rear_right", Kilopascal, "Tyre rear right")
BRAKE_PRESSURE = Signal(54, "brake_pressure", Kilopascal, "Brake pressure")
STEERING_TORQUE = Signal(55, "steering_torque", NewtonMetre, "Steering torque")
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
SOFTWARE_UPDATE_PHASE = Signal(64, "software_update_phase", Count, "Software update")
ENGINE_SPEED = Signal(70, "engine_speed", PerMinute, "Engine")
ENGINE_COOLANT_TEMPERATURE = Signal(71, "engine_coolant_temperature", Celsius, "Engine coolant")
ENGINE_OIL_PRESSURE = Signal(72, "engine_oil_pressure", Kilopascal, "Oil pressure")
ENGINE_OIL_TEMPERATURE = Signal(73, "engine_oil_temperature", Celsius, "Engine oil")
INTAKE_MANIFOLD_PRESSURE = Signal(74, "intake_manifold_pressure", Kilopascal, "Intake manifold")
MASS_AIR_FLOW = Signal(75, "mass_air_flow", KilogramPerSecond, "Air flow")
THROTTLE_POSITION = Signal(76, "throttle_position", Percent, "Throttle")
ENGINE_MISFIRES = Signal(77, "engine_misfires", TimesPerMinute, "Misfires")
FUEL_RAIL_PRESSURE = Signal(80, "fuel_rail_pressure", Kilopascal, "Fuel rail")
FUEL_LEVEL = Signal(81, "fuel_level", Percent, "Fuel level")
FUEL_TRIM_LONG_TERM = Signal(82, "fuel_trim_long_term", Percent, "Long-term fuel trim")
EXHAUST_GAS_TEMPERATURE = Signal(90, "exhaust_gas_temperature", Celsius, "Exhaust gas")
PARTICULATE_FILTER_SOOT = Signal(
    91, "particulate_filter_soot", Percent, "Particulate filter load"
)
REDUCTANT_LEVEL = Signal(92, "reductant_level", Percent, "Reductant level")
TRANSMISSION_OIL_TEMPERATURE = Signal(
    100, "transmission_oil_temperature", Celsius, "Transmission oil"
)

SIGNALS: dict[int, Signal[Quantity]] = {
    value.number: value for value in list(globals().values()) if isinstance(value, Signal)
}
