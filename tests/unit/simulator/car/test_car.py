"""A whole car: phases, signals, and what its components say."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proto.v1 import signals_pb2 as pb
from simulator.car.car import Car, own_seed_of
from simulator.car_types.car_type import CAR_TYPES, ELECTRIC, CarType
from simulator.days.busy_day import busy_day
from simulator.days.day_plan import Gear, Phase
from tests.fix_simulated_car import (
    HOUR,
    START,
    VIN,
    ask,
    car,
    run,
    run_until,
    settled_codes,
    statuses,
)

types = pytest.mark.parametrize("car_type", CAR_TYPES.values(), ids=CAR_TYPES)


@given(st.integers(0, 2**32), st.sampled_from(list(CAR_TYPES.values())))
@settings(max_examples=8)
def test_what_is_foreseen_comes(seed: int, car_type: CarType) -> None:
    """However it is asked: the samples, phases and tests of a car that is taken as it goes."""
    day = partial(busy_day, own_seed_of(VIN, seed), int(START), charges=car_type.plugs_in)
    steady, foreseen = (
        Car(VIN, seed, car_type=car_type, faults=(), start_s=START, day=day(), foresees=ahead)
        for ahead in (False, True)
    )
    for step_s in (7, 10, 1, 60, 33, 10, 400, 10, 59, 1000, 10):
        run(steady, step_s, step_s=step_s)
        run(foreseen, step_s, step_s=step_s)
        expected, found = (one.samples(one.now_s - 60, one.now_s) for one in (steady, foreseen))
        assert found.times_s.tolist() == expected.times_s.tolist()
        np.testing.assert_allclose(found.values, expected.values, rtol=1e-5, atol=1e-4)
        assert (foreseen.phase, statuses(foreseen)) == (steady.phase, statuses(steady))


@types
def test_a_healthy_car_sets_no_code(car_type: CarType) -> None:
    """Six hours of trips, and no monitor fails; each has run since the car was made."""
    subject = car(car_type=car_type)
    run(subject, 6 * HOUR)
    statuses = {
        record.status & ~0x40
        for component in subject.components.values()
        for _, record in component.memory
    }
    assert statuses == {0}


@types
def test_samples(car_type: CarType) -> None:
    """Samples are 1 Hz, float32, in the order of the wire, the ends as in (from, to]."""
    subject = car(car_type=car_type)
    subject.advance(START + 20)
    matrix = subject.samples(START + 5, START + 15.5)
    assert matrix.signals == car_type.model.signals == tuple(sorted(matrix.signals))
    assert matrix.times_s.tolist() == [START + second for second in range(6, 16)]
    assert matrix.values.shape == (10, len(matrix.signals))
    assert matrix.values.dtype == np.float32
    assert np.isfinite(matrix.values).all()


def test_only_a_minute_of_samples_is_kept() -> None:
    """A car's memory does not grow with its age."""
    subject = car()
    run(subject, HOUR)
    assert 60 <= len(subject.samples(0, 2**40).times_s) <= 71


@types
@settings(max_examples=25, deadline=None)
@given(st.lists(st.floats(0.1, 40), min_size=1, max_size=30), st.integers(0, 5))
def test_steps_do_not_matter(car_type: CarType, steps_s: list[float], seed: int) -> None:
    """A car is in the same place whether it is advanced in small steps or in large ones."""
    ends_s = START + sum(steps_s)
    pump = "coolant_pump_stuck" if car_type is ELECTRIC else "thermostat_stuck_open"
    causes = (pump, "camera_blocked", "infotainment_display_failing")
    stepwise, at_once = (
        car(*causes, seed=seed, onset_s=START + 7.5, car_type=car_type) for _ in range(2)
    )
    now_s = START
    for step_s in steps_s:
        now_s += step_s
        stepwise.advance(now_s)
    for subject in (stepwise, at_once):
        ask(subject.components["infotainment"], ends_s, "10 03", "11 01")
        subject.advance(ends_s + 30)
    a, b = (each.samples(ends_s - 10, ends_s + 30) for each in (stepwise, at_once))
    np.testing.assert_allclose(a.values, b.values, rtol=1e-4, atol=1e-3)
    assert stepwise.truth() == at_once.truth()
    assert statuses(stepwise) == statuses(at_once)


def test_seed_and_vin_make_the_car() -> None:
    """The same seed and VIN give the same car, another VIN another one."""
    other = Car.build("5YJ3E7EB0KF000317", 7, start_s=START)
    subjects = [car(), car(), other]
    for subject in subjects:
        run(subject, 100)
    one, same, another = (subject.samples(START, 2**40).values for subject in subjects)
    assert (one == same).all()
    assert not (one == another).all()
    assert subjects[0].software == subjects[1].software


def test_operation_cycles() -> None:
    """An operation cycle starts with each waking up, some five in an hour."""
    subject = car()
    run(subject, HOUR)
    counts = {each.operation_cycle for each in subject.components.values()}
    assert len(counts) == 1
    assert 4 <= counts.pop() <= 8


def test_signals_are_physical() -> None:
    """Speed belongs to driving, charge falls by driving and rises by charging."""
    subject = car()
    course = []
    for _ in range(3 * 60):
        now_s = run(subject, 60)
        course.append(subject.samples(now_s - 60, now_s).values)
    seen = np.concatenate(course)
    phases = seen[:, ELECTRIC.model.column[pb.VEHICLE_PHASE]]
    rows = {phase: seen[phases == phase] for phase in Phase}
    speed = ELECTRIC.model.column[pb.VEHICLE_SPEED_M_PER_S]
    charge = ELECTRIC.model.column[pb.HV_BATTERY_STATE_OF_CHARGE_PERCENT]
    current = ELECTRIC.model.column[pb.HV_BATTERY_CURRENT_A]
    for phase in (Phase.ASLEEP, Phase.PARKED, Phase.CHARGING):
        assert rows[phase][:, speed].max() == 0
    assert 5 < rows[Phase.DRIVING][:, speed].mean() < 30
    assert rows[Phase.DRIVING][:, current].mean() < -10
    assert rows[Phase.CHARGING][:, current].min() > 10
    assert np.diff(rows[Phase.CHARGING][:, charge]).max() > 0
    assert 0 < seen[:, charge].min() < seen[:, charge].max() < 100
    assert 60_000 < np.ptp(seen[:, ELECTRIC.model.column[pb.ODOMETER_M]]) < 250_000
    assert np.diff(seen[:, ELECTRIC.model.column[pb.ODOMETER_M]]).min() >= 0


def test_power_failure() -> None:
    """Without power RAM is lost in every component, codes stay, a frozen screen recovers."""
    subject = car("infotainment_frozen", "hv_isolation_loss")
    now_s = run(subject, 1200)
    ask(subject.components["brakes"], now_s, "10 03")
    before = settled_codes(subject)
    subject.power_fails(now_s)
    assert ask(subject.components["brakes"], now_s + 1, "3E 00") == [""]
    assert ask(subject.components["brakes"], now_s + 2, "22 F1 86") == ["62f18601"]
    assert settled_codes(subject) == before
    assert [entry.cured_at_s for entry in subject.truth()] == [now_s, None]
    assert {each.resets for each in subject.components.values()} == {0}


def test_agent_values_show() -> None:
    """What the agent knows of backlog and signal strength is among the samples."""
    subject = car()
    subject.backlog, subject.signal_strength_dbm = 12, -101.5
    now_s = run(subject, 10)
    assert subject.reading(pb.TELEMATICS_BACKLOG, now_s) == 12
    assert subject.reading(pb.TELEMATICS_SIGNAL_STRENGTH_DBM, now_s) == -101.5


def test_a_mute_component_leaves_gaps() -> None:
    """What a component measures is unknown while it sends nothing, and the car says so."""
    subject = car()
    now_s = run_until(subject, Phase.PARKED)
    ask(subject.components["inverter"], now_s, "10 03", "28 01 01")
    subject.advance(now_s + 10)
    matrix = subject.samples(now_s, now_s + 10)
    column = matrix.signals.index(pb.INVERTER_TEMPERATURE_CELSIUS)
    assert np.isnan(matrix.values[:, column]).tolist() == [True] * 5 + [False] * 5
    assert subject.gear is Gear.PARK
    ask(subject.components["inverter"], now_s + 10, "10 03", "28 01 01")
    subject.advance(now_s + 12)
    assert subject.gear is None


def test_repr_masks_the_vin() -> None:
    """The printed form of a car does not hold its VIN."""
    assert VIN not in repr(car())
