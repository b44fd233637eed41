"""A whole car: phases, signals, faults and what helps against them."""

from collections.abc import Iterable
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proto.v1 import signals_pb2 as pb
from simulator.car.car import Car, own_seed_of
from simulator.car_types.car_type import CAR_TYPES, ELECTRIC, CarType
from simulator.components.component import Component
from simulator.days.busy_day import busy_day
from simulator.days.day_plan import Gear, Phase
from simulator.faults.root_cause import RootCauseId
from simulator.faults.truth import InjectedFault, InjectedTruth

VIN = "5YJ3E7EB0KF000316"
START = 1_700_000_000.0
HOUR = 3600
AMBIENT = 0x007162


def car(
    *causes: str, seed: int = 7, onset_s: float = START + 60, car_type: CarType = ELECTRIC
) -> Car:
    faults = [InjectedFault(RootCauseId(cause), onset_s) for cause in causes]
    return Car.build(VIN, seed, faults, start_s=START, car_type=car_type)


def run(subject: Car, seconds: float, *, step_s: float = 10) -> float:
    """Advance a car by so many seconds or a little more; returns world time."""
    now_s = subject.now_s
    for to_s in np.arange(now_s + step_s, now_s + seconds + step_s, step_s):
        subject.advance(to_s)
    return subject.now_s


def run_until(subject: Car, phase: Phase) -> float:
    """Advance a car to where this phase has lasted some seconds."""
    while subject.phase is not phase:
        run(subject, 1, step_s=1)
    return run(subject, 5, step_s=1)


def ask(component: Component, now_s: float, *requests: str) -> list[str]:
    responses = [component.handle(bytes.fromhex(request), now_s) for request in requests]
    return ["" if response is None else response.hex() for response in responses]


def settled_codes(subject: Car) -> set[tuple[str, int]]:
    """Codes that have failed since the last clear."""
    return {
        (component.id, dtc)
        for component in subject.components.values()
        for dtc, record in component.memory
        if record.status & 0x20
    }


def statuses(subject: Car) -> list[tuple[int, int]]:
    return [
        (record.status, record.occurrences)
        for component in subject.components.values()
        for _, record in component.memory
    ]


def expected_codes(truth: Iterable[InjectedTruth]) -> set[tuple[str, int]]:
    return {(entry.component, entry.dtc) for entry in truth}


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


@pytest.mark.parametrize(
    "cause",
    [
        "airbag_squib_resistance",
        "ambient_sensor_glitch",
        "coolant_pump_stuck",
        "hv_isolation_loss",
        "infotainment_frozen",
        "lv_battery_worn",
        "telematics_half_connected",
        "wheel_speed_sensor_open",
    ],
)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_cause_sets_its_codes_and_no_other(cause: str, seed: int) -> None:
    """Within an hour the codes of a cause are set in its components, and only they."""
    subject = car(cause, seed=seed)
    run(subject, HOUR)
    truth = subject.truth()
    assert settled_codes(subject) == expected_codes(truth)
    assert all(entry.set_at_s is not None for entry in truth)
    assert all((entry.set_at_s or 0) > entry.onset_s for entry in truth)


def test_nothing_before_the_onset() -> None:
    """A cause whose time has not come leaves no trace."""
    subject = car("hv_isolation_loss", onset_s=START + 2 * HOUR)
    run(subject, HOUR)
    assert settled_codes(subject) == set()
    assert [entry.set_at_s for entry in subject.truth()] == [None]


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


@pytest.mark.parametrize(
    ("cause", "component", "dtc"),
    [
        ("telematics_half_connected", "telematics", 0xDA1087),
        ("infotainment_frozen", "infotainment", 0x9A2047),
    ],
)
def test_reset_cures(cause: str, component: str, dtc: int) -> None:
    """After a reset the monitor passes, for good."""
    subject = car(cause)
    run(subject, 600)
    now_s = run_until(subject, Phase.PARKED)
    assert subject.components[component].memory[dtc].status & 1
    ask(subject.components[component], now_s, "10 03", "11 01")
    run(subject, 2 * HOUR)
    record = subject.components[component].memory[dtc]
    assert (record.status & 1, record.occurrences) == (0, 1)
    assert subject.truth()[0].cured_at_s == now_s


@pytest.mark.parametrize(
    ("cause", "component", "dtc"),
    [
        ("telematics_modem_failing", "telematics", 0xDA1087),
        ("infotainment_display_failing", "infotainment", 0x9A2047),
    ],
)
def test_reset_masks(cause: str, component: str, dtc: int) -> None:
    """After a reset the monitor passes for eight minutes, then it fails again."""
    subject = car(cause)
    run(subject, 600)
    now_s = run_until(subject, Phase.PARKED)
    ask(subject.components[component], now_s, "10 03", "11 01")
    record = subject.components[component].memory[dtc]
    run(subject, 60, step_s=1)
    assert (record.status & 1, record.occurrences) == (0, 1)
    run(subject, 479 - 60, step_s=1)
    assert (record.status & 1, record.occurrences) == (0, 1)
    run(subject, 600)
    assert (record.status & 1, record.occurrences) == (1, 2)


def test_glitch_happens_once() -> None:
    """The glitch passes by itself, stays stored, and does not come back after a clear."""
    subject = car("ambient_sensor_glitch")
    thermal = subject.components["thermal_management"]
    run(subject, HOUR / 2)
    record = thermal.memory[AMBIENT]
    assert (record.status & 0x29, record.occurrences) == (0x28, 1)
    now_s = run_until(subject, Phase.PARKED)
    ask(thermal, now_s, "14 00 71 62")
    assert thermal.memory[AMBIENT].status == 0x50
    run(subject, 2 * HOUR)
    assert thermal.memory[AMBIENT].status & ~0x40 == 0


def test_clear_does_not_cure_a_broken_sensor() -> None:
    """The code of a broken sensor is back after the next drive."""
    subject = car("ambient_sensor_broken")
    thermal = subject.components["thermal_management"]
    run(subject, HOUR / 2)
    now_s = run_until(subject, Phase.PARKED)
    ask(thermal, now_s, "14 00 71 62")
    assert thermal.memory[AMBIENT].status == 0x50
    run_until(subject, Phase.DRIVING)
    run(subject, 30)
    assert thermal.memory[AMBIENT].status & 0x2F == 0x2F


@pytest.mark.parametrize(
    ("cause", "component", "dtc"),
    [
        ("hv_isolation_loss", "battery_management", 0x0AA61A),
        ("airbag_squib_resistance", "airbag", 0x80011A),
    ],
)
def test_nothing_remote_helps(cause: str, component: str, dtc: int) -> None:
    """A safety-critical component obeys clear and reset, counts them, and fails again."""
    subject = car(cause)
    run(subject, HOUR / 2)
    now_s = run_until(subject, Phase.PARKED)
    server = subject.components[component]
    ask(server, now_s, "14 FF FF FF", "10 03")
    ask(server, now_s + 1, "10 03", "11 01")
    assert (server.clears, server.resets) == (1, 1)
    run(subject, 60)
    assert server.memory[dtc].status & 1


def test_camera_comes_and_goes() -> None:
    """The blocked camera fails and passes by turns."""
    subject = car("camera_blocked")
    run(subject, 2 * HOUR)
    assert subject.components["driver_assistance"].memory[0x9C4097].occurrences >= 5


def test_pump_heats_the_inverter() -> None:
    """The inverter follows the stuck pump, later and only by driving."""
    subject = car("coolant_pump_stuck")
    run(subject, HOUR)
    pump, inverter = subject.truth()
    assert (pump.cascade, inverter.cascade) == (False, True)
    assert pump.set_at_s is not None
    assert inverter.set_at_s is not None
    assert inverter.set_at_s > pump.set_at_s + 60


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


def test_low_voltage_shows() -> None:
    """A worn 12 V battery shows in the property that the agent asks before it acts."""
    subject = car("lv_battery_worn")
    assert subject.lv_voltage_v > 12
    run(subject, 300)
    assert subject.lv_voltage_v < 11.5


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


def test_unknown_cause() -> None:
    """A cause that the library does not have cannot be injected."""
    with pytest.raises(KeyError, match="gremlins"):
        car("gremlins")


def test_repr_masks_the_vin() -> None:
    """The printed form of a car does not hold its VIN."""
    assert VIN not in repr(car())
