"""What befalls whom in the link benchmark, drawn from a seed."""

import json
from itertools import combinations

import pytest

from benchmarks.links.plan import Ask, InvalidPlan, Plan, make_plan
from simulator.faults.library import root_causes

ASK = Ask(
    seed=7,
    profiles=("good", "home_no_signal"),
    cars=3,
    faults=14,
    start_s=1_763_755_200.0,
    lasts_s=2880.0,
)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan(ASK)


@pytest.mark.slow
def test_each_group_has_its_share(plan: Plan) -> None:
    """One group a profile and one of small memory; all faults asked for, evenly spread."""
    assert [group.name for group in plan.groups] == [
        "good",
        "home_no_signal",
        "home_no_signal, small outbox",
    ]
    for group in plan.groups:
        assert [len(plan.faults[vin]) for vin in group.vins] == [5, 5, 4]
    assert len({car.vin for car in plan.cars}) == 9


@pytest.mark.slow
def test_faults_of_one_car_have_no_code_in_common(plan: Plan) -> None:
    """So that every episode in the store belongs to one fault."""
    for own in plan.faults.values():
        codes = [
            {(code.component, code.dtc) for code in root_causes()[onset.cause].codes}
            for onset in own
        ]
        assert not any(one & other for one, other in combinations(codes, 2))


@pytest.mark.slow
def test_outages_are_long_and_within_the_run(plan: Plan) -> None:
    """At least four of the longest reconnect intervals, and over before the end."""
    for own in plan.outages.values():
        assert own
        assert all(240 <= one.lasts_s <= 420 for one in own)
        assert all(one.at_s + one.lasts_s < ASK.lasts_s for one in own)


@pytest.mark.slow
def test_a_plan_travels_as_json(plan: Plan) -> None:
    """What the cars' program reads is what was planned."""
    assert Plan.from_json(json.loads(json.dumps(plan.to_json()))) == plan


@pytest.mark.slow
def test_the_same_seed_gives_the_same_plan(plan: Plan) -> None:
    """A run can be repeated."""
    assert make_plan(ASK) == plan


@pytest.mark.slow
def test_an_unknown_profile_is_named() -> None:
    """With those that there are."""
    ask = Ask(seed=7, profiles=("nice",), cars=1, faults=1, start_s=0.0, lasts_s=2880.0)
    with pytest.raises(InvalidPlan, match=r"'nice'.*good"):
        make_plan(ask)
