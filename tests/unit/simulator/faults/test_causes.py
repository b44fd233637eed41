"""Every root cause of the library, in a car of each type that it may live in."""

from collections.abc import Iterator

import pytest

from proto.v1.signals_pb2 import LV_BATTERY_VOLTAGE_V
from simulator.car.car import Car
from simulator.car_types.car_type import CAR_TYPES
from simulator.faults.library import look_alikes, never_first, root_causes
from simulator.faults.root_cause import (
    Outcome,
    Repair,
    RepairOutcome,
    Response,
    RootCause,
    RootCauseId,
)
from tests.fix_faults import (
    START,
    VIN,
    act,
    codes,
    forget,
    life,
    park,
    planted,
    run,
    run_until_shown,
)

pytestmark = pytest.mark.slow  # days of a car's life, a hundred times

HOUR = 3600
DAY = 24 * HOUR
COOLED_DOWN_S = 3000  # what is hot or empty takes its time to be well again
TEST_FAILED = 0x01
LIBRARY = root_causes()
IN_ITS_CARS = [
    pytest.param(cause, name, id=f"{cause.id}-{name}")
    for cause in LIBRARY.values()
    for name in sorted(cause.cars)
]


@pytest.mark.parametrize(("cause", "car_type"), IN_ITS_CARS)
def test_it_shows_and_its_repair_cures_it(cause: RootCause, car_type: str) -> None:
    """In time it sets its codes and no other; only the right work ends it, for good.

    What a software update sets, whatever comes of it, passes soon.
    """
    car = planted(cause, car_type)
    run_until_shown(car, cause)
    run(car, 60 if cause.onset.ending else 0)
    expected = {(entry.component, entry.dtc) for entry in car.truth()}
    passed = codes(car) - codes(car, TEST_FAILED) if cause.onset.ending else set()
    assert cause.certain_codes <= codes(car) - passed <= expected
    assert all(
        (entry.set_at_s is not None) is ((entry.component, entry.dtc) in codes(car))
        for entry in car.truth()
    )
    car.was_repaired(Repair(RepairOutcome.REPLACED, "owner's manual"), car.now_s)
    car.was_repaired(cause.repair, car.now_s)
    run(car, COOLED_DOWN_S)
    forget(car)
    assert [done.did for done in life(car).interventions] in (["nothing", "cures"], [])
    assert life(car).ended_by in {"repair", "itself"}
    run(car, cause.shows_within_s)
    assert codes(car) == set()


@pytest.mark.parametrize("car_type", sorted(CAR_TYPES))
def test_a_week_without_any(car_type: str) -> None:
    """A healthy car sets no code at all, so none of any cause, in a week of short trips."""
    car = Car.build(VIN, 7, start_s=START, car_type=CAR_TYPES[car_type])
    run(car, 7 * DAY)
    assert codes(car) == set()


def responses(cause: RootCause) -> Iterator[tuple[str, Response]]:
    own = cause.responses
    if cause.component not in cause.silences:
        yield "hard_reset", own.hard_reset
        yield "soft_reset", own.soft_reset
        yield "clear", own.clear
    yield "power_loss", own.power_loss


DECLARED = [
    pytest.param(cause, action, response, id=f"{cause.id}-{action}")
    for cause in LIBRARY.values()
    for action, response in responses(cause)
    if response.outcome is not Outcome.NOTHING
]


@pytest.mark.parametrize(("cause", "action", "response"), DECLARED)
def test_an_intervention_does_what_is_declared(
    cause: RootCause, action: str, response: Response
) -> None:
    """It cures for good, hides for a while, makes another cause of it, or worse."""
    car = planted(cause, min(cause.cars))
    run_until_shown(car, cause)
    act(car, cause, action)
    done = life(car).interventions[-1] if life(car).interventions else None
    if cause.ends_after_code_s is None:
        assert done is not None
        assert (done.action, done.did) == (action, response.outcome)
    match response.outcome:
        case Outcome.CURES:
            _is_over(car, cause)
        case Outcome.MASKS:
            _is_hidden(car, cause, response.for_s)
        case Outcome.TURNS_INTO:
            _is_another(car, cause, response.successor)
        case _:
            assert life(car).ended_s is None


def _is_over(car: Car, cause: RootCause) -> None:
    run(car, COOLED_DOWN_S)
    forget(car)
    run(car, cause.shows_within_s)
    assert (codes(car), life(car).ended_s is None) == (set(), False)


def _is_hidden(car: Car, cause: RootCause, for_s: float) -> None:
    forget(car)
    hidden_until_s = life(car).interventions[-1].at_s + for_s
    while car.now_s < hidden_until_s - 10:
        assert codes(car) == set()
        run(car, 10)
    run_until_shown(car, cause)
    assert (cause.certain_codes <= codes(car), life(car).ended_s) == (True, None)


def _is_another(car: Car, cause: RootCause, successor: RootCauseId | None) -> None:
    assert successor is not None
    forget(car)
    run(car, LIBRARY[successor].shows_within_s)
    [(_, first), (other, second)] = car.whole_truth()
    assert (first.ended_by is None, other.id, second.follows) == (False, successor, cause.id)
    assert other.certain_codes <= codes(car)


def idle(cause: RootCause) -> list[str]:
    """What can be done to it, and does nothing."""
    return [name for name, one in responses(cause) if one.outcome is Outcome.NOTHING]


LASTING = [
    pytest.param(cause, id=cause.id)
    for cause in LIBRARY.values()
    if idle(cause) and cause.ends_after_s is None and cause.ends_after_code_s is None
]


@pytest.mark.parametrize("cause", LASTING)
def test_what_does_nothing_does_nothing(cause: RootCause) -> None:
    """Whatever is not declared leaves the cause as it is, and its codes come back."""
    car = planted(cause, min(cause.cars))
    run_until_shown(car, cause)
    for action in idle(cause):
        act(car, cause, action)
    assert {each.did for each in life(car).interventions} == {"nothing"}
    forget(car)
    run_until_shown(car, cause)
    assert cause.certain_codes <= codes(car)
    assert life(car).ended_s is None


def test_the_library_is_rich() -> None:
    """Many causes over all systems; look-alikes, intermittents, defects of some software."""
    pairs = {
        frozenset({cause.id, other})
        for cause in LIBRARY.values()
        for other in look_alikes(cause, LIBRARY)
    }
    intermittent = [cause for cause in LIBRARY.values() if cause.is_intermittent]
    assert len(LIBRARY) >= 40
    assert len({cause.system for cause in LIBRARY.values()}) >= 15
    assert len(pairs) >= 5
    assert len(intermittent) >= 5
    assert sum(bool(cause.software) for cause in LIBRARY.values()) >= 3
    assert sum(bool(cause.onset.gradual_over_s) for cause in LIBRARY.values()) >= 3
    assert len(never_first(LIBRARY)) >= 2


@pytest.mark.parametrize("name", ["dcdc_failed", "lv_ground_corroded", "alternator_failed"])
def test_a_weak_supply_lights_up_ten_components(name: str) -> None:
    """One cause, ten components that complain of the supply, later some of one another."""
    cause = LIBRARY[RootCauseId(name)]
    car = planted(cause, min(cause.cars))
    run(car, cause.shows_within_s)
    assert len({component for component, _ in codes(car)}) >= 10
    moments = [entry.set_at_s for entry in car.truth() if entry.set_at_s is not None]
    assert max(moments) > min(moments)


def test_a_deep_discharge_makes_a_worn_battery_worse() -> None:
    """Each loss of power leaves the voltage lower than before."""
    car = planted(LIBRARY[RootCauseId("lv_battery_worn")], "electric")
    run(car, 900)
    voltages = []
    for _ in range(3):
        now_s = park(car)
        voltages.append(car.reading(LV_BATTERY_VOLTAGE_V, now_s))
        car.power_fails(now_s)
        run(car, 600)
    assert sorted(voltages, reverse=True) == voltages
    assert voltages[0] - voltages[2] > 0.1


def test_a_reset_can_leave_a_component_without_an_answer() -> None:
    """Silent to every tester, unlike one that boots; others say that they miss it."""
    cause = LIBRARY[RootCauseId("infotainment_flash_worn")]
    car = planted(cause, "electric")
    run_until_shown(car, cause)
    act(car, cause, "hard_reset")
    now_s = run(car, 600)
    infotainment = car.components["infotainment"]
    assert infotainment.wedged
    assert infotainment.handle(bytes.fromhex("3E00"), now_s) is None
    assert {("body_control", 0xC18487), ("telematics", 0xC18487)} <= codes(car, TEST_FAILED)
    boot_loop = LIBRARY[RootCauseId("infotainment_boot_loop")]
    car.was_repaired(boot_loop.repair, now_s)
    now_s = run(car, 30)
    assert infotainment.handle(bytes.fromhex("3E00"), now_s) == bytes.fromhex("7E00")
