"""An electric car makes no energy, and does not run out of it."""

from collections.abc import Sequence
from itertools import islice
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proto.v1 import signals_pb2 as pb
from simulator.car.car import Car
from simulator.car_types.car_type import ELECTRIC
from simulator.car_types.drive import WHEEL_RADIUS_M, Cruise, drive
from simulator.car_types.powertrains.electric import (
    AUXILIARIES_W,
    CAPACITY_W_S,
    EMPTY_PERCENT,
    FULL_PERCENT,
    GEAR_RATIO,
    LOW_PERCENT,
    ElectricPowertrain,
)
from simulator.car_types.signal_model import MAX_STRETCH_S
from simulator.days.busy_day import busy_day
from simulator.days.choice import Day
from simulator.days.commuter_day import commuter_day
from simulator.days.day_plan import Phase, Place, Segment
from simulator.days.recharging import recharging
from tests.fix_simulator import seeded

DRIVE_S = 400
TOLERANCE_W_S = 500.0  # the samples are float32
START = 1_700_000_000


class Ride:
    """One drive of a car that sets out with this charge; the signals without noise."""

    def __init__(self, seed: int, charge_percent: float) -> None:
        segment = Segment(Phase.DRIVING, 0, DRIVE_S, Place.ROAD)
        powertrain = ElectricPowertrain(np.random.default_rng(seed))
        powertrain._charge_percent = charge_percent
        powertrain.enter(segment)
        values = np.zeros((DRIVE_S, len(ELECTRIC.model.signals)), dtype=np.float32)
        cruise, speeds = Cruise.draw(seed, segment), []
        for first_s in range(0, DRIVE_S, MAX_STRETCH_S):
            course = drive(cruise, segment, first_s, MAX_STRETCH_S)
            powertrain.move(values[first_s : first_s + MAX_STRETCH_S], course)
            speeds.append(course.speed_m_per_s)
        column = ELECTRIC.model.column
        self.charge_percent = values[:, column[pb.HV_BATTERY_STATE_OF_CHARGE_PERCENT]]
        self.torque_nm = values[:, column[pb.MOTOR_TORQUE_NM]].astype(np.float64)
        self.brake_kpa = values[:, column[pb.BRAKE_PRESSURE_KPA]]
        speed = np.concatenate(speeds)
        self.motor_w = self.torque_nm * (GEAR_RATIO / WHEEL_RADIUS_M) * speed
        level = np.concatenate([[charge_percent], self.charge_percent.astype(np.float64)])
        self.drawn_w_s = -np.diff(level) * CAPACITY_W_S / 100


@given(
    seed=st.integers(0, 2**32),
    charge_percent=st.floats(EMPTY_PERCENT, FULL_PERCENT)
    | st.sampled_from([EMPTY_PERCENT, FULL_PERCENT]),
    ends=st.tuples(st.integers(0, DRIVE_S), st.integers(0, DRIVE_S)),
)
def test_a_drive_makes_no_energy(
    seed: int, charge_percent: float, ends: tuple[int, int]
) -> None:
    """In any part of any drive the battery gives what motor and auxiliaries take, or more."""
    ride, part = Ride(seed, charge_percent), slice(min(ends), max(ends))
    needed = ride.motor_w[part] + AUXILIARIES_W
    assert ride.drawn_w_s[part].sum() >= needed.sum() - TOLERANCE_W_S
    assert ride.charge_percent.min() >= 0
    assert ride.charge_percent.max() <= np.float32(FULL_PERCENT)


@pytest.mark.parametrize("seed", range(5))
def test_a_full_battery_leaves_it_to_the_brakes(seed: int) -> None:
    """While nothing more goes in, the motor does not brake, and the brakes do more."""
    half = Ride(seed, 50)
    first = int(np.argmax(half.torque_nm < 0))
    full = Ride(seed, FULL_PERCENT + half.drawn_w_s[:first].sum() / CAPACITY_W_S * 100)
    assert full.torque_nm[first] == 0
    assert full.brake_kpa[first] >= half.brake_kpa[first]


def test_an_empty_battery_does_not_drive() -> None:
    """The motor pulls no more than what it has taken back."""
    ride = Ride(3, EMPTY_PERCENT)
    assert ride.motor_w[:20].max() == 0
    assert ride.motor_w.sum() < 0
    assert ride.drawn_w_s[:20].sum() == pytest.approx(20 * AUXILIARIES_W, abs=TOLERANCE_W_S)


def phases(plan: Sequence[Segment]) -> list[Phase]:
    return [each.phase for each in plan]


@pytest.mark.parametrize("day", [busy_day, commuter_day])
def test_a_low_battery_changes_sleep_to_charging(day: Day) -> None:
    """Times and places stay, and every sleep ends asleep; without need nothing changes."""
    plan = list(islice(day(5, START, charges=True), 60))
    assert plan == list(recharging(iter(plan), lambda: False))
    found = list(recharging(iter(plan), lambda: True))
    assert plan[-1].ends_s == found[-1].ends_s
    for each in plan:
        parts = [part for part in found if each.begins_s <= part.begins_s < each.ends_s]
        asleep = each.phase is Phase.ASLEEP
        assert phases(parts) == ([Phase.CHARGING, Phase.ASLEEP] if asleep else [each.phase])
        assert (each.begins_s, each.ends_s) == (parts[0].begins_s, parts[-1].ends_s)
        assert {each.place} == {part.place for part in parts}


def test_a_car_does_not_run_empty() -> None:
    """A day that never charges: the car looks for a charger whenever it is low."""
    draw = seeded(7)
    plan = busy_day(draw.randrange(2**32), START, charges=False)
    car = Car.build("5YJ3E7EB0KF000316", 7, start_s=START, day=plan)
    powertrain: Any = car._physics._powertrain  # type: ignore[union-attr]  # nobody foresees it
    powertrain._charge_percent = LOW_PERCENT + 2
    charged, lowest = 0, 100.0
    for now_s in range(START, START + 30_000, 10):
        car.advance(now_s)
        charged += car.charging
        level = car.reading(pb.HV_BATTERY_STATE_OF_CHARGE_PERCENT, now_s)
        lowest = min(lowest, level)
    assert charged
    assert LOW_PERCENT - 10 < lowest < LOW_PERCENT
