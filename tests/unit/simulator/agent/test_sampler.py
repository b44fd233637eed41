from math import floor

import numpy as np
import pytest

from proto.v1.signals_pb2 import VEHICLE_SPEED_M_PER_S
from simulator.agent.sampler import Sampler
from simulator.car.car import Car
from simulator.car_types.car_type import ELECTRIC
from simulator.days.day_plan import Phase, Segment

START_S = 1_763_755_200.25


@pytest.fixture
def car() -> Car:
    return Car.build("W0VZZZE1XSB000001", 7, start_s=START_S)


def test_a_batch_holds_ten_seconds_of_every_signal(car: Car) -> None:
    """Columns are all signals of the car's type, rows one a second with rising offsets."""
    sampler = Sampler(car, START_S)
    car.advance(START_S + 10)
    ((started_s, batch),) = sampler.batches(START_S + 10)
    (matrix,) = batch.matrices
    offsets = np.frombuffer(matrix.offsets_ms, "<u4")
    assert started_s == START_S
    assert tuple(matrix.signals) == ELECTRIC.model.signals
    assert offsets.tolist() == [750 + 1000 * row for row in range(10)]
    assert len(matrix.values) == 4 * len(offsets) * len(matrix.signals)


def test_batches_join_without_gap_or_overlap(car: Car) -> None:
    """Each second is reported once, with the value that the car had then."""
    sampler = Sampler(car, START_S)
    speeds: dict[int, float] = {}
    for now_s in np.arange(START_S, START_S + 120, 3.7):
        car.advance(now_s)
        for started_s, batch in sampler.batches(float(now_s)):
            (matrix,) = batch.matrices
            values = np.frombuffer(matrix.values, "<f4").reshape(-1, len(matrix.signals))
            column = list(matrix.signals).index(VEHICLE_SPEED_M_PER_S)
            for offset, row in zip(
                np.frombuffer(matrix.offsets_ms, "<u4"), values, strict=True
            ):
                second = round(started_s + offset / 1000)
                assert second not in speeds
                speeds[second] = row[column]
    assert sorted(speeds) == list(range(1_763_755_201, 1_763_755_201 + len(speeds)))
    assert len(speeds) >= 110


def test_nothing_is_sent_before_the_batch_is_full(car: Car) -> None:
    """A power failure costs at most the samples of one batch."""
    car.advance(START_S + 9.9)
    assert Sampler(car, START_S).batches(START_S + 9.9) == []


def seconds_told(sampler: Sampler, car: Car, *, until_s: float) -> list[int]:
    """World seconds of all rows, a tick every ten."""
    told = []
    for now_s in np.arange(START_S + 10, until_s, 10):
        car.advance(now_s)
        for started_s, batch in sampler.batches(float(now_s)):
            offsets = np.frombuffer(batch.matrices[0].offsets_ms, "<u4")
            assert offsets.size
            told += [round(started_s + offset / 1000) for offset in offsets]
    return told


def asleep_from(slept_s: int, until_s: int) -> Car:
    """It drives for five minutes, sleeps, and is parked when it wakes up."""
    day = (
        Segment(Phase.DRIVING, floor(START_S), slept_s),
        Segment(Phase.ASLEEP, slept_s, until_s),
        Segment(Phase.PARKED, until_s, until_s + 86_400),
    )
    return Car.build("W0VZZZE1XSB000001", 7, start_s=START_S, day=iter(day))


def test_a_sleeping_car_is_measured_once_a_minute() -> None:
    """The second in which it falls asleep, one a minute, and all of them when it wakes up."""
    slept_s, woke_s = floor(START_S) + 300, floor(START_S) + 300 + 1_000
    car = asleep_from(slept_s, woke_s)
    told = seconds_told(Sampler(car, START_S), car, until_s=woke_s + 101)
    awake = [*range(floor(START_S) + 1, slept_s), *range(woke_s, max(told) + 1)]
    assert told == sorted({*awake, *range(slept_s, woke_s, 60)})


def test_a_sleeping_car_that_somebody_works_on_is_measured_all_the_time() -> None:
    """What a remedy does to it is seen as it happens."""
    slept_s = floor(START_S) + 60
    car = asleep_from(slept_s, slept_s + 7_200)
    told = seconds_told(Sampler(car, START_S, lambda: True), car, until_s=slept_s + 300)
    assert told == list(range(floor(START_S) + 1, max(told) + 1))
