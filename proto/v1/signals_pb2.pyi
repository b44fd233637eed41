from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from typing import ClassVar as _ClassVar

DESCRIPTOR: _descriptor.FileDescriptor

class SignalNumber(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SIGNAL_UNSPECIFIED: _ClassVar[SignalNumber]
    VEHICLE_SPEED_M_PER_S: _ClassVar[SignalNumber]
    VEHICLE_PHASE: _ClassVar[SignalNumber]
    ODOMETER_M: _ClassVar[SignalNumber]
    AMBIENT_TEMPERATURE_CELSIUS: _ClassVar[SignalNumber]
    LV_BATTERY_VOLTAGE_V: _ClassVar[SignalNumber]
    LV_BATTERY_CURRENT_A: _ClassVar[SignalNumber]
    HV_BATTERY_VOLTAGE_V: _ClassVar[SignalNumber]
    HV_BATTERY_CURRENT_A: _ClassVar[SignalNumber]
    HV_BATTERY_STATE_OF_CHARGE_PERCENT: _ClassVar[SignalNumber]
    HV_BATTERY_TEMPERATURE_MAX_CELSIUS: _ClassVar[SignalNumber]
    HV_ISOLATION_RESISTANCE_OHM: _ClassVar[SignalNumber]
    INVERTER_TEMPERATURE_CELSIUS: _ClassVar[SignalNumber]
    MOTOR_TORQUE_NM: _ClassVar[SignalNumber]
    COOLANT_TEMPERATURE_CELSIUS: _ClassVar[SignalNumber]
    COOLANT_PUMP_SPEED_PER_MIN: _ClassVar[SignalNumber]
    TYRE_PRESSURE_FRONT_LEFT_KPA: _ClassVar[SignalNumber]
    TYRE_PRESSURE_FRONT_RIGHT_KPA: _ClassVar[SignalNumber]
    TYRE_PRESSURE_REAR_LEFT_KPA: _ClassVar[SignalNumber]
    TYRE_PRESSURE_REAR_RIGHT_KPA: _ClassVar[SignalNumber]
    BRAKE_PRESSURE_KPA: _ClassVar[SignalNumber]
    INFOTAINMENT_HEARTBEAT_AGE_S: _ClassVar[SignalNumber]
    TELEMATICS_BACKLOG: _ClassVar[SignalNumber]
    TELEMATICS_SIGNAL_STRENGTH_DBM: _ClassVar[SignalNumber]
    TELEMATICS_SERVICES_LOST: _ClassVar[SignalNumber]
SIGNAL_UNSPECIFIED: SignalNumber
VEHICLE_SPEED_M_PER_S: SignalNumber
VEHICLE_PHASE: SignalNumber
ODOMETER_M: SignalNumber
AMBIENT_TEMPERATURE_CELSIUS: SignalNumber
LV_BATTERY_VOLTAGE_V: SignalNumber
LV_BATTERY_CURRENT_A: SignalNumber
HV_BATTERY_VOLTAGE_V: SignalNumber
HV_BATTERY_CURRENT_A: SignalNumber
HV_BATTERY_STATE_OF_CHARGE_PERCENT: SignalNumber
HV_BATTERY_TEMPERATURE_MAX_CELSIUS: SignalNumber
HV_ISOLATION_RESISTANCE_OHM: SignalNumber
INVERTER_TEMPERATURE_CELSIUS: SignalNumber
MOTOR_TORQUE_NM: SignalNumber
COOLANT_TEMPERATURE_CELSIUS: SignalNumber
COOLANT_PUMP_SPEED_PER_MIN: SignalNumber
TYRE_PRESSURE_FRONT_LEFT_KPA: SignalNumber
TYRE_PRESSURE_FRONT_RIGHT_KPA: SignalNumber
TYRE_PRESSURE_REAR_LEFT_KPA: SignalNumber
TYRE_PRESSURE_REAR_RIGHT_KPA: SignalNumber
BRAKE_PRESSURE_KPA: SignalNumber
INFOTAINMENT_HEARTBEAT_AGE_S: SignalNumber
TELEMATICS_BACKLOG: SignalNumber
TELEMATICS_SIGNAL_STRENGTH_DBM: SignalNumber
TELEMATICS_SERVICES_LOST: SignalNumber
