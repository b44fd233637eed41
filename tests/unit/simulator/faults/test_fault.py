"""One cause at work: when it begins, when it acts, and that steps do not matter."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.car.car import Car
from simulator.car_types.car_type import CAR_TYPES
from simulator.components.surroundings import ResetType
from simulator.faults.fault import Fault
from simulator.faults.library import root_causes
from simulator.faults.root_cause import RootCauseId
from simulator.faults.testimony import spell_out
from simulator.faults.truth import InjectedFault

VIN = "5YJ3E7EB0KF000316"
START = 1_700_000_000.0
LIBRARY = root_causes()
EVERY_KIND = {
    "electric": (
        "ambient_sensor_drift",
        "camera_not_calibrated",
        "dcdc_failed",
        "hv_compressor_wet",
        "infotainment_map_stalls",
        "lv_ground_corroded",
        "telematics_antenna_loose",
        "tyre_sensor_battery_empty",
    ),
    "combustion": (
        "air_flow_sensor_drift",
        "alternator_failed",
        "crank_sensor_heat",
        "exhaust_sensor_loose",
        "injector_clogged",
        "oil_pressure_sensor_open",
    ),
}


def a_fault(name: str, onset_s: float = 1000.0, seed: int = 0) -> Fault:
    return Fault(LIBRARY[RootCauseId(name)], onset_s, seed)


def a_car(car_type: str, *names: str, seed: int = 1) -> Car:
    faults = [InjectedFault(RootCauseId(name), START + 30 + i) for i, name in enumerate(names)]
    return Car.build(VIN, seed, faults, start_s=START, car_type=CAR_TYPES[car_type])


def test_a_sudden_cause_begins_when_it_is_planted() -> None:
    """Not before, and then for good."""
    fault = a_fault("wheel_speed_sensor_open")
    assert [fault.acts(now_s) for now_s in (999.9, 1000.0, 1e9)] == [False, True, True]


def test_a_cause_can_wait_for_the_next_cycles() -> None:
    """It begins with the second operation cycle after it was planted."""
    fault = a_fault("hv_contactor_welded")
    for began_s in (900.0, 1100.0):
        fault.cycle_began(began_s)
        assert not fault.acts(began_s + 1)
    fault.cycle_began(1300.0)
    assert (fault.acts(1299.0), fault.acts(1300.0)) == (False, True)
    assert fault.whole_truth(1400.0).began_s == 1300.0


def test_a_cause_acts_only_under_its_conditions() -> None:
    """They are looked at before anything acts, and again and again."""
    fault = a_fault("telematics_antenna_loose")
    assert not fault.acts(1000.0)
    fault.look(1010.0, lambda _: 30.0)
    assert fault.acts(1010.0)
    fault.look(1020.0, lambda _: 2.0)
    assert not fault.acts(1020.0)
    assert fault.next_change_s(1020.0) == 1030.0


def test_codes_follow_with_their_delay() -> None:
    """Within the spread; each car has its own."""
    delays = set()
    for seed in range(20):
        fault = a_fault("turbo_hose_split", seed=seed)
        change_s = fault.next_change_s(1000.0)
        assert 1060 <= change_s <= 1120
        assert [*fault.failing_circuits(change_s - 1)] == []
        assert len([*fault.failing_circuits(change_s)]) == 1
        delays.add(change_s)
    assert len(delays) > 10


def test_some_codes_come_only_in_some_cars() -> None:
    """In about the share that is declared: eight cars of ten."""
    told = [len(a_fault("brake_pump_stuck", seed=seed).truth()) for seed in range(500)]
    assert set(told) == {1, 2}
    assert sum(told) / len(told) == pytest.approx(1.8, abs=0.06)


def test_a_mask_restarts_the_delays() -> None:
    """After a reset that only hides, the cause is back after its time, not before."""
    fault = a_fault("telematics_modem_failing")
    assert fault.was_reset("telematics", ResetType.SOFT, 1500.0) is None
    assert (fault.acts(1979.0), fault.acts(1980.0)) == (False, True)
    assert fault.was_reset("brakes", ResetType.SOFT, 2000.0) is None
    assert [done.did for done in fault.whole_truth(2000.0).interventions] == ["masks"]


def test_a_cause_can_go_away_by_itself() -> None:
    """Dirt until the next rain; nobody has cured it."""
    fault = a_fault("camera_dirty")
    assert (fault.acts(1000.0 + 4799), fault.acts(1000.0 + 4800)) == (True, False)
    truth = fault.whole_truth(1e6)
    assert (truth.ended_s, truth.ended_by) == (1000.0 + 4800, "itself")
    assert fault.next_change_s(1e6) == math.inf


def test_what_ended_is_no_more_changed() -> None:
    """Neither by a later intervention nor by a repair."""
    fault = a_fault("infotainment_frozen")
    fault.was_reset("infotainment", ResetType.HARD, 2000.0)
    fault.was_repaired(fault.cause.repair, 3000.0)
    truth = fault.whole_truth(4000.0)
    assert (truth.ended_s, truth.ended_by) == (2000.0, "hard_reset")
    assert len(truth.interventions) == 1


@pytest.mark.parametrize("car_type", sorted(EVERY_KIND))
@settings(max_examples=10, deadline=None)
@given(steps_s=st.lists(st.floats(0.3, 70), min_size=1, max_size=25), seed=st.integers(0, 3))
def test_steps_do_not_matter(car_type: str, steps_s: list[float], seed: int) -> None:
    """Every kind of onset, effect and condition: small steps and large ones end the same."""
    stepwise, at_once = (a_car(car_type, *EVERY_KIND[car_type], seed=seed) for _ in "ab")
    now_s = START
    for step_s in steps_s:
        now_s += step_s
        stepwise.advance(now_s)
    for subject in (stepwise, at_once):
        subject.advance(now_s + 20)
    assert [*stepwise.whole_truth()] == [*at_once.whole_truth()]
    assert stepwise.truth() == at_once.truth()


def test_the_truth_can_be_told_in_json() -> None:
    """With what a specialist would say, and every intervention."""
    car = a_car("electric", "infotainment_frozen")
    car.advance(START + 200)
    car.power_fails(START + 200)
    [told] = [spell_out(VIN, cause, truth) for cause, truth in car.whole_truth()]
    assert (told["vin"], told["root_cause"]) == (VIN, "infotainment_frozen")
    assert (told["ended"], told["ended_by"]) == (START + 200, "power_loss")
    assert told["expected"]["remote"] == "reset"
    assert told["codes"][0]["code"] == "B1A20-47"
    assert told["codes"][0]["set_at"] < START + 100
    assert told["interventions"][0]["did"] == "cures"
    assert "infotainment_display_failing" in told["look_alikes"]


def test_the_truth_can_be_relived() -> None:
    """The same requests at the same times make the same life: the plan and they suffice."""
    lives = []
    for _ in "ab":
        car = a_car("electric", "infotainment_flash_worn", "ambient_sensor_glitch")
        for at_s, name, request in (
            (900.0, "infotainment", "1003"),
            (900.0, "infotainment", "1101"),
            (1500.0, "thermal_management", "1003"),
            (1500.0, "thermal_management", "14007162"),
        ):
            car.advance(START + at_s)
            car.components[name].handle(bytes.fromhex(request), START + at_s)
        car.advance(START + 3000)
        lives.append([truth for _, truth in car.whole_truth()])
    assert lives[0] == lives[1]
