"""The signals that a car has whatever drives it. Columns: asleep, parked, driving, charging."""

from typing import Final

from proto.v1 import signals_pb2 as pb
from simulator.car_types.signal_model import settling, standing
from simulator.days.day_plan import Gear, Phase

EITHER: Final = (
    standing(pb.VEHICLE_SPEED_M_PER_S, noise=(0, 0, 0.05, 0)),
    standing(pb.VEHICLE_PHASE, (Phase.ASLEEP, Phase.PARKED, Phase.DRIVING, Phase.CHARGING)),
    standing(pb.ODOMETER_M),
    standing(pb.GEAR_SELECTOR, (Gear.PARK, Gear.PARK, Gear.DRIVE, Gear.PARK)),
    settling(
        pb.AMBIENT_TEMPERATURE_CELSIUS,
        (0, 0, 0, 0),
        60,
        above_ambient=(1, 1, 1, 1),
        noise=(0.1, 0.1, 0.1, 0.1),
        signed=True,
    ),
    settling(
        pb.CABIN_TEMPERATURE_CELSIUS,
        (0, 20, 21, 18),
        (2400, 400, 240, 600),
        above_ambient=(1, 0, 0, 0),
        spread=0.8,
        noise=0.1,
        signed=True,
    ),
    settling(pb.REFRIGERANT_PRESSURE_KPA, (600, 850, 1250, 1000), 20, spread=30, noise=6),
    settling(pb.TYRE_PRESSURE_FRONT_LEFT_KPA, (255, 255, 268, 255), 400, spread=4, noise=0.5),
    settling(pb.TYRE_PRESSURE_FRONT_RIGHT_KPA, (255, 255, 268, 255), 400, spread=4, noise=0.5),
    settling(pb.TYRE_PRESSURE_REAR_LEFT_KPA, (260, 260, 272, 260), 400, spread=4, noise=0.5),
    settling(pb.TYRE_PRESSURE_REAR_RIGHT_KPA, (260, 260, 272, 260), 400, spread=4, noise=0.5),
    standing(pb.BRAKE_PRESSURE_KPA),
    standing(pb.STEERING_TORQUE_NM, noise=(0, 0, 0.8, 0), signed=True),
    standing(pb.INFOTAINMENT_HEARTBEAT_AGE_S, (0.4, 0.4, 0.4, 0.4), noise=0.15),
    standing(pb.TELEMATICS_BACKLOG),
    standing(pb.TELEMATICS_SIGNAL_STRENGTH_DBM, signed=True),
    standing(pb.TELEMATICS_SERVICES_LOST),
)
