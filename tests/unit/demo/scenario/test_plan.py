"""The plan of a story against what the cars say has befallen them."""

from pathlib import Path
from typing import Any

import pytest

from gateway.demo.scenario.plan import LATE_WALL_S, TICK_S, Plan, Planned, unfulfilled
from gateway.demo.scenario.programme import read_programme
from gateway.domain.vin import Vin
from simulator.car.car import Car
from simulator.faults.library import root_causes
from simulator.faults.root_cause import RootCauseId
from simulator.faults.testimony import spell_out
from simulator.faults.truth import InjectedFault

ANNA, BERND = Vin("W0VZZZE1XSB000001"), Vin("W0VZZZE1XSB000002")
CARS = {"anna": ANNA, "bernd": BERND}
START_S, SPEED = 1_794_985_200.0, 60.0
ONSET_S, REPAIR_S, END_S = START_S + 60, START_S + 120, START_S + 600
LATCH = RootCauseId("charge_port_latch_stuck")
PLAN = Plan(
    faults=(Planned(car="anna", cause=LATCH, at_s=ONSET_S, at_once=True),),
    repairs=(Planned(car="anna", cause=LATCH, at_s=REPAIR_S),),
)
NOT_BEGUN = f"{LATCH} of anna did not begin as planned at 2026-11-18 07:01:00Z"
NOT_REPAIRED = f"{LATCH} of anna was not repaired as planned at 2026-11-18 07:02:00Z"


def lived(
    vin: Vin, onset_s: float = ONSET_S, repair_s: float = REPAIR_S, end_s: float = END_S
) -> list[dict[str, Any]]:
    """What a real car says in the end that had this fault and this visit of a workshop."""
    car = Car.build(vin.text, 7, [InjectedFault(LATCH, onset_s)], start_s=START_S)
    if repair_s < end_s:
        car.was_repaired(root_causes()[LATCH].repair, repair_s)
    car.advance(end_s)
    return [spell_out(vin.text, cause, truth) for cause, truth in car.whole_truth()]


def missed(
    injected: list[dict[str, Any]], plan: Plan = PLAN, end_s: float = END_S
) -> list[str]:
    return list(unfulfilled(plan, CARS, injected, end_s=end_s, speed=SPEED))


@pytest.mark.parametrize("late_s", [0.0, LATE_WALL_S * SPEED - 1])
def test_what_came_as_planned_is_not_told(late_s: float) -> None:
    """A workshop has a moment of the wall, as every process has that is held up."""
    assert missed(lived(ANNA, repair_s=REPAIR_S + late_s)) == []


@pytest.mark.parametrize(
    ("injected", "words"),
    [
        ([], [NOT_BEGUN, NOT_REPAIRED]),
        (lived(BERND), [NOT_BEGUN, NOT_REPAIRED]),
        (lived(ANNA, onset_s=ONSET_S + TICK_S + 1), [NOT_BEGUN]),
        (lived(ANNA, onset_s=ONSET_S - TICK_S - 1), [NOT_BEGUN]),
        (lived(ANNA, repair_s=REPAIR_S + LATE_WALL_S * SPEED + 1), [NOT_REPAIRED]),
        (lived(ANNA, repair_s=END_S), [NOT_REPAIRED]),
        (lived(ANNA, repair_s=ONSET_S - 20), [NOT_REPAIRED]),
        (lived(ANNA, repair_s=END_S, end_s=ONSET_S - 20), [NOT_BEGUN, NOT_REPAIRED]),
    ],
    ids=[
        *("nothing", "another-car", "late", "early"),
        *("repaired-late", "never-repaired", "repaired-before-it-broke", "time-stood-still"),
    ],
)
def test_what_did_not_come_is_told(injected: list[dict[str, Any]], words: list[str]) -> None:
    """A fault that did not begin at its moment, work that did not take it away at its own."""
    assert missed(injected) == words


def test_what_waits_need_only_be_planted() -> None:
    """A cause that waits for the cold begins when it is cold, but never before its moment."""
    plan = Plan(
        faults=(Planned(car="anna", cause=LATCH, at_s=ONSET_S, at_once=False),), repairs=()
    )
    [fault] = lived(ANNA)
    assert missed([fault | {"began": None}], plan) == []
    assert missed([fault | {"began": ONSET_S + 500}], plan) == []
    assert missed([fault | {"onset": ONSET_S + 500, "began": None}], plan) == [NOT_BEGUN]
    assert missed([fault | {"began": ONSET_S - 500}], plan) == [NOT_BEGUN]


def test_what_is_due_as_the_story_ends_may_come_or_not() -> None:
    """The fleet is told to end by the wall's clock, which no world keeps to the second."""
    assert missed([], end_s=ONSET_S + 1) == []


def test_what_a_cause_turned_into_was_not_planned() -> None:
    """It began for another reason, at whatever moment."""
    [fault] = lived(ANNA)
    assert missed([fault | {"follows": "another"}]) == [NOT_BEGUN, NOT_REPAIRED]


async def test_the_simulator_tells_what_it_plans(tmp_path: Path) -> None:
    """Faults and repairs come with the programme, at the times of its transcript."""
    programme = await read_programme("repaired_by_the_workshop", tmp_path / "garage.json")
    start_s = programme.start_s
    assert programme.plan == Plan(
        faults=(Planned(car="frieda", cause=LATCH, at_s=start_s + 120, at_once=True),),
        repairs=(Planned(car="frieda", cause=LATCH, at_s=start_s + 1680),),
    )
