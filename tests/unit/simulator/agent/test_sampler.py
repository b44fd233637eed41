import numpy as np
import pytest

from proto.v1.signals_pb2 import VEHICLE_SPEED_M_PER_S
from simulator.agent.sampler import Sampler
from simulator.car.car import Car
from simulator.car_types.car_type import ELECTRIC

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
