import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.carriers.carrier import Carrier
from simulator.faults.library import root_causes
from simulator.faults.root_cause import RootCauseId
from simulator.faults.truth import InjectedFault
from simulator.fleet.fault_plan import (
    MAIN,
    MASKING,
    USUAL,
    Candidate,
    InvalidFaultPlan,
    candidates,
    carriers,
    explicit_plan,
    plan_faults,
    read_plan,
)
from simulator.garage.garage import draw_garage

START_S = 1_763_755_200.0


def fleet(cars: int) -> list[Candidate]:
    """Every fourth car has an engine, from the fourth on."""
    return [
        Candidate(
            f"W0VZZZE1XSB{number:06d}",
            "combustion" if number % 4 == 3 else "electric",
            {"infotainment": "2026.8.2"},
        )
        for number in range(cars)
    ]


def causes(cars: int, seed: int) -> list[str]:
    plan = plan_faults(fleet(cars), seed, START_S, 60.0)
    return [fault.root_cause_id for own in plan.values() for fault in own]


@given(seed=st.integers(), cars=st.integers(12, 60))
def test_no_run_goes_without_the_main_cases(seed: int, cars: int) -> None:
    """From twelve cars on each main case occurs, from 25 on both faults that a reset masks."""
    drawn = set(causes(cars, seed))
    assert all(drawn & set(alternatives) for alternatives in MAIN)
    assert cars < 25 or set(MASKING) <= drawn


@given(seed=st.integers(), cars=st.integers(1, 11))
def test_a_small_fleet_takes_the_most_important(seed: int, cars: int) -> None:
    """The cases come in their order when there are not enough cars for all."""
    drawn = causes(cars, seed)
    assert all(cause in MAIN[place] for place, cause in enumerate(drawn))


@given(seed=st.integers(), cars=st.integers(20, 200))
def test_about_three_cars_in_five_have_a_fault(seed: int, cars: int) -> None:
    """The rest stays healthy, so that a false alarm can be seen."""
    assert abs(len(causes(cars, seed)) - 0.6 * cars) <= 1


@given(seed=st.integers(0, 500), cars=st.integers(1, 60))
def test_a_car_gets_only_what_may_live_in_it(seed: int, cars: int) -> None:
    """By its type, and by the software of the component."""
    library = root_causes()
    garage = candidates(draw_garage(cars, 7), seed)
    planned = plan_faults(garage, seed, START_S, 60.0)
    by_vin = {each.vin: each for each in garage}
    assert all(
        by_vin[vin].suits(library[fault.root_cause_id])
        for vin, own in planned.items()
        for fault in own
    )


def test_a_defect_of_a_release_lives_in_that_release() -> None:
    """Nowhere else, whatever the car is."""
    defect = root_causes()[RootCauseId("infotainment_map_stalls")]
    fit, other = (Candidate("A", "electric", {"infotainment": v}) for v in ("2026.8.2", "1"))
    assert (fit.suits(defect), other.suits(defect)) == (True, False)


@given(seed=st.integers(), speed=st.sampled_from([1.0, 60.0]))
def test_somebody_who_watches_sees_it_begin(seed: int, speed: float) -> None:
    """All onsets lie between the third and the fortieth second of the wall."""
    plan = plan_faults(fleet(25), seed, START_S, speed)
    onsets = [(fault.onset_s - START_S) / speed for own in plan.values() for fault in own]
    assert all(3 <= onset <= 40 for onset in onsets)


def test_plans_are_reproducible() -> None:
    """The seed alone decides."""
    first, again, other = (plan_faults(fleet(25), seed, START_S, 60) for seed in (7, 7, 8))
    assert first == again
    assert first != other


def test_what_is_drawn_is_known() -> None:
    """Every case that a plan may draw is in the library."""
    drawn = {*USUAL, *(name for alternatives in MAIN for name in alternatives)}
    assert drawn <= root_causes().keys()


def test_two_cars_are_realistic() -> None:
    """Cars whose remedy is a reset speak in real frames, one on each kind of wire."""
    plan = plan_faults(fleet(25), 7, START_S, 60.0)
    chosen = carriers(plan)
    assert [*chosen.values()] == [Carrier.ISO_TP, Carrier.DOIP]
    causes = {plan[vin][0].root_cause_id for vin in chosen}
    assert causes <= {"telematics_half_connected", "infotainment_frozen"}


def test_a_file_says_which_car_gets_what(tmp_path: Path) -> None:
    """By VIN or by place, several in a car, in the order of their onsets."""
    cars = fleet(4)
    path = tmp_path / "faults.json"
    path.write_text(
        json.dumps(
            [
                [0, "hv_isolation_loss", 900],
                [cars[0].vin, "infotainment_frozen", 60],
                [3, "ignition_coil_weak", 0.5],
            ]
        )
    )
    assert read_plan(path, cars, START_S) == {
        cars[0].vin: [
            InjectedFault(RootCauseId("infotainment_frozen"), START_S + 60),
            InjectedFault(RootCauseId("hv_isolation_loss"), START_S + 900),
        ],
        cars[3].vin: [InjectedFault(RootCauseId("ignition_coil_weak"), START_S + 0.5)],
    }


@pytest.mark.parametrize(
    "row",
    [
        [4, "infotainment_frozen", 0],
        [-1, "infotainment_frozen", 0],
        ["nobody", "infotainment_frozen", 0],
        [0, "gremlins", 0],
        [0, "infotainment_frozen", "soon"],
        [0, "infotainment_frozen"],
        [0, "ignition_coil_weak", 0],
        7,
    ],
)
def test_a_plan_that_cannot_be_is_refused(row: object) -> None:
    """With the number of the fault that is wrong."""
    with pytest.raises(InvalidFaultPlan, match="fault 2"):
        explicit_plan([[0, "infotainment_frozen", 0], row], fleet(4), START_S)


def test_a_file_without_a_plan_is_refused(tmp_path: Path) -> None:
    """Whether it is no JSON or something else."""
    path = tmp_path / "faults.json"
    for text in ("{", "{}"):
        path.write_text(text)
        with pytest.raises(InvalidFaultPlan, match=r"faults\.json"):
            read_plan(path, fleet(1), START_S)
