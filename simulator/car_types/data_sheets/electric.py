"""The signals of a battery-electric car. Columns: asleep, parked, driving, charging."""

from typing import Final

from proto.v1 import signals_pb2 as pb
from simulator.car_types.data_sheets.either import EITHER
from simulator.car_types.signal_model import SignalModel, settling, standing

WARMER: Final = (1, 1, 1, 1)

ELECTRIC: Final = SignalModel.of(
    (
        *EITHER,
        settling(
            pb.LV_BATTERY_VOLTAGE_V,
            (12.6, 12.8, 14.2, 14.0),
            4,
            spread=0.05,
            noise=(0.01, 0.03, 0.03, 0.03),
        ),
        standing(pb.LV_BATTERY_CURRENT_A, (-0.02, -9.0, 6.0, 8.0), noise=0.4, signed=True),
        settling(pb.DCDC_CURRENT_A, (0, 0, 46, 34), 2, spread=2, noise=(0, 0, 1.2, 0.8)),
        standing(pb.HV_BATTERY_VOLTAGE_V, noise=0.3),
        standing(pb.HV_BATTERY_CURRENT_A, noise=0.5, signed=True),
        standing(pb.HV_BATTERY_STATE_OF_CHARGE_PERCENT),
        settling(
            pb.HV_BATTERY_TEMPERATURE_MAX_CELSIUS,
            (3, 5, 14, 18),
            900,
            above_ambient=WARMER,
            noise=0.1,
            signed=True,
        ),
        settling(
            pb.HV_BATTERY_TEMPERATURE_MIN_CELSIUS,
            (2.5, 4, 11, 14),
            1100,
            above_ambient=WARMER,
            noise=0.1,
            signed=True,
        ),
        settling(
            pb.HV_ISOLATION_RESISTANCE_OHM,
            (2.1e6, 2.1e6, 2.0e6, 1.9e6),
            30,
            spread=8e4,
            noise=4000,
        ),
        standing(pb.HV_CELL_VOLTAGE_MIN_V, noise=0.001),
        standing(pb.HV_CELL_VOLTAGE_MAX_V, noise=0.001),
        standing(pb.HV_CONTACTORS_CLOSED, (0, 0, 1, 1)),
        settling(
            pb.INVERTER_TEMPERATURE_CELSIUS,
            (0, 4, 40, 8),
            90,
            above_ambient=WARMER,
            noise=0.3,
            signed=True,
        ),
        standing(pb.MOTOR_TORQUE_NM, noise=(0, 0, 1.5, 0), signed=True),
        standing(pb.CHARGER_POWER_W, noise=(0, 0, 0, 25)),
        settling(
            pb.CHARGE_INLET_TEMPERATURE_CELSIUS,
            (0, 0, 0, 24),
            240,
            above_ambient=WARMER,
            noise=0.2,
            signed=True,
        ),
        standing(pb.PLUGGED_IN),
        settling(
            pb.COOLANT_TEMPERATURE_CELSIUS,
            (0, 2, 22, 14),
            150,
            above_ambient=WARMER,
            noise=0.2,
            signed=True,
        ),
        settling(pb.COOLANT_PUMP_SPEED_PER_MIN, (0, 600, 2600, 1800), 1.5, spread=60, noise=15),
    )
)
