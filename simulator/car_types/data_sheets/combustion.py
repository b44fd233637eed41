"""The signals of a car with an engine. Columns: asleep, parked, driving, (never) charging.

The engine runs while the car drives, and at no other time.
"""

from typing import Final

from proto.v1 import signals_pb2 as pb
from simulator.car_types.data_sheets.either import EITHER
from simulator.car_types.signal_model import SignalModel, settling, standing

COLD_ENGINE: Final = (1, 1, 0, 1)
COOLS_IN_S: Final = 3600

COMBUSTION: Final = SignalModel.of(
    (
        *EITHER,
        settling(
            pb.LV_BATTERY_VOLTAGE_V,
            (12.6, 12.7, 14.3, 12.7),
            4,
            spread=0.05,
            noise=(0.01, 0.03, 0.05, 0.03),
        ),
        standing(pb.LV_BATTERY_CURRENT_A, (-0.02, -7.0, 5.0, -7.0), noise=0.6, signed=True),
        standing(pb.ENGINE_SPEED_PER_MIN, noise=(0, 0, 9, 0)),
        settling(
            pb.ENGINE_COOLANT_TEMPERATURE_CELSIUS,
            (0, 0, 90, 0),
            (COOLS_IN_S, COOLS_IN_S, 170, COOLS_IN_S),
            above_ambient=COLD_ENGINE,
            spread=0.8,
            noise=0.3,
            signed=True,
        ),
        standing(pb.ENGINE_OIL_PRESSURE_KPA, noise=(0, 0, 6, 0)),
        settling(
            pb.ENGINE_OIL_TEMPERATURE_CELSIUS,
            (0, 0, 97, 0),
            (COOLS_IN_S, COOLS_IN_S, 330, COOLS_IN_S),
            above_ambient=COLD_ENGINE,
            spread=1.5,
            noise=0.3,
            signed=True,
        ),
        standing(pb.INTAKE_MANIFOLD_PRESSURE_KPA, (101, 101, 0, 101), noise=0.6),
        standing(pb.MASS_AIR_FLOW_KG_PER_S, noise=(0, 0, 0.0003, 0)),
        standing(pb.THROTTLE_POSITION_PERCENT, noise=(0, 0, 0.4, 0)),
        settling(pb.ENGINE_MISFIRES_PER_MIN, (0, 0, 0, 0), 3, noise=(0, 0, 0.4, 0)),
        standing(pb.FUEL_RAIL_PRESSURE_KPA, noise=(0, 0, 120, 0)),
        standing(pb.FUEL_LEVEL_PERCENT, noise=(0, 0.3, 0.5, 0.3)),
        settling(
            pb.FUEL_TRIM_LONG_TERM_PERCENT,
            (0, 0, 0, 0),
            120,
            spread=1.8,
            noise=(0, 0, 0.4, 0),
            signed=True,
        ),
        settling(
            pb.EXHAUST_GAS_TEMPERATURE_CELSIUS,
            (0, 0, 420, 0),
            (900, 900, 45, 900),
            above_ambient=COLD_ENGINE,
            spread=4,
            noise=(0, 1, 6, 1),
            signed=True,
        ),
        standing(pb.PARTICULATE_FILTER_SOOT_PERCENT, noise=(0, 0, 0.3, 0)),
        standing(pb.REDUCTANT_LEVEL_PERCENT, noise=(0, 0, 0.2, 0)),
        settling(
            pb.TRANSMISSION_OIL_TEMPERATURE_CELSIUS,
            (0, 0, 82, 0),
            (COOLS_IN_S, COOLS_IN_S, 480, COOLS_IN_S),
            above_ambient=COLD_ENGINE,
            spread=2,
            noise=0.3,
            signed=True,
        ),
    )
)
