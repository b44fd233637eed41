"""What a software update does to a car, second by second, and what it leaves as it was."""

from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.car.car import Car
from simulator.car.installations import HELD_S, Installations
from simulator.car_types.car_type import CAR_TYPES, ELECTRIC
from simulator.car_types.software import RELEASES
from simulator.days.busy_day import busy_day
from simulator.days.choice import Day
from simulator.days.commuter_day import commuter_day
from simulator.days.day_plan import Phase, Segment
from simulator.faults.library import root_causes
from simulator.faults.root_cause import RootCauseId
from simulator.faults.truth import InjectedFault
from simulator.updates.software_update import (
    APART_S,
    NEXT_RELEASE,
    Ending,
    SoftwareUpdate,
    UpdatePhase,
    by_chance,
)
from tests.fix_faults import START, VIN, codes, life, run

TEST_FAILED = 0x01
U0131 = 0xC13187
UNDERVOLTAGE = 0xF00316
STEERING = SoftwareUpdate(component="steering", starts_s=START + 100)
HOUR = 3600


def a_car(*updates: SoftwareUpdate, cause: str = "", car_type: str = "electric") -> Car:
    faults = [InjectedFault(RootCauseId(cause), START + 100)] if cause else []
    kind = CAR_TYPES[car_type]
    return Car.build(VIN, 7, faults, start_s=START, car_type=kind, updates=updates)


def run_until(car: Car, phase: UpdatePhase) -> None:
    while car.updates.phase(car.now_s) is not phase:
        assert car.now_s < START + 3 * HOUR
        run(car, 1, step_s=1)


@pytest.mark.parametrize("car_type", sorted(CAR_TYPES))
def test_a_component_is_silent_and_missed_while_it_gets_its_software(car_type: str) -> None:
    """The car stands, the 12 V net sinks; the new release is told afterwards, by all means."""
    car = a_car(STEERING, car_type=car_type)
    before = car.software["steering"]
    run_until(car, UpdatePhase.INSTALLING)
    run(car, 120, step_s=1)
    steering = car.components["steering"]
    assert (car.phase, car.moving, car.being_updated) == (Phase.PARKED, False, True)
    assert steering.handle(bytes.fromhex("3E00"), car.now_s) is None
    assert ("brakes", U0131) in codes(car, TEST_FAILED)
    assert car.lv_voltage_v < 11.6
    assert car.software["steering"] == before in RELEASES
    run_until(car, UpdatePhase.ACTIVATING)
    run_until(car, UpdatePhase.NONE)
    assert not car.being_updated
    assert car.software["steering"] == steering.identity.software == NEXT_RELEASE
    [done] = car.updates.installed
    assert done[0].ending is Ending.ACTIVATED


def test_what_it_leaves_behind_is_stored_and_passes() -> None:
    """All restart at once, most find their supply too low; a minute later nothing fails."""
    car = a_car(STEERING)
    run_until(car, UpdatePhase.ACTIVATING)
    run_until(car, UpdatePhase.NONE)
    run(car, 60)
    assert codes(car, TEST_FAILED) == set()
    assert ("brakes", U0131) in codes(car)
    assert len({component for component, dtc in codes(car) if dtc == UNDERVOLTAGE}) >= 8


def test_an_update_that_is_broken_off_leaves_its_component_silent() -> None:
    """It begins with the failure, is told as failed until a workshop mends it, and is found."""
    car = a_car(cause="update_broken_off")
    run_until(car, UpdatePhase.FAILED)
    began_s = car.now_s
    run(car, 120)
    assert car.components["infotainment"].wedged
    assert life(car).began_s == began_s
    assert min(code.set_at_s or 0 for code in life(car).codes) >= began_s
    assert car.software["infotainment"] in RELEASES
    assert [done[0].ending for done in car.updates.installed] == [Ending.BROKEN_OFF]
    car.was_repaired(root_causes()[RootCauseId("update_broken_off")].repair, car.now_s)
    run(car, 120)
    assert car.updates.phase(car.now_s) is UpdatePhase.NONE
    assert not car.components["infotainment"].wedged


def test_a_car_that_foresees_lives_the_same() -> None:
    """What is worked out ahead ends where an update begins."""
    kind = CAR_TYPES["electric"]
    cars = [
        Car(
            VIN,
            7,
            faults=(),
            start_s=START,
            car_type=kind,
            day=busy_day(3, int(START)),
            foresees=foresees,
            updates=[STEERING],
        )
        for foresees in (False, True)
    ]
    for car in cars:
        run(car, HOUR)
    plain, ahead = cars
    assert codes(plain) == codes(ahead) != set()
    assert plain.lv_voltage_v == pytest.approx(ahead.lv_voltage_v, abs=1e-3)


@given(st.integers(0, 10**6), st.floats(0, 20_000), st.sampled_from([busy_day, commuter_day]))
def test_a_day_with_an_update_has_no_gap(seed: int, after_s: float, day: Day) -> None:
    """The car is held once, awake where it would sleep, and nothing else is moved."""
    start_s = int(START)
    update = SoftwareUpdate(component="steering", starts_s=start_s + after_s)
    updates = Installations(iter([update]), ELECTRIC.components)
    held = list(islice(updates.hold(day(seed, start_s, charges=True)), 400))
    planned = list(islice(day(seed, start_s, charges=True), 400))
    assert all(one.ends_s == other.begins_s for one, other in pairwise(held))
    assert all(one.begins_s < one.ends_s for one in held)
    [added] = [
        one for one in held if one not in planned and one.phase is Phase.PARKED and _lasts(one)
    ]
    assert added.begins_s >= update.starts_s
    asleep = [one for one in planned if one.begins_s <= added.begins_s < one.ends_s]
    assert [one.phase for one in asleep] == [Phase.ASLEEP]


def _lasts(segment: Segment) -> bool:
    return segment.ends_s - segment.begins_s == HELD_S


def test_updates_come_by_chance_and_never_in_a_row() -> None:
    """The same seed gives the same; none at all unless there are to be some."""
    drawn = list(islice(by_chance(5, ELECTRIC.components, START, 1.0), 50))
    assert drawn == list(islice(by_chance(5, ELECTRIC.components, START, 1.0), 50))
    gaps = [later.starts_s - one.starts_s for one, later in pairwise(drawn)]
    assert min(gaps) >= APART_S
    assert 15 < sum(gaps) / len(gaps) / 86_400 < 60
    assert len({one.component for one in drawn}) > 3
    assert list(by_chance(5, ELECTRIC.components, START, 0.0)) == []
