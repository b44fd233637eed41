"""What drives a car: energy, fuel and soot add up, and an engine behaves like one."""

import numpy as np
import pytest
from numpy.typing import NDArray

from proto.v1 import signals_pb2 as pb
from simulator.car.car import Car, own_seed_of
from simulator.car_types.car_type import CAR_TYPES, COMBUSTION, ELECTRIC, CarType
from simulator.car_types.powertrains.electric import CAPACITY_W_S
from simulator.days.commuter_day import commuter_day
from simulator.days.day_plan import FAST_CHARGER_W, WALLBOX_W, Phase, Place, Segment

VIN = "5YJ3E7EB0KF000316"
START = 1_700_000_000


class Course:
    """All samples of a car's first seconds, by signal."""

    def __init__(self, car_type: CarType, seconds: int, day: list[Segment], seed: int) -> None:
        car = Car.build(VIN, seed, start_s=START, car_type=car_type, day=iter(day))
        rows = []
        for now_s in range(START + 10, START + seconds + 1, 10):
            car.advance(now_s)
            rows.append(car.samples(now_s - 10, now_s).values)
        self._column = car_type.model.column
        self._values = np.concatenate(rows).astype(np.float64)

    def __getitem__(self, signal: int) -> NDArray[np.float64]:
        return self._values[:, self._column[signal]]


def day(*phases: tuple[Phase, int], charger_w: float = 0.0) -> list[Segment]:
    """Phases and their seconds, at home or on the road."""
    segments, begins_s = [], START
    for phase, lasts_s in phases:
        place = Place.ROAD if phase is Phase.DRIVING else Place.HOME
        plugged_w = charger_w if phase is Phase.CHARGING else 0.0
        segments.append(Segment(phase, begins_s, begins_s + lasts_s, place, plugged_w))
        begins_s += lasts_s
    return segments


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("charger_w", [WALLBOX_W, FAST_CHARGER_W])
def test_charge_is_the_integral_of_power(seed: int, charger_w: float) -> None:
    """Driving and charging, the state of charge follows voltage times current."""
    plan = day((Phase.DRIVING, 1200), (Phase.CHARGING, 3000), charger_w=charger_w)
    course = Course(ELECTRIC, 4000, plan, seed)
    power_w = course[pb.HV_BATTERY_VOLTAGE_V] * course[pb.HV_BATTERY_CURRENT_A]
    gained = np.diff(course[pb.HV_BATTERY_STATE_OF_CHARGE_PERCENT][[0, -1]])[0]
    assert power_w[1:].sum() / CAPACITY_W_S * 100 == pytest.approx(gained, abs=0.5)


def test_a_charging_point_gives_no_more_than_it_can() -> None:
    """At a wallbox the power is flat, at a fast charger it falls as the battery fills."""
    slow, fast = (
        Course(ELECTRIC, 2400, day((Phase.CHARGING, 2500), charger_w=power_w), 3)
        for power_w in (WALLBOX_W, FAST_CHARGER_W)
    )
    slow_w, fast_w = (each[pb.CHARGER_POWER_W][1:] for each in (slow, fast))
    assert np.abs(slow_w[:200] - WALLBOX_W).max() < 200
    assert WALLBOX_W < fast_w[:60].mean() < FAST_CHARGER_W
    assert fast_w[-60:].mean() < 0.5 * fast_w[:60].mean()
    assert slow[pb.PLUGGED_IN].all()


def test_cells_lie_around_their_mean() -> None:
    """The lowest and the highest cell have the battery's voltage between them."""
    course = Course(ELECTRIC, 600, day((Phase.DRIVING, 900)), 3)
    mean_v = course[pb.HV_BATTERY_VOLTAGE_V] / 96
    assert (course[pb.HV_CELL_VOLTAGE_MIN_V] < mean_v + 0.01).all()
    assert (course[pb.HV_CELL_VOLTAGE_MAX_V] > mean_v - 0.01).all()
    apart_v = course[pb.HV_CELL_VOLTAGE_MAX_V] - course[pb.HV_CELL_VOLTAGE_MIN_V]
    assert 0.005 < apart_v.mean() < 0.025


@pytest.mark.parametrize("seed", range(5))
def test_an_engine_runs_while_the_car_drives(seed: int) -> None:
    """It turns between idle and a few thousand, breathes, has oil pressure, and warms up."""
    plan = day((Phase.PARKED, 60), (Phase.DRIVING, 900), (Phase.PARKED, 60))
    course = Course(COMBUSTION, 1000, plan, seed)
    drives = course[pb.VEHICLE_PHASE] == Phase.DRIVING
    per_min = course[pb.ENGINE_SPEED_PER_MIN]
    assert per_min[~drives].max() == 0
    assert 700 < per_min[drives].min() < per_min[drives].max() < 3000
    assert course[pb.MASS_AIR_FLOW_KG_PER_S][drives].min() > 0.003
    assert course[pb.ENGINE_OIL_PRESSURE_KPA][drives].min() > 150
    assert course[pb.ENGINE_COOLANT_TEMPERATURE_CELSIUS][:30].max() < 35
    assert 80 < course[pb.ENGINE_COOLANT_TEMPERATURE_CELSIUS][drives][-60:].mean() < 95


@pytest.mark.parametrize("seed", range(5))
def test_fuel_burns_with_the_air(seed: int) -> None:
    """A car takes some 3 to 20 kg of fuel for 100 km, and none while it stands."""
    course = Course(COMBUSTION, 1900, day((Phase.DRIVING, 1800), (Phase.PARKED, 200)), seed)
    level, way_m = course[pb.FUEL_LEVEL_PERCENT], np.ptp(course[pb.ODOMETER_M])
    used_kg = (level[:20].mean() - level[-60:].mean()) / 100 * 38
    assert 3 < used_kg / way_m * 1e5 < 20
    assert level[-90:-60].mean() == pytest.approx(level[-30:].mean(), abs=0.3)


def test_the_particulate_filter_regenerates() -> None:
    """Soot gathers drive by drive until a hot drive burns it."""
    plan = day(*[(Phase.DRIVING, 3000), (Phase.PARKED, 100)] * 12)
    course = Course(COMBUSTION, 36_000, plan, 3)
    soot, exhaust = (
        course[signal][course[pb.VEHICLE_PHASE] == Phase.DRIVING]
        for signal in (pb.PARTICULATE_FILTER_SOOT_PERCENT, pb.EXHAUST_GAS_TEMPERATURE_CELSIUS)
    )
    burns = exhaust > 520
    assert burns.any()
    assert soot[burns].max() > 70
    assert 13 < soot.min() < 20
    assert soot.max() < 95


@pytest.mark.slow
@pytest.mark.parametrize("car_type", CAR_TYPES.values(), ids=CAR_TYPES)
def test_a_commuters_car_is_healthy_too(car_type: CarType) -> None:
    """Two days at the world's own pace: nights, a motorway and a wallbox set no code."""
    plan = commuter_day(own_seed_of(VIN, 7), START, charges=car_type.plugs_in)
    car = Car.build(VIN, 7, start_s=START, car_type=car_type, day=plan)
    for now_s in range(START, START + 2 * 86_400, 60):
        car.advance(now_s)
    failed = [
        (component.id, dtc)
        for component in car.components.values()
        for dtc, record in component.memory
        if record.status & 0x2F
    ]
    assert failed == []
