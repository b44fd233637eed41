"""The load of the intake benchmark: the same for everybody, and what the contract wants."""

import json

import numpy as np
import pytest

from benchmarks.intake.body import COLUMNS, NUMBERS, json_batch, json_row, telemetry
from benchmarks.intake.load import (
    BACKLOG,
    CHANNELS,
    FAULTY_ISOLATION_OHM,
    ISOLATION,
    ONE_ROW,
    Fleet,
    Pace,
)
from proto.v1.telemetry_pb2 import Telemetry

NOW_S = 1_763_755_200.0


@pytest.fixture(scope="module")
def fleet() -> Fleet:
    return Fleet.draw(8, seed=7)


def test_the_cars_take_turns(fleet: Fleet) -> None:
    """Each tells one sequence after the other, without a hole."""
    drawn = [(one.vin, one.seq) for one in fleet.messages(BACKLOG, 3, 20, NOW_S)]
    assert [fleet.place(3 + number) for number in range(20)] == drawn
    assert [seq for _, seq in drawn] == [1] * 5 + [2] * 8 + [3] * 7


def test_the_same_seed_draws_the_same_load(fleet: Fleet) -> None:
    """Whoever is measured gets the same bytes."""
    again = Fleet.draw(8, seed=7).messages(BACKLOG, 0, 16, NOW_S)
    first = fleet.messages(BACKLOG, 0, 16, NOW_S)
    assert list(map(telemetry, first)) == list(map(telemetry, again))


def test_uptime_and_age_tell_of_one_line_of_time(fleet: Fleet) -> None:
    """A backlog that is sent at once belongs to hours, and its boot does not move."""
    for one in fleet.messages(BACKLOG, 0, 64, NOW_S):
        measured_s = NOW_S - (one.age_ms - 20) / 1000
        assert one.wall_ms == pytest.approx(measured_s * 1000, abs=1)
        started_s = NOW_S - (one.uptime_ms + one.age_ms) / 1000
        assert started_s == pytest.approx(NOW_S - BACKLOG.lag_s - 60, abs=0.1)


def test_what_is_new_has_no_age(fleet: Fleet) -> None:
    """In an open loop each message is sent when it has been measured."""
    live = Pace(rows=10, interval_s=0.5, lag_s=0.0)
    assert {20} == {one.age_ms for one in fleet.messages(live, 0, 32, NOW_S)}


def test_no_two_messages_are_sampled_on_the_same_clock(fleet: Fleet) -> None:
    """Rows never run backwards, however fast they follow; nobody may guess them all."""
    for pace in (BACKLOG, Pace(rows=10, interval_s=0.008, lag_s=0.0)):
        clocks = [tuple(one.offsets_ms.tolist()) for one in fleet.messages(pace, 0, 64, NOW_S)]
        assert all(list(clock) == sorted(clock) for clock in clocks)
        assert len(set(clocks)) > 60


def test_one_car_in_a_hundred_has_a_fault() -> None:
    """And it stays with that car."""
    column = [one.number for one in CHANNELS].index(ISOLATION)
    messages = list(Fleet.draw(200, seed=7).messages(BACKLOG, 0, 400, NOW_S))
    faulty = {m.vin for m in messages if (m.values[:, column] == FAULTY_ISOLATION_OHM).all()}
    assert {m.vin for m in messages[:2]} == faulty


def test_every_body_carries_the_same_samples(fleet: Fleet) -> None:
    """Ours to the bit, JSON to its digits."""
    [message] = fleet.messages(BACKLOG, 5, 1, NOW_S)
    wire = Telemetry.FromString(telemetry(message))
    [matrix] = wire.matrices
    values = np.frombuffer(matrix.values, "<f4").reshape(10, 20)
    document = json.loads(json_batch(message))
    assert (values == message.values).all()
    assert (message.vin, message.seq) == (wire.header.vin, wire.header.seq)
    assert (message.vin, message.seq) == (document["vin"], document["seq"])
    assert np.allclose(values, document["rows"], atol=0.001)
    assert (NUMBERS, list(COLUMNS)) == (list(matrix.signals), document["columns"])


def test_a_flat_row_is_one_row(fleet: Fleet) -> None:
    """As the bridge takes it that knows no batches."""
    [message] = fleet.messages(ONE_ROW, 5, 1, NOW_S)
    document = json.loads(json_row(message))
    assert {"vin", "seq", "at_ms", *COLUMNS} == document.keys()
    assert np.allclose(message.values, [[document[name] for name in COLUMNS]], atol=0.001)
