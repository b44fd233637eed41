"""Data identifiers (DIDs): how a quantity of the car stands in raw bytes."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from proto.v1.signals_pb2 import (
    AMBIENT_TEMPERATURE_CELSIUS,
    BRAKE_PRESSURE_KPA,
    COOLANT_PUMP_SPEED_PER_MIN,
    COOLANT_TEMPERATURE_CELSIUS,
    HV_BATTERY_CURRENT_A,
    HV_BATTERY_STATE_OF_CHARGE_PERCENT,
    HV_BATTERY_TEMPERATURE_MAX_CELSIUS,
    HV_BATTERY_VOLTAGE_V,
    HV_ISOLATION_RESISTANCE_OHM,
    INFOTAINMENT_HEARTBEAT_AGE_S,
    INVERTER_TEMPERATURE_CELSIUS,
    LV_BATTERY_CURRENT_A,
    LV_BATTERY_VOLTAGE_V,
    MOTOR_TORQUE_NM,
    ODOMETER_M,
    TELEMATICS_SERVICES_LOST,
    TELEMATICS_SIGNAL_STRENGTH_DBM,
    TYRE_PRESSURE_FRONT_LEFT_KPA,
    TYRE_PRESSURE_FRONT_RIGHT_KPA,
    TYRE_PRESSURE_REAR_LEFT_KPA,
    TYRE_PRESSURE_REAR_RIGHT_KPA,
    VEHICLE_PHASE,
    VEHICLE_SPEED_M_PER_S,
)

ACTIVE_SESSION: Final = 0xF186
PART_NUMBER: Final = 0xF187
SOFTWARE_VERSION: Final = 0xF189
SERIAL_NUMBER: Final = 0xF18C
VIN: Final = 0xF190
HARDWARE_VERSION: Final = 0xF191
GLOBAL_TIME: Final = 0xDD00

# Identification, by number of bytes.
IDENTIFICATION: Final[Mapping[int, int]] = MappingProxyType(
    {
        ACTIVE_SESSION: 1,
        PART_NUMBER: 10,
        SOFTWARE_VERSION: 10,
        SERIAL_NUMBER: 12,
        VIN: 17,
        HARDWARE_VERSION: 4,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """A signal as an unsigned big-endian number: physical = raw * factor + offset."""

    did: int
    signal: int
    size: int
    factor: float = 1.0
    offset: float = 0.0

    def encode(self, value: float) -> bytes:
        """Raw bytes, clamped to what they can hold; all ones for NaN (not measured)."""
        if math.isnan(value):
            return b"\xff" * self.size
        raw = round((value - self.offset) / self.factor)
        return min(max(raw, 0), (1 << 8 * self.size) - 1).to_bytes(self.size, "big")

    def decode(self, raw: bytes) -> float:
        return int.from_bytes(raw, "big") * self.factor + self.offset


def _measurement(
    did: int, signal: int, size: int, factor: float = 1.0, offset: float = 0.0
) -> Measurement:
    return Measurement(did=did, signal=signal, size=size, factor=factor, offset=offset)


MEASUREMENTS: Final[Mapping[int, Measurement]] = MappingProxyType(
    {
        measurement.did: measurement
        for measurement in (
            _measurement(0xF40D, VEHICLE_SPEED_M_PER_S, 1, 1 / 3.6),
            _measurement(0xF442, LV_BATTERY_VOLTAGE_V, 2, 0.001),
            _measurement(0xF446, AMBIENT_TEMPERATURE_CELSIUS, 1, 1, -40),
            _measurement(0xDD01, ODOMETER_M, 3, 1000),
            _measurement(0xDD02, VEHICLE_PHASE, 1),
            _measurement(0x4301, LV_BATTERY_CURRENT_A, 2, 0.1, -3000),
            _measurement(0x4801, HV_ISOLATION_RESISTANCE_OHM, 2, 1000),
            _measurement(0x4802, HV_BATTERY_VOLTAGE_V, 2, 0.1),
            _measurement(0x4803, HV_BATTERY_CURRENT_A, 2, 0.1, -3000),
            _measurement(0x4804, HV_BATTERY_STATE_OF_CHARGE_PERCENT, 1, 0.5),
            _measurement(0x4805, HV_BATTERY_TEMPERATURE_MAX_CELSIUS, 1, 1, -40),
            _measurement(0x4901, INVERTER_TEMPERATURE_CELSIUS, 1, 1, -40),
            _measurement(0x4902, MOTOR_TORQUE_NM, 2, 0.1, -2000),
            _measurement(0x4A01, COOLANT_TEMPERATURE_CELSIUS, 1, 1, -40),
            _measurement(0x4A02, COOLANT_PUMP_SPEED_PER_MIN, 2),
            _measurement(0x4B01, TYRE_PRESSURE_FRONT_LEFT_KPA, 2, 0.1),
            _measurement(0x4B02, TYRE_PRESSURE_FRONT_RIGHT_KPA, 2, 0.1),
            _measurement(0x4B03, TYRE_PRESSURE_REAR_LEFT_KPA, 2, 0.1),
            _measurement(0x4B04, TYRE_PRESSURE_REAR_RIGHT_KPA, 2, 0.1),
            _measurement(0x4C01, BRAKE_PRESSURE_KPA, 2),
            _measurement(0x4D01, INFOTAINMENT_HEARTBEAT_AGE_S, 2),
            _measurement(0x4E01, TELEMATICS_SERVICES_LOST, 1),
            _measurement(0x4E02, TELEMATICS_SIGNAL_STRENGTH_DBM, 1, 1, -150),
        )
    }
)

# Every snapshot begins with these: speed, 12 V supply, odometer, phase, ambient temperature.
SNAPSHOT: Final = (0xF40D, 0xF442, 0xDD01, 0xDD02, 0xF446)

SIZES: Final[Mapping[int, int]] = MappingProxyType(
    {
        **IDENTIFICATION,
        GLOBAL_TIME: 4,
        **{did: measurement.size for did, measurement in MEASUREMENTS.items()},
    }
)
