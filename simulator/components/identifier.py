"""Data identifiers (DIDs): how a quantity of the car stands in raw bytes."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from proto.v1.signals_pb2 import (
    AMBIENT_TEMPERATURE_CELSIUS,
    BRAKE_PRESSURE_KPA,
    CABIN_TEMPERATURE_CELSIUS,
    CHARGE_INLET_TEMPERATURE_CELSIUS,
    CHARGER_POWER_W,
    COOLANT_PUMP_SPEED_PER_MIN,
    COOLANT_TEMPERATURE_CELSIUS,
    DCDC_CURRENT_A,
    ENGINE_COOLANT_TEMPERATURE_CELSIUS,
    ENGINE_MISFIRES_PER_MIN,
    ENGINE_OIL_PRESSURE_KPA,
    ENGINE_OIL_TEMPERATURE_CELSIUS,
    ENGINE_SPEED_PER_MIN,
    EXHAUST_GAS_TEMPERATURE_CELSIUS,
    FUEL_LEVEL_PERCENT,
    FUEL_RAIL_PRESSURE_KPA,
    FUEL_TRIM_LONG_TERM_PERCENT,
    GEAR_SELECTOR,
    HV_BATTERY_CURRENT_A,
    HV_BATTERY_STATE_OF_CHARGE_PERCENT,
    HV_BATTERY_TEMPERATURE_MAX_CELSIUS,
    HV_BATTERY_TEMPERATURE_MIN_CELSIUS,
    HV_BATTERY_VOLTAGE_V,
    HV_CELL_VOLTAGE_MAX_V,
    HV_CELL_VOLTAGE_MIN_V,
    HV_CONTACTORS_CLOSED,
    HV_ISOLATION_RESISTANCE_OHM,
    INFOTAINMENT_HEARTBEAT_AGE_S,
    INTAKE_MANIFOLD_PRESSURE_KPA,
    INVERTER_TEMPERATURE_CELSIUS,
    LV_BATTERY_CURRENT_A,
    LV_BATTERY_VOLTAGE_V,
    MASS_AIR_FLOW_KG_PER_S,
    MOTOR_TORQUE_NM,
    ODOMETER_M,
    PARTICULATE_FILTER_SOOT_PERCENT,
    PLUGGED_IN,
    REDUCTANT_LEVEL_PERCENT,
    REFRIGERANT_PRESSURE_KPA,
    STEERING_TORQUE_NM,
    TELEMATICS_SERVICES_LOST,
    TELEMATICS_SIGNAL_STRENGTH_DBM,
    THROTTLE_POSITION_PERCENT,
    TRANSMISSION_OIL_TEMPERATURE_CELSIUS,
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
SUPPLIER: Final = 0xF18A
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
        SUPPLIER: 7,
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
            _measurement(0xDD03, GEAR_SELECTOR, 1),
            _measurement(0x4301, LV_BATTERY_CURRENT_A, 2, 0.1, -3000),
            _measurement(0x4302, DCDC_CURRENT_A, 2, 0.1),
            _measurement(0x4801, HV_ISOLATION_RESISTANCE_OHM, 2, 1000),
            _measurement(0x4802, HV_BATTERY_VOLTAGE_V, 2, 0.1),
            _measurement(0x4803, HV_BATTERY_CURRENT_A, 2, 0.1, -3000),
            _measurement(0x4804, HV_BATTERY_STATE_OF_CHARGE_PERCENT, 1, 0.5),
            _measurement(0x4805, HV_BATTERY_TEMPERATURE_MAX_CELSIUS, 1, 1, -40),
            _measurement(0x4806, HV_CELL_VOLTAGE_MIN_V, 2, 0.001),
            _measurement(0x4807, HV_CELL_VOLTAGE_MAX_V, 2, 0.001),
            _measurement(0x4808, HV_BATTERY_TEMPERATURE_MIN_CELSIUS, 1, 1, -40),
            _measurement(0x4809, HV_CONTACTORS_CLOSED, 1),
            _measurement(0x4901, INVERTER_TEMPERATURE_CELSIUS, 1, 1, -40),
            _measurement(0x4902, MOTOR_TORQUE_NM, 2, 0.1, -2000),
            _measurement(0x4A01, COOLANT_TEMPERATURE_CELSIUS, 1, 1, -40),
            _measurement(0x4A02, COOLANT_PUMP_SPEED_PER_MIN, 2),
            _measurement(0x4A03, REFRIGERANT_PRESSURE_KPA, 2),
            _measurement(0x4A04, CABIN_TEMPERATURE_CELSIUS, 1, 1, -40),
            _measurement(0x4B01, TYRE_PRESSURE_FRONT_LEFT_KPA, 2, 0.1),
            _measurement(0x4B02, TYRE_PRESSURE_FRONT_RIGHT_KPA, 2, 0.1),
            _measurement(0x4B03, TYRE_PRESSURE_REAR_LEFT_KPA, 2, 0.1),
            _measurement(0x4B04, TYRE_PRESSURE_REAR_RIGHT_KPA, 2, 0.1),
            _measurement(0x4C01, BRAKE_PRESSURE_KPA, 2),
            _measurement(0x4C02, STEERING_TORQUE_NM, 1, 0.25, -32),
            _measurement(0x4D01, INFOTAINMENT_HEARTBEAT_AGE_S, 2),
            _measurement(0x4E01, TELEMATICS_SERVICES_LOST, 1),
            _measurement(0x4E02, TELEMATICS_SIGNAL_STRENGTH_DBM, 1, 1, -150),
            _measurement(0x4F01, CHARGER_POWER_W, 2, 10),
            _measurement(0x4F02, CHARGE_INLET_TEMPERATURE_CELSIUS, 1, 1, -40),
            _measurement(0x4F03, PLUGGED_IN, 1),
            _measurement(0xF405, ENGINE_COOLANT_TEMPERATURE_CELSIUS, 1, 1, -40),
            _measurement(0xF407, FUEL_TRIM_LONG_TERM_PERCENT, 1, 100 / 128, -100),
            _measurement(0xF40B, INTAKE_MANIFOLD_PRESSURE_KPA, 1),
            _measurement(0xF40C, ENGINE_SPEED_PER_MIN, 2, 0.25),
            _measurement(0xF410, MASS_AIR_FLOW_KG_PER_S, 2, 1e-5),
            _measurement(0xF411, THROTTLE_POSITION_PERCENT, 1, 100 / 255),
            _measurement(0xF423, FUEL_RAIL_PRESSURE_KPA, 2, 10),
            _measurement(0xF42F, FUEL_LEVEL_PERCENT, 1, 100 / 255),
            _measurement(0xF43C, EXHAUST_GAS_TEMPERATURE_CELSIUS, 2, 0.1, -40),
            _measurement(0xF45C, ENGINE_OIL_TEMPERATURE_CELSIUS, 1, 1, -40),
            _measurement(0x5001, ENGINE_OIL_PRESSURE_KPA, 2),
            _measurement(0x5002, ENGINE_MISFIRES_PER_MIN, 1),
            _measurement(0x5201, PARTICULATE_FILTER_SOOT_PERCENT, 1, 0.5),
            _measurement(0x5202, REDUCTANT_LEVEL_PERCENT, 1, 0.5),
            _measurement(0x5301, TRANSMISSION_OIL_TEMPERATURE_CELSIUS, 1, 1, -40),
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
