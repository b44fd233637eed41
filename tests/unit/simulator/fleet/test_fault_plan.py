from hypothesis import given
from hypothesis import strategies as st

from simulator.carriers.carrier import Carrier
from simulator.fault_plan import MAIN, MASKING, carriers, plan_faults

START_S = 1_763_755_200.0


def vins(cars: int) -> list[str]:
    return [f"W0VZZZE1XSB{number:06d}" for number in range(cars)]


def causes(cars: int, seed: int) -> list[str]:
    plan = plan_faults(vins(cars), seed, START_S, 60.0)
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


@given(seed=st.integers(), speed=st.sampled_from([1.0, 60.0]))
def test_somebody_who_watches_sees_it_begin(seed: int, speed: float) -> None:
    """All onsets lie between the third and the fortieth second of the wall."""
    plan = plan_faults(vins(25), seed, START_S, speed)
    onsets = [(fault.onset_s - START_S) / speed for own in plan.values() for fault in own]
    assert all(3 <= onset <= 40 for onset in onsets)


def test_plans_are_reproducible() -> None:
    """The seed alone decides."""
    first, again, other = (plan_faults(vins(25), seed, START_S, 60) for seed in (7, 7, 8))
    assert first == again
    assert first != other


def test_two_cars_are_realistic() -> None:
    """Cars whose remedy is a reset speak in real frames, one on each kind of wire."""
    plan = plan_faults(vins(25), 7, START_S, 60.0)
    chosen = carriers(plan)
    assert [*chosen.values()] == [Carrier.ISO_TP, Carrier.DOIP]
    causes = {plan[vin][0].root_cause_id for vin in chosen}
    assert causes <= {"telematics_half_connected", "infotainment_frozen"}
